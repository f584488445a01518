// Runs the package: on small crops at once, on whole pictures in its workers, so that the page never freezes.
import {
  type AsyncImageOptions,
  describe,
  type ImageOptions,
  setWorkers,
  upsampleImage,
  upsampleImageData,
} from 'upsampling2d';
import { hasCoordinates, type Interpolation, type Settings } from './settings.ts';

function optionsOf({ rows, cols, coordinates, linearLight }: Settings, interpolation: Interpolation): ImageOptions {
  const options: ImageOptions = { size: [rows, cols], interpolation, linearLight };
  return hasCoordinates(interpolation) ? { ...options, coordinates } : options;
}

/** Enlarges at once; for crops. */
export function enlargeCrop(image: ImageData, settings: Settings, interpolation: Interpolation): ImageData {
  return upsampleImageData(image, optionsOf(settings, interpolation)) as ImageData;
}

export interface Enlargement {
  /** The time of the fastest of the runs. */
  milliseconds: number;
  runs: number;
  /** How many workers of the package there were. 0: the page's own thread computed. */
  workers: number;
}

/** Short work is repeated within this time, because the first runs load workers and are not compiled yet. */
const PATIENCE_MS = 120;
const MOST_RUNS = 5;

type Run = Pick<AsyncImageOptions, 'signal' | 'onProgress'>;

/** Enlarges a picture into a canvas with the settings. */
export async function enlargeInto(
  canvas: HTMLCanvasElement,
  image: ImageData,
  settings: Settings,
  run: Run,
): Promise<Enlargement> {
  setWorkers({ count: settings.workers });
  const started = performance.now();
  await upsampleImage(image, { ...optionsOf(settings, settings.interpolation), ...run, to: canvas });
  return { milliseconds: performance.now() - started, runs: 1, workers: describe().workers.count };
}

/** Repeats what was short and drops the results; resolves with the fastest run. */
export async function timeAgain(
  image: ImageData,
  settings: Settings,
  signal: AbortSignal,
  first: Enlargement,
): Promise<Enlargement> {
  let { milliseconds, runs } = first;
  const begun = performance.now();
  while (runs < MOST_RUNS && milliseconds < PATIENCE_MS * 4 && performance.now() - begun < PATIENCE_MS) {
    const started = performance.now();
    await upsampleImage(image, { ...optionsOf(settings, settings.interpolation), signal });
    milliseconds = Math.min(milliseconds, performance.now() - started);
    runs += 1;
  }
  return { milliseconds, runs, workers: describe().workers.count };
}
