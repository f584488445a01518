// The small picture on which the zoom region is moved, by pointer or arrow keys.
import { byId, segments } from './dom.ts';
import type { Picture } from './picture.ts';
import { type Frame, type Region, type Size, ZOOMS } from './region.ts';

export interface Overview {
  region: Region;
  showPicture(picture: Picture): void;
  showFrame(frame: Frame, size: Size): void;
}

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Thumbnails larger than this are only scaled down again. */
const OVERVIEW_SIDE = 600;

export function setUpOverview(moved: () => void): Overview {
  const overview = byId('overview');
  const canvas = byId<HTMLCanvasElement>('overview-canvas');
  const box = byId('region');
  const region: Region = { zoom: 1, x: 0.5, y: 0.5 };
  let seen = { width: 1, height: 1 };

  /** Moves the centre, but not outside the picture, where keys would first have to bring it back. */
  function moveTo(x: number, y: number): void {
    const keep = (value: number, part: number) => Math.min(Math.max(value, part / 2), 1 - part / 2);
    region.x = keep(x, seen.width);
    region.y = keep(y, seen.height);
    moved();
  }

  function moveToPointer(event: PointerEvent): void {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    moveTo((event.clientX - left) / width, (event.clientY - top) / height);
  }

  overview.addEventListener('pointerdown', (event) => {
    overview.setPointerCapture(event.pointerId);
    moveToPointer(event);
  });
  overview.addEventListener('pointermove', (event) => {
    if (overview.hasPointerCapture(event.pointerId)) moveToPointer(event);
  });
  overview.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const share = event.shiftKey ? 1 : 0.15;
    moveTo(region.x + step[0] * seen.width * share, region.y + step[1] * seen.height * share);
  });

  const zooms = ZOOMS.map((zoom) => ({
    value: zoom,
    label: zoom ? `${zoom}:1` : 'Whole',
    title: zoom ? `${zoom} screen ${zoom > 1 ? 'pixels' : 'pixel'} for one of the result` : 'The whole result',
  }));
  segments(byId('zooms'), 'zoom', zooms, region.zoom, (zoom) => {
    region.zoom = zoom;
    moved();
  });

  return {
    region,
    showPicture(picture) {
      const scale = Math.min(1, OVERVIEW_SIDE / Math.max(picture.canvas.width, picture.canvas.height));
      canvas.width = Math.max(1, Math.round(picture.canvas.width * scale));
      canvas.height = Math.max(1, Math.round(picture.canvas.height * scale));
      canvas.getContext('2d')?.drawImage(picture.canvas, 0, 0, canvas.width, canvas.height);
    },
    showFrame(frame, size) {
      seen = { width: frame.width / size.width, height: frame.height / size.height };
      const percent = (part: number, whole: number) => `${(100 * part) / whole}%`;
      box.style.left = percent(frame.left, size.width);
      box.style.top = percent(frame.top, size.height);
      box.style.width = percent(frame.width, size.width);
      box.style.height = percent(frame.height, size.height);
      const x = Math.round((100 * (frame.left + frame.width / 2)) / size.width);
      const y = Math.round((100 * (frame.top + frame.height / 2)) / size.height);
      overview.setAttribute('aria-label', `Zoom region at ${x} % across, ${y} % down. Arrow keys move it.`);
    },
  };
}
