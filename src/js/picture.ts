// Pictures: RGBA with 8 bits or half a float a channel, as ImageData has them. Reads and checks them, says in which numbers they
// are computed, and makes a picture of the result.
import { FORWARD, type Kinds } from './call.js';
import {
  type Backend,
  type Coordinates,
  type Interpolation,
  onlyCopies,
  parseCoordinates,
  parseInterpolation,
  parseSize,
} from './config.js';
import { oneOf, wrongKind, wrongNumber } from './errors.js';
import { readProperty } from './options.js';
import type { Float16ArrayIfAny, ImageDataLike } from './runtime/globals.js';
import { checkLength, type DTypeName, dtypeInfo, LARGEST_SIDE, type Shape, type TensorData } from './tensor.js';
import { typedArrayName } from './typed-array.js';

/** The arrays of a picture with 8 bits a channel. */
export type Bytes = Uint8ClampedArray | Uint8Array;

/**
 * Anything with the pixels of an ImageData: RGBA, straight alpha, row by row from the top.
 *
 * @example
 * const picture: ImageLike = { data: new Uint8ClampedArray(4 * 6), width: 3, height: 2 };
 * console.log(upsampleImageData(picture, { size: 2 }).width); // 6
 */
export interface ImageLike<D extends Bytes | Float16ArrayIfAny = Bytes | Float16ArrayIfAny> {
  /** Four numbers a pixel: bytes, or the half floats of an ImageData with the pixel format 'rgba-float16'. */
  readonly data: D;
  readonly width: number;
  readonly height: number;
  readonly colorSpace?: string | undefined;
}

/**
 * A picture of half floats: an ImageData where the engine makes one of them, else a plain object.
 *
 * @example
 * const enlarge = (picture: ImageLike<Float16Array>): HalfFloatImage => upsampleImageData(picture);
 * console.log(typeof enlarge); // function
 */
export interface HalfFloatImage {
  readonly data: Float16ArrayIfAny;
  readonly width: number;
  readonly height: number;
  readonly colorSpace: string;
  readonly pixelFormat: 'rgba-float16';
}

/**
 * The options of {@link upsampleImageData}.
 *
 * @example
 * const options: ImageOptions = { size: 4, interpolation: 'lanczos3', linearLight: true };
 * const picture = { data: new Uint8ClampedArray(4), width: 1, height: 1 };
 * console.log(upsampleImageData(picture, options).data.length); // 64
 */
export interface ImageOptions {
  /** The factors for rows and columns: one integer of 1 or more for both, or two. Default 2. */
  readonly size?: number | Iterable<number> | undefined;
  /** Default 'nearest'. */
  readonly interpolation?: Interpolation | (string & {}) | undefined;
  /** Default 'half_pixel'. */
  readonly coordinates?: Coordinates | (string & {}) | undefined;
  /** Whether to interpolate in linear light instead of in sRGB values, which keeps fine bright details. Default false. */
  readonly linearLight?: boolean | undefined;
}

const CHANNELS = 4;
const HALF = 'Float16Array';
// The dtypes of RGBA whose channels are independent, and of RGBA whose colours are weighted by alpha.
const BYTES: DTypeName = 'uint8clamped';
const WEIGHED: DTypeName = 'rgba8';
const ARRAYS = ['Uint8ClampedArray', 'Uint8Array', HALF];
const NAMES = { dataName: 'image.data', shapeName: 'the shape of image' };

// The most that every engine allows for an ImageData, and older engines for a Uint8ClampedArray.
const MOST_BYTES = 2 ** 31 - 1;

// The colour spaces whose values are light on sRGB's curve, and those whose values are light itself.
const CURVED = ['srgb', 'display-p3'];
const LINEAR = ['srgb-linear', 'display-p3-linear'];

function readSide(value: unknown, name: string): number {
  if (typeof value !== 'number') throw wrongKind('an integer', name, value);
  if (!Number.isInteger(value) || value < 1 || value > LARGEST_SIDE) {
    throw wrongNumber(`an integer of 1 to ${LARGEST_SIDE}`, name, value);
  }
  return value;
}

/** Whether no pixel is translucent. An opaque picture needs no premultiplication. @internal */
export function isOpaque(data: Uint8Array): boolean {
  let alpha = 255;
  if (data.byteOffset % CHANNELS !== 0) {
    for (let i = CHANNELS - 1; i < data.length; i += CHANNELS) alpha &= data[i] as number;
    return alpha === 255;
  }
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length / CHANNELS);
  let all = -1;
  for (let i = 0; i < pixels.length; i++) {
    all &= pixels[i] as number;
    if ((i & 4095) === 4095 && all >>> 24 !== 255) return false;
  }
  return all >>> 24 === 255;
}

/** A picture whose properties were read. @internal */
export interface Picture {
  readonly data: TensorData;
  readonly arrayName: string;
  readonly width: number;
  readonly height: number;
  readonly colorSpace: string;
}

/** Reads a picture. @internal */
export function readPicture(image: unknown): Picture {
  if (typeof image !== 'object' || image === null) throw wrongKind('an ImageData', 'image', image);
  const data = readProperty(image, 'data');
  const width = readSide(readProperty(image, 'width'), 'image.width');
  const height = readSide(readProperty(image, 'height'), 'image.height');
  const colorSpace = readProperty(image, 'colorSpace') ?? 'srgb';
  if (typeof colorSpace !== 'string') throw wrongKind('the name of a colour space', 'image.colorSpace', colorSpace);
  const arrayName = typedArrayName(data);
  if (arrayName === undefined || !ARRAYS.includes(arrayName)) throw wrongKind(`a ${oneOf(ARRAYS)}`, 'image.data', data);
  return { data: data as TensorData, arrayName, width, height, colorSpace };
}

