// What the pool and its workers send each other: plain data.

/** The compiled module, with which a worker starts. */
export interface StartMessage {
  readonly module: WebAssembly.Module;
}

/** Some bands of a call. Element `i` of the input lies at byte `inOffset + i * inSize` of `source`; `out` likewise. */
export interface TaskMessage {
  readonly id: number;
  readonly begin: number;
  readonly end: number;
  /** The arguments of the module's makePlan, and a name for them. */
  readonly key: string;
  readonly plan: readonly (number | boolean)[];
  readonly source: ArrayBufferLike;
  readonly inOffset: number;
  readonly inSize: number;
  readonly out: ArrayBufferLike;
  readonly outOffset: number;
  readonly outSize: number;
}

export type WorkerMessage = StartMessage | TaskMessage;

/** A finished task; buffers that were transferred come back. `ok` is false if memory ran out. */
export interface TaskAnswer {
  readonly id: number;
  readonly ok: boolean;
  readonly ms: number;
  readonly source: ArrayBufferLike;
  readonly out: ArrayBufferLike;
}

/** The answer to the start: without `failed`, the worker is ready. */
export interface StartAnswer {
  readonly id?: undefined;
  readonly failed?: string;
}

export type WorkerAnswer = StartAnswer | TaskAnswer;
