// Long work on the calling thread, in turns with the event loop: progress, cancelling, and the page's own tasks in between.
import type { Call } from './call.js';
import type { Errors } from './errors.js';

/** The longest that other tasks wait. */
const TURN_MS = 8;

/** What every asynchronous call takes. */
export interface RunOptions {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((done: number, total: number) => void) | undefined;
  readonly workers: number | undefined;
}

/** Reads the options of an asynchronous call. */
export function readRunOptions(values: ReadonlyMap<string, unknown>, { wrongKind, wrongNumber }: Errors): RunOptions {
  const signal = values.get('signal') as AbortSignal | undefined;
  const onProgress = values.get('onProgress') as RunOptions['onProgress'];
  const workers = values.get('workers');
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw wrongKind('an AbortSignal', 'signal', signal);
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw wrongKind('a function', 'onProgress', onProgress);
  }
  if (workers !== undefined && typeof workers !== 'number') throw wrongKind('an integer', 'workers', workers);
  if (workers !== undefined && !(Number.isInteger(workers) && workers >= 0)) {
    throw wrongNumber('an integer of 0 or more', 'workers', workers);
  }
  return { signal, onProgress, workers };
}

function overChannel(resolve: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    resolve();
  };
  port2.postMessage(undefined);
}

// The first that there is: what is missing throws, in edge runtimes even if it seems to be there. A timer would wait for four
// milliseconds after some turns.
const WAYS: readonly ((resolve: () => void) => void)[] = [
  (resolve) => setImmediate(resolve),
  overChannel,
  (resolve) => setTimeout(resolve),
];

/** Resolves in a task of its own. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    WAYS.some((way) => {
      try {
        way(resolve);
        return true;
      } catch {
        return false;
      }
    });
  });
}

/** What a step gives, or the signal's reason as soon as that aborts. */
export function unlessAborted<T>(step: T | PromiseLike<T>, signal: AbortSignal | undefined): T | Promise<T> {
  if (signal === undefined || typeof (step as PromiseLike<T> | null)?.then !== 'function') return step as T;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    (step as PromiseLike<T>).then(resolve, reject).then(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  });
}

/** The turns of one call. */
export class Turns {
  readonly #signal: AbortSignal | undefined;
  #began = performance.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Whether it is the event loop's turn. Throws once the signal has aborted. */
  isOver(): boolean {
    this.#signal?.throwIfAborted();
    return performance.now() - this.#began > TURN_MS;
  }

  /** Lets the event loop run. */
  async next(): Promise<void> {
    await nextTask();
    this.#signal?.throwIfAborted();
    this.#began = performance.now();
  }

  /** Waits for something that others do. What comes after the signal has aborted is handed to `discard`. */
  async wait<T>(step: T | PromiseLike<T>, discard: (late: T) => void): Promise<T> {
    try {
      return await unlessAborted(step, this.#signal);
    } catch (error) {
      Promise.resolve(step).then(discard, () => {});
      throw error;
    }
  }

  /** Does something to all of a range, a piece at a time. */
  async pieces(count: number, piece: number, visit: (begin: number, end: number) => void): Promise<void> {
    for (let begin = 0; begin < count; begin += piece) {
      if (this.isOver()) await this.next();
      visit(begin, Math.min(begin + piece, count));
    }
  }
}

/** The turns of all calls together: those that follow each other without a task in between share one. */
export class ThreadTurns {
  #began = 0;
  #isOn = false;

  /** Whether it is the event loop's turn. If no turn is on, one begins. */
  isOver(): boolean {
    if (this.#isOn) return performance.now() - this.#began > TURN_MS;
    this.#isOn = true;
    this.#began = performance.now();
    setTimeout(() => {
      this.#isOn = false;
    });
    return false;
  }

  /** Lets the event loop run. */
  async next(): Promise<void> {
    await nextTask();
    this.#isOn = false;
  }
}

/** Counts the rows of the result that are computed. Returns what takes the number of new elements, in whole rows. */
export function progressOf({ target, targetCount, layer }: Call, onProgress: RunOptions['onProgress']) {
  const rowLength = layer.dataFormat === 'channels_first' ? target[3] : target[2] * target[3];
  const total = targetCount / rowLength;
  let done = 0;
  return (count: number): void => {
    done += count / rowLength;
    onProgress?.(done, total);
  };
}
