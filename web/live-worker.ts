// Enlarges frames, beside the page's own thread. Each worker has a layer that it uses again.
import { init, UpSampling2D } from 'upsampling2d';
import { closeFrame, type FrameAnswer, type FrameTask, type Pixels, transferOf } from './live-protocol.ts';

const ready = init();

let layer: UpSampling2D | undefined;
let made = '';
let context: OffscreenCanvasRenderingContext2D | null = null;

function layerFor({ factor, interpolation }: FrameTask): UpSampling2D {
  const wanted = `${interpolation} ${factor}`;
  if (!layer || made !== wanted) {
    layer?.dispose();
    layer = new UpSampling2D({ size: factor, interpolation });
    made = wanted;
  }
  return layer;
}

function pixelsOf({ frame, width, height }: FrameTask): Pixels {
  if ('data' in frame) return frame.data as Pixels;
  if (context?.canvas.width !== width || context.canvas.height !== height) {
    context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  }
  if (!context) throw new Error('This browser has no canvas for workers.');
  context.drawImage(frame, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

function enlarge(task: FrameTask): Pixels {
  const { width, height, factor } = task;
  const data = pixelsOf(task);
  const length = data.length * factor * factor;
  const out = task.out?.length === length ? task.out : new Uint8ClampedArray(length);
  layerFor(task).apply({ data, shape: [1, height, width, 4] }, { out });
  return out;
}

self.onmessage = async ({ data: task }: MessageEvent<FrameTask>) => {
  const { number, frame } = task;
  try {
    await ready;
    const started = performance.now();
    const pixels = enlarge(task);
    const answer: FrameAnswer = { number, frame, pixels, milliseconds: performance.now() - started };
    self.postMessage(answer, { transfer: transferOf(frame, pixels) });
  } catch (error) {
    closeFrame(frame);
    self.postMessage({ number, problem: error instanceof Error ? error.message : String(error) } satisfies FrameAnswer);
  }
};
