// upsampleImage(): pictures from anything that a page has, in turns with the event loop.
import { makeCall } from './call.js';
import { errors, expected, oneOf, tagOf, wrongKind } from './errors.js';
import { unweigh, weigh } from './half-picture.js';
import { readOptions } from './options.js';
import {
  isOpaque,
  makeImage,
  PICTURE_OPTIONS,
  type Picture,
  type PictureSettings,
  type PictureWork,
  parseSettings,
  planPicture,
  readPicture,
  withoutAlpha,
} from './picture.js';
import { type Canvas, contextOf, convertPixels, isDrawable, readPixels } from './pixels.js';
import type { Pool } from './pool.js';
import type { NativeModule } from './runtime/module.js';
import { allocate, type Shape, type TensorData } from './tensor.js';
import { readRunOptions, Turns } from './turns.js';
import { bufferOf, byteOffsetOf, copyInto, lengthOf } from './typed-array.js';
import { Work } from './work.js';

const OPTIONS = [...PICTURE_OPTIONS, 'colorSpace', 'signal', 'onProgress', 'workers', 'to'];
const COLOR_SPACES = ['srgb', 'display-p3'];
const CANVASES = ['HTMLCanvasElement', 'OffscreenCanvas'];
// A fraction of a turn.
const PIECE = 1 << 18;

function parseColorSpace(value: unknown): string | undefined {
  if (value !== undefined && !COLOR_SPACES.includes(value as string)) {
    throw wrongKind(oneOf(COLOR_SPACES), 'colorSpace', value);
  }
  return value as string | undefined;
}

function parseCanvas(value: unknown): Canvas | undefined {
  if (value !== undefined && !(typeof value === 'object' && value !== null && CANVASES.includes(tagOf(value)))) {
    throw wrongKind('a canvas', 'to', value);
  }
  return value as Canvas | undefined;
}

/** Enlarges a picture; see upsampleImage. */
export async function enlarge(module: NativeModule, pool: Pool, source: unknown, options: unknown): Promise<unknown> {
  const values = readOptions(options, OPTIONS, 'upsampleImage');
  const settings = parseSettings(values);
  const colorSpace = parseColorSpace(values.get('colorSpace'));
  const run = readRunOptions(values, errors);
  const canvas = parseCanvas(values.get('to'));
  run.signal?.throwIfAborted();
  const turns = new Turns(run.signal);
  const picture = readPicture(await readSource(source, colorSpace, turns));
  const result = await enlargePicture(module, pool, picture, settings, values, turns);
  const width = picture.width * settings.size[1];
  const height = picture.height * settings.size[0];
  const image = makeImage(result, width, height, picture.colorSpace);
  if (canvas === undefined) return image;
  await drawInto(canvas, image, picture.colorSpace, turns);
  return canvas;
}

async function readSource(source: unknown, colorSpace: string | undefined, turns: Turns): Promise<unknown> {
  if (isDrawable(source)) return await readPixels(source, colorSpace, turns);
  if (typeof source !== 'object' || source === null || !('data' in source)) {
    throw wrongKind('an ImageData, a Blob, or something that drawImage() takes', 'source', source);
  }
  const { colorSpace: own = 'srgb' } = source as { colorSpace?: string };
  if (colorSpace === undefined || colorSpace === own) return source;
  if (tagOf(source) !== 'ImageData') {
    throw wrongKind(`the colour space of a picture that is no ImageData ('${own}')`, 'colorSpace', colorSpace);
  }
  return await convertPixels(source as ImageData, colorSpace, turns);
}

