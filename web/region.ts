// Geometry: which part of the result a viewport shows.

export interface Region {
  /** Screen pixels for one pixel of the result; 0 shows the whole result. */
  zoom: number;
  /** The centre, from 0 to 1 across and down. */
  x: number;
  y: number;
}

/** A part of the result, in its pixels, and the size in screen pixels at which it is drawn. */
export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  viewWidth: number;
  viewHeight: number;
}

export const ZOOMS = [0, 1, 2, 4, 8];

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** One axis of a frame: whole pixels only, so that the frame shows exactly the computed pixels. */
function span(size: number, port: number, zoom: number, centre: number) {
  const length = Math.min(size, Math.ceil(port / zoom));
  const start = Math.round(clamp(centre * size - length / 2, 0, size - length));
  return { start, length, view: length * zoom };
}

export function frameOf(region: Region, size: Size, port: Size): Frame {
  if (region.zoom === 0) {
    const fit = Math.min(port.width / size.width, port.height / size.height);
    const scale = fit > 1 ? Math.floor(fit) : fit;
    const view = (length: number) => Math.max(1, Math.round(length * scale));
    const { width, height } = size; // not spread: a canvas has them on its prototype
    return { left: 0, top: 0, width, height, viewWidth: view(width), viewHeight: view(height) };
  }
  const across = span(size.width, port.width, region.zoom, region.x);
  const down = span(size.height, port.height, region.zoom, region.y);
  return {
    left: across.start,
    top: down.start,
    width: across.length,
    height: down.length,
    viewWidth: across.view,
    viewHeight: down.view,
  };
}

export interface Size {
  width: number;
  height: number;
}

/** The screen pixels inside an element. */
export function portOf(element: HTMLElement): Size {
  const ratio = window.devicePixelRatio || 1;
  return {
    width: Math.max(1, Math.round(element.clientWidth * ratio)),
    height: Math.max(1, Math.round(element.clientHeight * ratio)),
  };
}

/** Draws a part of a canvas to fill another, pixel by pixel when enlarging. */
export function drawPart(target: HTMLCanvasElement, source: CanvasImageSource, part: Frame, view: Size): void {
  const ratio = window.devicePixelRatio || 1;
  target.width = view.width;
  target.height = view.height;
  target.style.width = `${view.width / ratio}px`;
  target.style.height = `${view.height / ratio}px`;
  const context = target.getContext('2d');
  if (!context) return;
  context.imageSmoothingEnabled = view.width < part.width || view.height < part.height;
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, part.left, part.top, part.width, part.height, 0, 0, view.width, view.height);
}
