// What the pool is told, and what it tells of itself.

/**
 * The pool as `describe()` shows it.
 *
 * @example
 * const { mode, busy }: WorkersState = describe().workers;
 * console.log(typeof mode, busy); // string 0
 */
export interface WorkersState {
  /**
   * How rows travel: 'shared' where arrays in shared memory are used in place; 'transfer' in buffers that go there and back;
   * 'none' where the calling thread computes.
   */
  readonly mode: 'shared' | 'transfer' | 'none';
  /** How many workers there are now, and how many of them have work. */
  readonly count: number;
  readonly busy: number;
  /** With the mode 'none': why. */
  readonly why?: string;
}

/** The settings with their defaults. @internal */
export interface WorkerSettings {
  /** Undefined for the machine's. */
  count: number | undefined;
  url: string | undefined;
  idle: number;
}
