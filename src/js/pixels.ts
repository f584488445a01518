// The pixels of anything that a page can draw, as the browser shows it, in its own colour space as far as that can be told.
import { expected, tagOf } from './errors.js';
import { isWide } from './gamut.js';
import type { Turns } from './turns.js';

const P3 = 'display-p3';
const SRGB = 'srgb';
// Of a picture that is read at once: a fraction of a turn.
const STRIP_BYTES = 1 << 20;

export type Canvas = HTMLCanvasElement | OffscreenCanvas;
type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
type Drawable = Exclude<CanvasImageSource, HTMLCanvasElement | OffscreenCanvas> | Canvas;

/** The pixels of a picture, with straight alpha. */
export interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  readonly colorSpace: string;
}

/** What a canvas keeps of its pixels. TypeScript does not know of `colorType` yet. */
type Format = CanvasRenderingContext2DSettings & { readonly colorType?: string };

/** Gives the pixels of some rows. */
type ReadStrip = (top: number, rows: number) => Uint8ClampedArray;

interface Opened {
  readonly width: number;
  readonly height: number;
  /** Undefined: it cannot be told. */
  readonly colorSpace: string | undefined;
  readonly strips: (colorSpace: string) => ReadStrip;
  readonly close?: () => void;
}

const KINDS: Readonly<Record<string, (source: never) => Promise<Opened> | Opened>> = {
  Blob: (blob: Blob) => openSnapshot(blob),
  File: (file: File) => openSnapshot(file),
  HTMLImageElement: openImage,
  SVGImageElement: (image: SVGImageElement) => openSnapshot(image),
  HTMLVideoElement: openVideo,
  VideoFrame: openFrame,
  ImageBitmap: openBitmap,
  HTMLCanvasElement: openCanvas,
  OffscreenCanvas: openCanvas,
};

/** Whether a value is something that is drawn, and not numbers. */
export function isDrawable(source: unknown): boolean {
  return typeof source === 'object' && source !== null && Object.hasOwn(KINDS, tagOf(source));
}

/** Reads the pixels. `colorSpace`: the wanted one, undefined for the picture's own. */
export async function readPixels(source: unknown, colorSpace: string | undefined, turns: Turns): Promise<Pixels> {
  const open = KINDS[tagOf(source)] as (source: unknown) => Promise<Opened> | Opened;
  const opened = await turns.wait(open(source), ({ close }) => close?.());
  try {
    return await readOpened(opened, source, colorSpace, turns);
  } finally {
    opened.close?.();
  }
}

/** A picture of numbers, in another colour space. */
export async function convertPixels(image: ImageData, colorSpace: string, turns: Turns): Promise<Pixels> {
  const { width, height } = image;
  const strips = (space: string) => stripsOf(width, (context, top) => context.putImageData(image, 0, -top), space);
  return await readOpened({ width, height, colorSpace, strips }, image, colorSpace, turns);
}

async function readOpened(opened: Opened, source: unknown, wanted: string | undefined, turns: Turns): Promise<Pixels> {
  const { width, height } = opened;
  const own = wanted ?? opened.colorSpace;
  const data = allocatePixels(width, height, source);
  const read = (space: string, look?: (strip: Uint8ClampedArray) => void) =>
    readStrips(opened.strips(space), source, width, height, turns, (strip, at) => {
      data.set(strip, at);
      look?.(strip);
    });
  if (own !== undefined) {
    await read(own);
    return { data, width, height, colorSpace: own };
  }
  // A picture with colours that sRGB lacks is in a wider space; without such colours nothing is lost in sRGB.
  let wide = false;
  if (hasWideCanvas()) {
    await read(P3, (strip) => {
      wide ||= isWide(strip);
    });
  }
  if (!wide) await read(SRGB);
  return { data, width, height, colorSpace: wide ? P3 : SRGB };
}

function allocatePixels(width: number, height: number, source: unknown): Uint8ClampedArray<ArrayBuffer> {
  try {
    return new Uint8ClampedArray(width * height * 4);
  } catch (cause) {
    const what = `a picture for whose ${width} x ${height} pixels there is memory (out of memory)`;
    throw new RangeError(expected(what, 'source', source), { cause });
  }
}

async function readStrips(
  read: ReadStrip,
  source: unknown,
  width: number,
  height: number,
  turns: Turns,
  use: (strip: Uint8ClampedArray, at: number) => void,
): Promise<void> {
  const rows = Math.max(1, Math.floor(STRIP_BYTES / (4 * width)));
  await turns.pieces(height, rows, (top, end) => {
    let strip: Uint8ClampedArray;
    try {
      strip = read(top, end - top);
    } catch (cause) {
      throw unreadable(source, cause);
    }
    use(strip, top * width * 4);
  });
}

function unreadable(source: unknown, cause: unknown): TypeError {
  const what =
    (cause as Error).name === 'SecurityError'
      ? 'a picture that the page may read (of its own origin, or sent with CORS and loaded with crossorigin)'
      : 'a picture whose pixels can be read';
  return failed(what, source, cause);
}

function failed(what: string, source: unknown, cause?: unknown): TypeError {
  const reason = cause === undefined ? '' : ` (${cause})`;
  return new TypeError(`${expected(what, 'source', source)}${reason}`, cause === undefined ? {} : { cause });
}

