// One asynchronous call: which of its bands are still to do, who works on them, and how it ends.
import type { Place } from '../bands.js';
import type { TensorData } from '../tensor.js';
import { progressOf, type RunOptions } from '../turns.js';
import { bufferOf, byteOffsetOf, isShared } from '../typed-array.js';
import type { BandWork, Recipe } from '../work.js';
import type { Rows } from './messages.js';

// A task takes about this long, so that its message costs little, and less towards the end, so that the last ones end together.
const TASK_MS = 3;
const LEAST_TASK_MS = 0.15;
const FIRST_BANDS = 8;
// What the calling thread copies for a task at once.
const MOST_BYTES = 2 ** 21;

/** A range of bands. */
export interface Task {
  readonly job: Job;
  readonly begin: number;
  readonly end: number;
  readonly place: Place;
  /** How many workers have died over it. */
  deaths: number;
}

// Undefined if the tensor is not in shared memory.
function rowsOf(data: TensorData): Rows | undefined {
  return isShared(data) ? { buffer: bufferOf(data), offset: byteOffsetOf(data) } : undefined;
}

export class Job {
  readonly work: BandWork;
  readonly key: string;
  readonly recipe: Recipe;
  /** How many workers may have tasks of it: 0 is for the calling thread alone. */
  readonly limit: number;
  readonly result: Promise<TensorData>;
  /** The tensors that workers use where they lie. */
  readonly source: Rows | undefined;
  readonly out: Rows | undefined;
  readonly #advance: (count: number) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #mostBands: number;
  readonly #onEnd: () => void;
  #settle!: { resolve(data: TensorData): void; reject(error: unknown): void };
  #next = 0;
  #again: Task[] = [];
  #done = 0;
  #msPerBand: number;
  #ended = false;

  /** `shares`: whether memory can be shared. `msPerBand`: what a band of the call with a key takes, or 0. */
  constructor(
    work: BandWork,
    run: RunOptions,
    limit: number,
    shares: boolean,
    msPerBand: (key: string) => number,
    onEnd: (job: Job) => void,
  ) {
    this.work = work;
    this.recipe = work.recipe;
    this.key = this.recipe.plan.join();
    this.limit = limit;
    this.#msPerBand = msPerBand(this.key);
    this.source = shares ? rowsOf(work.source) : undefined;
    this.out = shares ? rowsOf(work.out) : undefined;
    this.#advance = progressOf(work.call, run.onProgress);
    this.#signal = run.signal;
    this.#onEnd = () => onEnd(this);
    const { inBytes, outBytes } = work;
    const copied = (this.source ? 0 : inBytes) + (this.out ? 0 : outBytes);
    this.#mostBands = Math.max(1, Math.floor((MOST_BYTES * work.count) / copied));
    this.result = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#signal?.addEventListener('abort', this.#abort);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** What a band takes, as far as that is known; else 0. */
  get msPerBand(): number {
    return this.#msPerBand;
  }

  get waits(): boolean {
    return this.#again.length > 0 || this.#next < this.work.count;
  }

  /** The next task, of a size that shares what is left among so many workers. */
  take(workers: number): Task {
    const again = this.#again.pop();
    if (again) return again;
    const begin = this.#next;
    const left = this.work.count - begin;
    const bandsIn = (ms: number) => Math.ceil(ms / this.#msPerBand);
    const [least, most] = this.#msPerBand > 0 ? [bandsIn(LEAST_TASK_MS), bandsIn(TASK_MS)] : [1, FIRST_BANDS];
    const share = Math.max(least, Math.ceil(left / (2 * Math.max(1, workers))));
    const bands = Math.min(most, this.#mostBands, share, left);
    this.#next += bands;
    return { job: this, begin, end: begin + bands, place: this.work.place(begin, begin + bands), deaths: 0 };
  }

  giveBack(task: Task): void {
    this.#again.push(task);
  }

  /** The bands of a task are in the output. */
  finish({ begin, end, place }: Task, ms: number): void {
    const perBand = ms / (end - begin);
    this.#msPerBand = this.#msPerBand > 0 ? (this.#msPerBand + perBand) / 2 : perBand;
    this.#done += end - begin;
    this.attempt(() => this.#advance(place.outEnd - place.outBegin));
    if (this.#done === this.work.count) this.#end(() => this.#settle.resolve(this.work.out));
  }

  fail(error: unknown): void {
    this.#end(() => this.#settle.reject(error));
  }

  /** Does something for the call. What it throws ends the call. */
  attempt(step: () => void): boolean {
    try {
      step();
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  #abort = () => this.fail(this.#signal?.reason);

  #end(settle: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#signal?.removeEventListener('abort', this.#abort);
    this.work.dispose();
    settle();
    this.#onEnd();
  }
}
