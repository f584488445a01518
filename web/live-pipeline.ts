// Sends frames to workers and gives them back in order. A frame that comes while every worker has work is dropped.
import { buffersOf, closeFrame, type FrameAnswer, type FrameTask, type Pictures } from './live-protocol.ts';
import type { Source } from './live-source.ts';
import type { Settings } from './settings.ts';

export interface LiveSettings extends Pick<Settings, 'interpolation'> {
  factor: number;
  workers: number;
}

export interface Figures {
  shown: number;
  dropped: number;
  /** Frames a second, and the mean time of a frame in its worker, of the last second. */
  rate: number;
  milliseconds: number;
}

export interface Pipeline {
  /** Takes the source's current frame, or drops it. */
  push(): void;
  figures(): Figures;
  close(): void;
}

const WINDOW_MS = 1000;

/** Frames move to workers without a copy where there is VideoFrame; workers without a canvas get pixels. */
async function takeFrame({ element, width, height }: Source): Promise<FrameTask['frame']> {
  if (typeof OffscreenCanvas === 'undefined') {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('This browser could not make a canvas.');
    context.drawImage(element, 0, 0);
    return context.getImageData(0, 0, width, height);
  }
  if (typeof VideoFrame !== 'undefined') return new VideoFrame(element, { timestamp: 1000 * performance.now() });
  return createImageBitmap(element);
}

export function openPipeline(
  source: Source,
  settings: LiveSettings,
  show: (before: ImageData, after: ImageData) => void,
  fail: (error: Error) => void,
): Pipeline {
  const { width, height } = source;
  const { factor, interpolation } = settings;
  const idle: Worker[] = [];
  const spare: Pictures[] = [];
  const recent: { at: number; milliseconds: number }[] = [];
  let [sent, last, shown, dropped] = [0, 0, 0, 0];
  let closed = false;

  function receive(worker: Worker, answer: FrameAnswer): void {
    if (closed) {
      worker.terminate();
      return;
    }
    idle.push(worker);
    if ('problem' in answer) {
      fail(new Error(answer.problem));
      return;
    }
    const { number, pictures, milliseconds } = answer;
    if (number < last) {
      // A later one is on the screen already.
      dropped++;
    } else {
      last = number;
      shown++;
      recent.push({ at: performance.now(), milliseconds });
      const { before, after } = pictures;
      show(new ImageData(before, width, height), new ImageData(after, width * factor, height * factor));
    }
    spare.push(pictures);
  }

  for (let i = 0; i < settings.workers; i++) {
    const worker = new Worker(new URL('./live-worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<FrameAnswer>) => receive(worker, data);
    worker.onerror = (event) => fail(new Error(event.message || 'A worker for frames did not start.'));
    idle.push(worker);
  }

  async function send(worker: Worker): Promise<void> {
    const number = ++sent;
    const frame = await takeFrame(source);
    if (closed) return closeFrame(frame);
    const task: FrameTask = { number, frame, width, height, factor, interpolation, spare: spare.pop() };
    worker.postMessage(task, ['data' in frame ? frame.data.buffer : frame, ...buffersOf(task.spare)]);
  }

  return {
    push() {
      const worker = idle.shift();
      if (worker) send(worker).catch(fail);
      else dropped++;
    },
    figures() {
      const now = performance.now();
      // The last one tells how long a frame takes, however seldom they are.
      while (recent.length > 1 && recent[0] && now - recent[0].at > WINDOW_MS) recent.shift();
      const total = recent.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
      const rate = recent.filter(({ at }) => now - at <= WINDOW_MS).length / (WINDOW_MS / 1000);
      return { shown, dropped, rate, milliseconds: total / (recent.length || 1) };
    },
    close() {
      // Those at work end when their frame is back.
      closed = true;
      for (const worker of idle) worker.terminate();
    },
  };
}
