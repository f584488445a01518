// What the pool and its workers send each other: plain data.
import type { Claims, Range } from './claims.js';

/** The compiled module, with which a worker starts. */
export interface StartMessage {
  readonly module: WebAssembly.Module;
}

/** Where a tensor lies: element `i` at byte `offset + i * size` of the buffer. */
export interface Rows<B extends ArrayBufferLike = ArrayBufferLike> {
  readonly buffer: B;
  readonly offset: number;
}

/**
 * What the tasks of a call have in common; comes with the first of them. Each shared array comes once, and not with every task:
 * a buffer that is received weighs on the collector of garbage with all its bytes.
 */
export interface CallNews {
  /** The arguments of the module's makePlan, and a name for them. */
  readonly key: string;
  readonly plan: readonly (number | boolean)[];
  readonly inSize: number;
  readonly outSize: number;
  readonly source: Rows | undefined;
  readonly out: Rows | undefined;
  /** For open tasks. Bands count from the plan's band `first` on. */
  readonly claims: Claims;
  readonly first: number;
}

/** A call has no more tasks. */
export interface EndMessage {
  readonly ended: number;
}

/**
 * Some bands of a call; none if the task is open. Its rows come and go in `source` and `out` where the call's arrays are not
 * shared.
 */
export interface TaskMessage {
  readonly id: number;
  readonly call: number;
  readonly news: CallNews | undefined;
  readonly begin: number;
  readonly end: number;
  readonly source: Rows | undefined;
  readonly out: Rows | undefined;
}

export type WorkerMessage = StartMessage | EndMessage | TaskMessage;

/** A finished task; the buffers that came with it come back. `ok` is false if memory ran out. */
export interface TaskAnswer {
  readonly id: number;
  readonly ok: boolean;
  readonly ms: number;
  /** Of an open task: the bands. If `ok` is false, the last ones are not made. */
  readonly claimed: readonly Range[] | undefined;
  readonly source: ArrayBuffer | undefined;
  readonly out: ArrayBuffer | undefined;
}

/** The answer to the start: without `failed`, the worker is ready. */
export interface StartAnswer {
  readonly id?: undefined;
  readonly failed?: string;
}

export type WorkerAnswer = StartAnswer | TaskAnswer;
