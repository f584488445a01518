// Enlarges whole pictures beside the page's own thread.
import { init, upsampleImageData } from 'upsampling2d';
import type { Options } from './enlarge.ts';

export interface Task {
  image: ImageData;
  options: Options;
}

export type Answer =
  | { data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number; milliseconds: number }
  | { problem: string };

const ready = init();

self.onmessage = async ({ data: { image, options } }: MessageEvent<Task>) => {
  try {
    await ready;
    const started = performance.now();
    const { data, width, height } = upsampleImageData(image, options) as ImageData;
    const milliseconds = performance.now() - started;
    self.postMessage({ data, width, height, milliseconds } as Answer, { transfer: [data.buffer] });
  } catch (error) {
    self.postMessage({ problem: error instanceof Error ? error.message : String(error) } satisfies Answer);
  }
};
