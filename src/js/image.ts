// Pictures: RGBA with 8 bits a channel, as ImageData has them.
import {
  type Coordinates,
  type Interpolation,
  onlyCopies,
  parseCoordinates,
  parseInterpolation,
  parseSize,
  readOptions,
} from './config.js';
import { expected, typedArrayName, wrongKind, wrongNumber } from './errors.js';
import { FORWARD, type Request, Resampler } from './resampler.js';
import type { ImageDataLike } from './runtime/globals.js';
import { nativeModule } from './runtime/load.js';
import type { StagedPlan } from './runtime/staging.js';
import { checkLength, type DTypeName, dtypeInfo, LARGEST_SIDE, type Shape, type TensorData } from './tensor.js';

/** Anything with the pixels of an ImageData: RGBA, straight alpha, row by row from the top. */
export interface ImageLike {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly colorSpace?: string | undefined;
}

/** The options of {@link upsampleImageData}. */
export interface ImageOptions {
  /** The factors for rows and columns: one integer of 1 or more for both, or two. Default 2. */
  readonly size?: number | Iterable<number> | undefined;
  /** Default 'nearest'. */
  readonly interpolation?: Interpolation | (string & {}) | undefined;
  /** Default 'half_pixel'. */
  readonly coordinates?: Coordinates | (string & {}) | undefined;
  /** Whether to interpolate light itself instead of sRGB's numbers for it: right for photographs' fine bright details. Default false. */
  readonly linearLight?: boolean | undefined;
}

const OPTIONS = ['size', 'interpolation', 'coordinates', 'linearLight'];
const CHANNELS = 4;

// The resampler of the last call: pictures tend to come with the same options.
let kept: { readonly name: string; readonly resampler: Resampler } | undefined;

function resamplerFor(
  size: readonly [number, number],
  interpolation: Interpolation,
  coordinates: Coordinates,
): Resampler {
  const name = `${size} ${interpolation} ${coordinates}`;
  if (kept?.name !== name) {
    const resampler = new Resampler(
      { size, dataFormat: 'channels_last', interpolation, coordinates },
      'upsampleImageData',
    );
    kept?.resampler.dispose();
    kept = { name, resampler };
  }
  return kept.resampler;
}

function readSide(value: unknown, name: string): number {
  if (typeof value !== 'number') throw wrongKind('an integer', name, value);
  if (!Number.isInteger(value) || value < 1 || value > LARGEST_SIDE) {
    throw wrongNumber(`an integer of 1 to ${LARGEST_SIDE}`, name, value);
  }
  return value;
}

// A picture without any transparency needs no premultiplication.
function isOpaque(data: Uint8Array): boolean {
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

/**
 * Enlarges a picture. Colours are weighted by their alpha, so no colour of transparent pixels bleeds into the edges.
 *
 * @param image An ImageData, or anything with `data` (RGBA bytes), `width` and `height`.
 * @param options Factors, interpolation, coordinates, `linearLight`.
 * @returns A new ImageData with the same colour space; without that class, as in Node, a plain object with `data`
 *   (Uint8ClampedArray), `width`, `height` and `colorSpace`.
 * @throws TypeError for a wrong kind of picture or option; RangeError for a wrong number; Error before `init()` has finished.
 * @example
 * const big = upsampleImageData(context.getImageData(0, 0, 64, 64), { size: 2, interpolation: 'lanczos3' });
 */
export function upsampleImageData(image: ImageLike, options?: ImageOptions): ImageDataLike {
  if (typeof image !== 'object' || image === null) throw wrongKind('an ImageData', 'image', image);
  const { data, width: givenWidth, height: givenHeight, colorSpace = 'srgb' } = image;
  const arrayName = typedArrayName(data);
  if (arrayName !== 'Uint8ClampedArray' && arrayName !== 'Uint8Array') {
    throw wrongKind('a Uint8ClampedArray or Uint8Array', 'image.data', data);
  }
  const width = readSide(givenWidth, 'image.width');
  const height = readSide(givenHeight, 'image.height');
  const shape: Shape = [1, height, width, CHANNELS];
  checkLength(data, width * height * CHANNELS, shape, 'image.data');

  const values = readOptions(options, OPTIONS, 'upsampleImageData');
  const size = parseSize(values.get('size'));
  const interpolation = parseInterpolation(values.get('interpolation'));
  const coordinates = parseCoordinates(values.get('coordinates'), interpolation);
  const linearLight = values.get('linearLight') ?? false;
  if (typeof linearLight !== 'boolean') throw wrongKind('true or false', 'linearLight', linearLight);
  nativeModule('upsampleImageData');

  let dtype: DTypeName = 'uint8clamped';
  if (!onlyCopies(interpolation)) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length);
    if (linearLight) dtype = 'rgba8linear';
    else if (!isOpaque(bytes)) dtype = 'rgba8';
  }
  const info = dtypeInfo(dtype);
  const request: Request = {
    direction: FORWARD,
    inInfo: info,
    inArray: arrayName,
    outInfo: info,
    outArray: 'Uint8ClampedArray',
    shapeName: 'the shape of image',
  };
  const plan = resamplerFor(size, interpolation, coordinates).plan(request, shape) as StagedPlan;
  const result = plan.run(data as TensorData, undefined) as Uint8ClampedArray<ArrayBuffer>;
  const [, outHeight, outWidth] = plan.key.target;
  return makeImage(result, outWidth, outHeight, colorSpace) as ImageDataLike;
}

function makeImage(data: Uint8ClampedArray<ArrayBuffer>, width: number, height: number, colorSpace: string): object {
  const Type = (globalThis as { ImageData?: typeof ImageData }).ImageData;
  if (Type === undefined) return { data, width, height, colorSpace };
  try {
    return new Type(data, width, height, { colorSpace: colorSpace as PredefinedColorSpace });
  } catch (error) {
    throw new TypeError(expected('a colour space of this ImageData', 'image.colorSpace', colorSpace), { cause: error });
  }
}
