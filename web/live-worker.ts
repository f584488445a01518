// Enlarges frames, beside the page's own thread. Each worker has a layer that it uses again.
import { init, UpSampling2D } from 'upsampling2d';
import {
  buffersOf,
  closeFrame,
  type FrameAnswer,
  type FrameTask,
  type Pictures,
  type Pixels,
} from './live-protocol.ts';

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

// Engines that do not know the option `format` would copy the bytes as they lie.
async function convertsFrames(): Promise<boolean> {
  if (typeof VideoFrame === 'undefined') return false;
  const pixel = new Uint8Array([1, 2, 3, 255]);
  try {
    const frame = new VideoFrame(pixel, { format: 'RGBA', codedWidth: 1, codedHeight: 1, timestamp: 0 });
    await frame.copyTo(pixel, { format: 'BGRA' }).finally(() => frame.close());
    return pixel[0] === 3;
  } catch {
    return false;
  }
}

const converts = convertsFrames();

// Whether the frame's pixels are those that are shown: neither turned nor stretched.
function isUpright(frame: VideoFrame & { rotation?: number; flip?: boolean }, width: number, height: number): boolean {
  const { visibleRect, rotation, flip } = frame;
  return visibleRect?.width === width && visibleRect.height === height && !rotation && !flip;
}

function drawnPixels(frame: CanvasImageSource, width: number, height: number): Pixels {
  if (context?.canvas.width !== width || context.canvas.height !== height) {
    context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  }
  if (!context) throw new Error('This browser has no canvas for workers.');
  context.drawImage(frame, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

async function pixelsOf({ frame, width, height, spare }: FrameTask): Promise<Pixels> {
  if ('data' in frame) return frame.data as Pixels;
  if (!('copyTo' in frame && isUpright(frame, width, height) && (await converts))) {
    return drawnPixels(frame, width, height);
  }
  // A quarter of the time that a canvas takes.
  const pixels = roomFor(4 * width * height, spare?.before);
  await frame.copyTo(pixels, { format: 'RGBA' });
  return pixels;
}

const roomFor = (length: number, earlier: Pixels | undefined): Pixels =>
  earlier?.length === length ? earlier : new Uint8ClampedArray(length);

async function enlarge(task: FrameTask): Promise<Pictures> {
  const { width, height, factor, spare } = task;
  const before = await pixelsOf(task);
  const after = roomFor(before.length * factor * factor, spare?.after);
  layerFor(task).apply({ data: before, shape: [1, height, width, 4] }, { out: after });
  return { before, after };
}

self.onmessage = async ({ data: task }: MessageEvent<FrameTask>) => {
  const { number, frame } = task;
  try {
    await ready;
    const started = performance.now();
    const pictures = await enlarge(task);
    const answer: FrameAnswer = { number, pictures, milliseconds: performance.now() - started };
    self.postMessage(answer, { transfer: buffersOf(pictures) });
  } catch (error) {
    self.postMessage({ number, problem: error instanceof Error ? error.message : String(error) } satisfies FrameAnswer);
  } finally {
    closeFrame(frame);
  }
};
