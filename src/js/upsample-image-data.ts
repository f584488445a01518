// upsampleImageData(): pictures at once, on the calling thread.
import type { Backend } from './config.js';
import { unweigh, weigh } from './half-picture.js';
import { NativeLayer } from './native-layer.js';
import { readOptions } from './options.js';
import {
  type Bytes,
  type HalfFloatImage,
  type ImageLike,
  type ImageOptions,
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
import type { Float16ArrayIfAny, ImageDataLike } from './runtime/globals.js';
import { loadedModule } from './runtime/load.js';
import { allocate, type Shape, type TensorData, type TensorResult } from './tensor.js';
import { bufferOf, byteOffsetOf, copyInto, lengthOf } from './typed-array.js';

// The layer of the last call, because the next picture often has the same options.
let kept: { readonly name: string; readonly layer: NativeLayer } | undefined;

function layerFor({ size, interpolation, coordinates }: PictureSettings, backend: Backend): NativeLayer {
  const name = `${size} ${interpolation} ${coordinates} ${backend}`;
  if (kept?.name !== name) {
    const layer = new NativeLayer(
      { size, dataFormat: 'channels_last', interpolation, coordinates, backend },
      'upsampleImageData',
    );
    kept?.layer.dispose();
    kept = { name, layer };
  }
  return kept.layer;
}

/**
 * Enlarges a picture. Colours are weighted by their alpha, so no colour of transparent pixels bleeds into the edges.
 *
 * @param image An ImageData, or anything with `data` (RGBA bytes or half floats), `width` and `height`.
 * @param options Factors, interpolation, coordinates, `linearLight`.
 * @returns A new ImageData with the same colour space. If there is no such class, or if it cannot make one, a plain object
 *   with `data` (Uint8ClampedArray), `width`, `height` and `colorSpace`. Half floats give half floats.
 * @throws TypeError for a wrong kind of picture or option, and for `linearLight` in a colour space whose curve is not
 *   known; RangeError for a wrong number, or a result of 2 GiB or more; Error before `init()` has finished.
 * @example
 * const redBesideNothing = { data: Uint8ClampedArray.of(255, 0, 0, 255, 0, 0, 255, 0), width: 2, height: 1 };
 * const { data } = upsampleImageData(redBesideNothing, { size: [1, 2], interpolation: 'bilinear' });
 * console.log(data.join()); // 255,0,0,255,255,0,0,191,255,0,0,64,0,0,0,0
 */
export function upsampleImageData(image: ImageLike<Bytes>, options?: ImageOptions): ImageDataLike;
export function upsampleImageData(image: ImageLike<Float16ArrayIfAny>, options?: ImageOptions): HalfFloatImage;
export function upsampleImageData(image: ImageLike, options?: ImageOptions): ImageDataLike | HalfFloatImage;
export function upsampleImageData(image: ImageLike, options?: ImageOptions): ImageDataLike | HalfFloatImage {
  const picture = readPicture(image);
  const settings = parseSettings(readOptions(options, PICTURE_OPTIONS, 'upsampleImageData'));
  loadedModule('upsampleImageData');
  const { data, width, height, colorSpace } = picture;
  const planned = planPicture(picture, settings);
  const bytes = () => new Uint8Array(bufferOf(data), byteOffsetOf(data), lengthOf(data));
  const work = planned.weighsAlpha && isOpaque(bytes()) ? withoutAlpha(planned) : planned;
  const layer = layerFor(settings, work.backend);
  const result = work.filtersHalves
    ? enlargeHalves(layer, picture, work)
    : layer.run(work.kinds, work.shape, data, undefined).data;
  return makeImage(result, width * settings.size[1], height * settings.size[0], colorSpace);
}

function enlargeHalves(
  layer: NativeLayer,
  { data }: Picture,
  { kinds, shape, count, curved }: PictureWork,
): TensorData {
  const floats = converted(data, 'Float32Array', shape, count) as Float32Array;
  weigh(floats, curved);
  const result: TensorResult = layer.run(kinds, shape, floats, undefined);
  unweigh(result.data as Float32Array, curved);
  return converted(result.data, 'Float16Array', result.shape, lengthOf(result.data));
}

function converted(data: TensorData, outArray: string, target: Shape, targetCount: number): TensorData {
  const array = allocate({ outArray, target, targetCount });
  copyInto.call(array, data as Uint8Array);
  return array;
}
