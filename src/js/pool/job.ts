// One asynchronous call: which of its bands are still to do, who works on them, and how it ends.
import type { Place } from '../bands.js';
import type { TensorData } from '../tensor.js';
import { progressOf, type RunOptions } from '../turns.js';
import { bufferOf, byteOffsetOf, isShared } from '../typed-array.js';
import type { BandWork, Recipe } from '../work.js';
import { type Claims, claim, makeClaims, type Range, unclaimed } from './claims.js';
import type { Rows } from './messages.js';

// A task takes about this long, so that its message costs little, and less towards the end, so that the last ones end together.
const TASK_MS = 3;
const LEAST_TASK_MS = 0.15;
const FIRST_BANDS = 8;
// Calls that take less are sooner done by the calling thread: workers need that long to begin and to tell, or arrays that are
// not shared to be copied to them and back.
const QUICK_MS = 0.5;
const QUICK_COPIED_MS = 1;
// What the calling thread copies for all tasks that workers have at a time.
const MOST_BYTES = 2 ** 24;

/** A range of bands. An empty one is open: its worker claims bands by itself. */
export interface Task extends Range {
  readonly job: Job;
  readonly place: Place;
  /** How many workers have died over it. */
  deaths: number;
}

/** What a band of the calls with a key takes; 0: unknown. */
export interface Pace {
  readonly key: string;
  readonly msPerBand: number;
}

const NOWHERE: Place = { inBegin: 0, inEnd: 0, outBegin: 0, outEnd: 0 };

// Undefined if the tensor is not in shared memory.
function rowsOf(data: TensorData): Rows | undefined {
  return isShared(data) ? { buffer: bufferOf(data), offset: byteOffsetOf(data) } : undefined;
}

export class Job {
  readonly work: BandWork;
  readonly key: string;
  readonly recipe: Recipe;
  /** How many workers may have tasks of it; 0: the calling thread computes. */
  readonly limit: number;
  readonly result: Promise<TensorData>;
  /** The tensors that workers use where they lie. */
  readonly source: Rows | undefined;
  readonly out: Rows | undefined;
  /** Whether both lie there, so that workers claim bands by themselves. */
  readonly open: boolean;
  readonly claims: Claims;
  /** What the calling thread copies for it. */
  readonly copiedBytes: number;
  readonly #advance: (count: number) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #mostBands: number;
  readonly #onEnd: () => void;
  #settle!: { resolve(data: TensorData): void; reject(error: unknown): void };
  #again: Task[] = [];
  readonly #open: Task;
  // How many workers have the open task.
  #claimants = 0;
  // Bands that are in a range, or were: the open task's are not until its worker tells of them.
  readonly #ranged: Uint8Array;
  #done = 0;
  #msPerBand: number;
  #ended = false;

  /** `shares`: whether memory can be shared. The pace is another call's, and counts if that was alike. */
  constructor(work: BandWork, run: RunOptions, limit: number, shares: boolean, pace: Pace, onEnd: (job: Job) => void) {
    this.work = work;
    this.recipe = work.recipe;
    this.key = this.recipe.plan.join();
    this.#msPerBand = this.key === pace.key ? pace.msPerBand : 0;
    this.source = shares ? rowsOf(work.source) : undefined;
    this.out = shares ? rowsOf(work.out) : undefined;
    this.open = this.source !== undefined && this.out !== undefined;
    const ms = this.#msPerBand * work.count;
    this.limit = ms > 0 && ms < (this.open ? QUICK_MS : QUICK_COPIED_MS) ? 0 : limit;
    this.claims = makeClaims(this.open, work.count);
    this.#open = { job: this, begin: 0, end: 0, place: NOWHERE, deaths: 0 };
    this.#ranged = new Uint8Array(work.count);
    this.#advance = progressOf(work.call, run.onProgress);
    this.#signal = run.signal;
    this.#onEnd = () => onEnd(this);
    const { inBytes, outBytes } = work;
    this.copiedBytes = (this.source ? 0 : inBytes) + (this.out ? 0 : outBytes);
    this.#mostBands = (MOST_BYTES * work.count) / this.copiedBytes;
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
    return this.#again.length > 0 || unclaimed(this.claims) > 0;
  }

  /** Whether the last that was heard of it is a worker's death. */
  get isHurt(): boolean {
    return this.#again.length > 0 || this.#open.deaths > 0;
  }

  /** The next task for one of so many workers, each of which has two. */
  take(workers: number): Task {
    if (!this.open || this.#again.length > 0) return this.takeRange(2 * workers);
    this.#claimants++;
    return this.#open;
  }

  /**
   * The next task that is a range: one of so many shares of what is left. It takes about `ms` at most: undefined for a worker's,
   * which may take longer if nobody knows yet what a band takes.
   */
  takeRange(shares: number, ms?: number): Task {
    const again = this.#again.pop();
    if (again) return again;
    const left = unclaimed(this.claims);
    const bandsIn = (time: number) => Math.ceil(time / this.#msPerBand);
    // The first tasks of a worker are as large as any: with them come the buffers that others use again.
    const [least, most] =
      this.#msPerBand > 0 ? [bandsIn(LEAST_TASK_MS), bandsIn(ms ?? TASK_MS)] : [1, ms ? FIRST_BANDS : left];
    const share = Math.max(least, left / shares);
    const bands = Math.max(1, Math.floor(Math.min(most, this.#mostBands / shares, share, left)));
    return this.rangeOf(claim(this.claims, bands));
  }

  rangeOf({ begin, end }: Range): Task {
    this.#ranged.fill(1, begin, end);
    return { job: this, begin, end, place: this.work.place(begin, end), deaths: 0 };
  }

  /** A worker has died over a task. */
  giveBack(task: Task): void {
    if (task === this.#open) this.leave();
    else this.#again.push(task);
  }

  /** A worker has no open task any more. */
  leave(): void {
    this.#claimants--;
    this.#findLost();
  }

  // Where the last worker is gone that claimed bands, those that it did not make are ranges for others.
  #findLost(): void {
    if (this.#claimants > 0 || this.#ended || this.waits) return;
    this.#ranged.forEach((ranged, begin) => {
      if (!ranged) this.#again.push(this.rangeOf({ begin, end: begin + 1 }));
    });
  }

  /** The bands of these ranges are in the output. */
  finish(ranges: readonly Task[], ms: number): void {
    if (ranges.length === 0) return;
    let [bands, elements] = [0, 0];
    for (const { begin, end, place } of ranges) {
      bands += end - begin;
      elements += place.outEnd - place.outBegin;
    }
    const perBand = ms / bands;
    this.#msPerBand = this.#msPerBand > 0 ? (this.#msPerBand + perBand) / 2 : perBand;
    this.#done += bands;
    this.#open.deaths = 0;
    this.attempt(() => this.#advance(elements));
    if (this.#done === this.work.count) this.#end(() => this.#settle.resolve(this.work.out));
    this.#findLost();
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
    claim(this.claims, this.work.count); // Workers stop.
    this.#signal?.removeEventListener('abort', this.#abort);
    this.work.dispose();
    settle();
    this.#onEnd();
  }
}
