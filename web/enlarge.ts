// Runs the package: on small crops at once, on whole pictures in a worker, so that the page never freezes.
import { upsampleImageData } from 'upsampling2d';
import type { Answer, Options, Task } from './protocol.ts';
import { hasCoordinates, type Interpolation, MAX_FACTOR, MAX_RESULT_PIXELS, type Settings } from './settings.ts';

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

function optionsOf({ rows, cols, coordinates, linearLight }: Settings, interpolation: Interpolation): Options {
  const options: Options = { size: [rows, cols], interpolation, linearLight };
  return hasCoordinates(interpolation) ? { ...options, coordinates } : options;
}

/** Enlarges at once; for crops. */
export function enlargeCrop(image: ImageData, settings: Settings, interpolation: Interpolation): ImageData {
  return upsampleImageData(image, optionsOf(settings, interpolation)) as ImageData;
}

export interface Enlargement {
  image: ImageData;
  /** The time of the fastest of the runs. */
  milliseconds: number;
  runs: number;
}

/** Enlarges a picture with the settings. A caller waits for one result before it asks for the next. */
export type Enlarge = (image: ImageData, settings: Settings) => Promise<Enlargement>;

/** Starts the worker that enlarges whole pictures. */
export function setUpEnlarge(): Enlarge {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return (image, settings) =>
    new Promise((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message || 'The worker of this page did not start.'));
      worker.onmessage = ({ data: answer }: MessageEvent<Answer>) => {
        if ('problem' in answer) return reject(new Error(answer.problem));
        const { data, width, height, ...times } = answer;
        resolve({ image: new ImageData(data, width, height), ...times });
      };
      worker.postMessage({ image, options: optionsOf(settings, settings.interpolation) } satisfies Task);
    });
}