async function enlargePicture(
  module: NativeModule,
  pool: Pool,
  picture: Picture,
  settings: PictureSettings,
  options: ReadonlyMap<string, unknown>,
  turns: Turns,
): Promise<TensorData> {
  const { data } = picture;
  const planned = planPicture(picture, settings);
  const work = planned.weighsAlpha && (await isAllOpaque(data, turns)) ? withoutAlpha(planned) : planned;
  const layer = { ...settings, dataFormat: 'channels_last', backend: work.backend } as const;
  const call = makeCall(layer, work.kinds, work.shape);
  const source = work.filtersHalves ? await weighed(data, work, turns) : data;
  const out = await pool.run(() => new Work(module, call, source, undefined), options);
  return work.filtersHalves ? await unweighed(out as Float32Array, call.target, work, turns) : out;
}

async function isAllOpaque(data: TensorData, turns: Turns): Promise<boolean> {
  const bytes = new Uint8Array(bufferOf(data), byteOffsetOf(data), lengthOf(data));
  let opaque = true;
  await turns.pieces(bytes.length, 4 * PIECE, (begin, end) => {
    opaque &&= isOpaque(bytes.subarray(begin, end));
  });
  return opaque;
}

async function weighed(halves: TensorData, { shape, count, curved }: PictureWork, turns: Turns): Promise<TensorData> {
  const floats = allocate({ outArray: 'Float32Array', target: shape, targetCount: count }) as Float32Array;
  await turns.pieces(count, PIECE, (begin, end) => {
    const piece = floats.subarray(begin, end);
    copyInto.call(piece, halves.subarray(begin, end) as Uint8Array);
    weigh(piece, curved);
  });
  return floats;
}

async function unweighed(
  floats: Float32Array,
  target: Shape,
  { curved }: PictureWork,
  turns: Turns,
): Promise<TensorData> {
  const halves = allocate({ outArray: 'Float16Array', target, targetCount: floats.length });
  await turns.pieces(floats.length, PIECE, (begin, end) => {
    const piece = floats.subarray(begin, end);
    unweigh(piece, curved);
    copyInto.call(halves.subarray(begin, end), piece as unknown as Uint8Array);
  });
  return halves;
}

async function drawInto(canvas: Canvas, image: object, colorSpace: string, turns: Turns): Promise<void> {
  if (tagOf(image) !== 'ImageData') throw wrongKind('an ImageData, to draw it,', 'the result', image);
  const { width, height } = image as ImageData;
  const context = openCanvasFor(canvas, width, height, colorSpace);
  // A page's canvas is drawn at once: browsers copy or paint all of it after each turn in which it was drawn on. 33 megapixels
  // take 1.5 to 80 times as long in strips, and most browsers stand still for longer at a time.
  const rows = tagOf(canvas) === 'OffscreenCanvas' ? Math.max(1, Math.floor(PIECE / width)) : height;
  await turns.pieces(height, rows, (top, end) => {
    context.putImageData(image as ImageData, 0, 0, 0, top, width, end - top);
  });
}

function openCanvasFor(canvas: Canvas, width: number, height: number, colorSpace: string) {
  let context: ReturnType<typeof contextOf> = null;
  let cause: unknown;
  try {
    canvas.width = width;
    canvas.height = height;
    context = contextOf(canvas, { colorSpace: colorSpace as PredefinedColorSpace });
  } catch (error) {
    cause = error;
  }
  if (context === null) {
    const what = 'a canvas that this thread can draw on, without a context or with a 2d one,';
    throw new TypeError(expected(what, 'to', canvas), { cause });
  }
  if (!keepsPixels(context, width, height)) {
    const what = `a canvas that can have ${width} x ${height} pixels (more than this browser allows)`;
    throw new RangeError(expected(what, 'to', canvas));
  }
  return context;
}

// Browsers draw nothing on a canvas that is too large for them, and do not say so.
function keepsPixels(context: NonNullable<ReturnType<typeof contextOf>>, width: number, height: number): boolean {
  try {
    const pixel = context.createImageData(1, 1);
    pixel.data.fill(255);
    context.putImageData(pixel, width - 1, height - 1);
    return context.getImageData(width - 1, height - 1, 1, 1).data[3] === 255;
  } catch {
    return false;
  }
}
