// upsampleImage(): what it takes and gives. enlarge.ts, which is loaded with the first call, does the work.
import type { Bytes, HalfFloatImage, ImageLike, ImageOptions } from './picture.js';
import type {
  AbortSignalLike,
  BlobLike,
  CanvasLike,
  DrawableLike,
  Float16ArrayIfAny,
  ImageDataLike,
} from './runtime/globals.js';
import { init, loadedModule } from './runtime/load.js';
import { loadPool } from './workers.js';

/**
 * What {@link upsampleImage} takes.
 *
 * @example
 * const source: ImageSource = { data: new Uint8ClampedArray(4), width: 1, height: 1 };
 * console.log(source.width); // 1
 */
export type ImageSource = ImageLike | BlobLike | DrawableLike;

/**
 * The options of {@link upsampleImage}.
 *
 * @example
 * const steps: string[] = [];
 * const options: AsyncImageOptions = { size: 2, onProgress: (done, total) => steps.push(`${done} of ${total}`) };
 * await upsampleImage({ data: new Uint8ClampedArray(4), width: 1, height: 1 }, options);
 * console.log(steps.at(-1)); // 2 of 2
 */
export interface AsyncImageOptions<To extends CanvasLike | undefined = CanvasLike | undefined> extends ImageOptions {
  /** The colour space of the result. Default: the picture's own. */
  readonly colorSpace?: 'srgb' | 'display-p3' | undefined;
  /** Rejects with the signal's reason. */
  readonly signal?: AbortSignalLike | undefined;
  /** Called with the number of rows of the result that are computed, and of all rows. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** How many workers compute. 0: the calling thread does. */
  readonly workers?: number | undefined;
  /** A canvas that takes the result's size and shows it. Without a context, or with a 2d one. */
  readonly to?: To | undefined;
}

/**
 * Enlarges a picture from anything that a page or a worker has, without freezing it: the work is done in turns of a few
 * milliseconds. Loads the module if `init()` has not.
 *
 * Photographs are turned as their EXIF orientation says, and a video gives the frame that it shows. The result is in the
 * picture's own colour space, as far as a browser tells it: that of an ImageData, a canvas or a VideoFrame; for files,
 * images, videos and bitmaps Display P3 if they have a colour that sRGB lacks, else sRGB.
 *
 * @param source An ImageData, or anything with `data`, `width` and `height`; a Blob with an image; or what drawImage() takes:
 *   img, canvas, OffscreenCanvas, ImageBitmap, video, VideoFrame, SVG's image. Only the first works without a browser.
 * @param options Those of `upsampleImageData`, and {@link AsyncImageOptions}.
 * @returns An ImageData as `upsampleImageData` returns it, or `to`.
 * @throws (rejects) TypeError for a wrong kind of source or option, an image that has not loaded, a frame or bitmap that was
 *   closed, a picture of another origin that the page may not read, and a Blob that cannot be decoded; RangeError for a wrong
 *   number, a result of 2 GiB or more, a canvas that cannot be as large, or when memory runs out; the signal's reason.
 * @example
 * const picture = { data: Uint8ClampedArray.of(0, 0, 0, 255, 200, 0, 0, 255), width: 2, height: 1 };
 * const { data, width } = await upsampleImage(picture, { size: [1, 2], interpolation: 'bilinear' });
 * console.log(width, data.join()); // 4 0,0,0,255,50,0,0,255,150,0,0,255,200,0,0,255
 */
export function upsampleImage<To extends CanvasLike>(
  source: ImageSource,
  options: AsyncImageOptions<To> & { readonly to: To },
): Promise<To>;
export function upsampleImage(
  source: ImageLike<Bytes> | BlobLike | DrawableLike,
  options?: AsyncImageOptions<undefined>,
): Promise<ImageDataLike>;
export function upsampleImage(
  source: ImageLike<Float16ArrayIfAny>,
  options?: AsyncImageOptions<undefined>,
): Promise<HalfFloatImage>;
export function upsampleImage(
  source: ImageSource,
  options?: AsyncImageOptions,
): Promise<ImageDataLike | HalfFloatImage | CanvasLike>;
export async function upsampleImage(source: unknown, options?: unknown): Promise<unknown> {
  await init();
  const [{ enlarge }, pool] = await Promise.all([import('./enlarge.js'), loadPool()]);
  return enlarge(loadedModule('upsampleImage').native, pool, source, options);
}