function parseLinearLight(value: unknown): boolean {
  if (value !== undefined && typeof value !== 'boolean') throw wrongKind('true or false', 'linearLight', value);
  return value ?? false;
}

// Refuses a result that no ImageData can hold, before anything is computed.
function checkResultSize({ width, height, arrayName }: Picture, size: readonly [number, number]): void {
  const bytes = width * height * CHANNELS * size[0] * size[1] * (arrayName === HALF ? 2 : 1);
  if (bytes > MOST_BYTES) {
    const sides = [width * size[1], height * size[0]];
    throw wrongNumber(`at most ${MOST_BYTES} bytes (not ${bytes})`, 'the width and height of the result', sides);
  }
}

/** What decides the numbers of an enlargement. @internal */
export interface PictureSettings {
  readonly size: readonly [number, number];
  readonly interpolation: Interpolation;
  readonly coordinates: Coordinates;
  readonly linearLight: boolean;
}

/** The options that decide the numbers. @internal */
export const PICTURE_OPTIONS = ['size', 'interpolation', 'coordinates', 'linearLight'];

/** Checks the options that were read. @internal */
export function parseSettings(values: ReadonlyMap<string, unknown>): PictureSettings {
  const interpolation = parseInterpolation(values.get('interpolation'));
  return {
    size: parseSize(values.get('size')),
    interpolation,
    coordinates: parseCoordinates(values.get('coordinates'), interpolation),
    linearLight: parseLinearLight(values.get('linearLight')),
  };
}

/** How a picture is computed. @internal */
export interface PictureWork {
  readonly kinds: Kinds;
  readonly shape: Shape;
  readonly count: number;
  readonly backend: Backend;
  /** Bytes are weighted by alpha, which an opaque picture does not need: see `withoutAlpha`. */
  readonly weighsAlpha: boolean;
  /** Half floats are filtered as floats, weighted by alpha before and afterwards not. */
  readonly filtersHalves: boolean;
  /** Whether light is interpolated, and the picture's numbers for it are on sRGB's curve. */
  readonly curved: boolean;
}

/** Checks a picture against the settings, before anything of it is computed. @internal */
export function planPicture(picture: Picture, settings: PictureSettings): PictureWork {
  const { arrayName, width, height, data } = picture;
  const shape: Shape = [1, height, width, CHANNELS];
  const count = width * height * CHANNELS;
  checkLength(data, count, shape, 'image.data');
  checkResultSize(picture, settings.size);
  const curved = isCurved(picture, settings);
  const dtype = encodingOf(picture, settings.interpolation, curved);
  const outArray = dtypeInfo(dtype).arrayName;
  const filtersHalves = dtype === 'float32';
  const inArray = filtersHalves ? outArray : arrayName;
  const kinds: Kinds = { direction: FORWARD, ...NAMES, inDType: dtype, inArray, outDType: dtype, outArray };
  // Pictures have exact positions. The module's own encodings always have them, float32 has them as numpy's.
  const backend = filtersHalves ? 'numpy' : 'tensorflow';
  return { kinds, shape, count, backend, weighsAlpha: dtype === WEIGHED, filtersHalves, curved };
}

/** The same for a picture in which no pixel is translucent. @internal */
export function withoutAlpha(work: PictureWork): PictureWork {
  return { ...work, kinds: { ...work.kinds, inDType: BYTES, outDType: BYTES } };
}

function isCurved({ colorSpace }: Picture, { linearLight }: PictureSettings): boolean {
  const curved = linearLight && CURVED.includes(colorSpace);
  if (linearLight && !curved && !LINEAR.includes(colorSpace)) {
    throw wrongKind(oneOf([...CURVED, ...LINEAR]), 'image.colorSpace with linearLight', colorSpace);
  }
  return curved;
}

// The dtype in which the pixels are computed. Pixels that are only copied need no weights of alpha.
function encodingOf({ arrayName }: Picture, interpolation: Interpolation, curved: boolean): DTypeName {
  if (arrayName === HALF) return onlyCopies(interpolation) ? 'float16' : 'float32';
  if (onlyCopies(interpolation)) return BYTES;
  return curved ? 'rgba8linear' : WEIGHED;
}

/**
 * An ImageData, or a plain object. Tests and servers define an ImageData of their own, which may accept fewer arguments or other
 * arrays.
 * @internal
 */
export function makeImage(
  result: TensorData,
  width: number,
  height: number,
  colorSpace: string,
): ImageDataLike | HalfFloatImage {
  const data = result as Uint8ClampedArray<ArrayBuffer>;
  const half = typedArrayName(data) === HALF;
  const settings = half ? { colorSpace, pixelFormat: 'rgba-float16' } : { colorSpace };
  try {
    const image =
      half || colorSpace !== 'srgb'
        ? new ImageData(data, width, height, settings as ImageDataSettings)
        : new ImageData(data, width, height);
    if ((image.colorSpace ?? 'srgb') === colorSpace && image.data.length === data.length && image.width === width)
      return image;
  } catch {
    // There is no such class, or it cannot make this picture.
  }
  return { data, width, height, ...settings } as ImageDataLike | HalfFloatImage;
}