/** A new canvas, in whatever scope this is. */
function makeCanvas(width: number, height: number): Canvas {
  if (typeof OffscreenCanvas === 'function') return new OffscreenCanvas(width, height);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

/** The context of a canvas; null if it has one of another kind. */
export function contextOf(canvas: Canvas, settings: CanvasRenderingContext2DSettings): Context | null {
  return (canvas as OffscreenCanvas).getContext('2d', settings);
}

// Not every engine tells them of an OffscreenCanvas.
function attributesOf(context: Context): CanvasRenderingContext2DSettings {
  return (context as CanvasRenderingContext2D).getContextAttributes?.() ?? {};
}

function spaceOf(context: Context): string {
  return attributesOf(context).colorSpace ?? SRGB;
}

function hasWideCanvas(): boolean {
  const context = contextOf(makeCanvas(1, 1), { colorSpace: P3 });
  return context !== null && spaceOf(context) === P3;
}

function contextForReading(width: number, height: number, format: Format): Context {
  const context = contextOf(makeCanvas(width, height), { ...format, willReadFrequently: true });
  if (context === null) throw new Error('there is no canvas to read it with');
  return context;
}

// Reads strips by way of a canvas that is as large as one.
function stripsOf(
  width: number,
  draw: (context: Context, top: number, rows: number) => void,
  colorSpace: string,
  format = { colorSpace } as Format,
): ReadStrip {
  let context: Context | null = null;
  return (top, rows) => {
    context ??= contextForReading(width, rows, format);
    context.clearRect(0, 0, width, rows);
    draw(context, top, rows);
    return readRows(context, 0, width, rows, colorSpace);
  };
}

// Engines without colour spaces for canvases refuse the argument, or do not look at it.
function readRows(context: Context, top: number, width: number, rows: number, colorSpace: string): Uint8ClampedArray {
  const { data } =
    colorSpace === SRGB && spaceOf(context) === SRGB
      ? context.getImageData(0, top, width, rows)
      : context.getImageData(0, top, width, rows, { colorSpace: colorSpace as PredefinedColorSpace });
  return data as Uint8ClampedArray;
}

function drawnStrips(source: Drawable, width: number, colorSpace: string, format?: Format): ReadStrip {
  const draw = (context: Context, top: number, rows: number) =>
    context.drawImage(source, 0, top, width, rows, 0, 0, width, rows);
  return stripsOf(width, draw, colorSpace, format);
}

function openDrawable(source: Drawable, width: number, height: number, colorSpace?: string): Opened {
  return { width, height, colorSpace, strips: (space) => drawnStrips(source, width, space) };
}

async function openSnapshot(source: ImageBitmapSource, colorSpace?: string): Promise<Opened> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(source, { imageOrientation: 'from-image' });
  } catch (cause) {
    const svg = /svg/.test((source as Blob).type ?? '') ? ' (load an SVG into an img element)' : '';
    throw failed(`an image that can be decoded here${svg}`, source, cause);
  }
  return { ...openDrawable(bitmap, bitmap.width, bitmap.height, colorSpace), close: () => bitmap.close() };
}

async function openImage(image: HTMLImageElement): Promise<Opened> {
  if (!image.complete || image.naturalWidth === 0) throw failed('an image that has loaded', image);
  // Decodes beside the page's thread.
  await image.decode().catch((cause) => {
    throw failed('an image that can be decoded here', image, cause);
  });
  return openDrawable(image, image.naturalWidth, image.naturalHeight);
}

async function openVideo(video: HTMLVideoElement): Promise<Opened> {
  // HAVE_CURRENT_DATA
  if (video.readyState < 2 || video.videoWidth === 0) throw failed('a video that has a frame to show', video);
  return await openSnapshot(video);
}

async function openFrame(frame: VideoFrame): Promise<Opened> {
  if (frame.codedWidth === 0) throw failed('a VideoFrame that is not closed', frame);
  const own = frame.colorSpace?.primaries as string | null | undefined;
  return await openSnapshot(frame, own === 'smpte432' ? P3 : SRGB);
}

function openBitmap(bitmap: ImageBitmap): Opened {
  if (bitmap.width === 0) throw failed('an ImageBitmap that is not closed', bitmap);
  return openDrawable(bitmap, bitmap.width, bitmap.height);
}

// A canvas that is not made for reading is copied at once: it may be in the memory of a graphics card, from where each reading
// takes long. Strips are drawn, since Firefox copies all of a canvas before it gives some rows; on canvases of the same format,
// so that nothing is lost. Chromium rounds what it draws of half floats, but gives rows of them quickly.
function openCanvas(canvas: Canvas): Opened {
  const { width, height } = canvas;
  if (width === 0 || height === 0) throw failed('a canvas with pixels', canvas);
  const own = ownContext(canvas);
  const strips = (space: string): ReadStrip => {
    const format: Format = own ? attributesOf(own) : { colorSpace: space as PredefinedColorSpace };
    const { willReadFrequently, colorType } = format;
    if (willReadFrequently && colorType === 'float16') {
      return (top, rows) => readRows(own as Context, top, width, rows, space);
    }
    return drawnStrips(willReadFrequently ? canvas : copyOf(canvas, format), width, space, format);
  };
  return { width, height, colorSpace: own && spaceOf(own), strips };
}

function copyOf(canvas: Canvas, format: Format): Canvas {
  const context = contextForReading(canvas.width, canvas.height, format);
  context.drawImage(canvas, 0, 0);
  return context.canvas;
}

// Undefined if it has one of another kind (WebGL), or belongs to a worker.
function ownContext(canvas: Canvas): Context | undefined {
  try {
    return contextOf(canvas, {}) ?? undefined;
  } catch {
    return undefined;
  }
}
