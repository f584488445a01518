// Runs the package on one picture and measures it.
import { upsampleImageData } from 'upsampling2d';
import { hasCoordinates, type Interpolation, MAX_FACTOR, MAX_RESULT_PIXELS, type Settings } from './settings.ts';

export interface Enlargement {
  image: ImageData;
  milliseconds: number;
}

/** A result that this page does not make; `factor` is the largest that it would, or 0. */
export class TooLarge extends Error {
  constructor(
    message: string,
    readonly factor: number,
  ) {
    super(message);
  }
}

const megapixels = (pixels: number) =>
  `${(pixels / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} megapixels`;

export function checkSize(width: number, height: number, { rows, cols }: Settings): void {
  const pixels = width * height * rows * cols;
  if (pixels <= MAX_RESULT_PIXELS) return;
  const factor = Math.min(MAX_FACTOR, Math.floor(Math.sqrt(MAX_RESULT_PIXELS / (width * height))));
  const hint = factor ? `The largest equal factor for this picture is ${factor}.` : 'Please choose a smaller picture.';
  throw new TooLarge(
    `${width} × ${height} enlarged ${cols} × ${rows} times would be ${megapixels(pixels)}, and this page stops at ${megapixels(MAX_RESULT_PIXELS)}. ${hint}`,
    factor,
  );
}

export function enlarge(image: ImageData, settings: Settings, interpolation: Interpolation): Enlargement {
  const { rows, cols, coordinates, linearLight } = settings;
  const options = { size: [rows, cols] as const, interpolation, linearLight };
  const started = performance.now();
  const enlarged = upsampleImageData(image, hasCoordinates(interpolation) ? { ...options, coordinates } : options);
  return { image: enlarged as ImageData, milliseconds: performance.now() - started };
}
