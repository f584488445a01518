// What the program wants of the pool of workers, and the pool once the first asynchronous call has loaded it. The pool is a
// script of its own, and gets everything from here: it shares no state with this one.
import { errors, wrongKind, wrongNumber } from './errors.js';
import { readOptions } from './options.js';
import type { WorkerSettings, WorkersState } from './pool/settings.js';
import type { Pool } from './pool.js';
import type { URLLike } from './runtime/globals.js';
import { loadedModule } from './runtime/load.js';

/**
 * The options of {@link setWorkers}.
 *
 * @example
 * const options: WorkersOptions = { count: 4, idle: 60_000 };
 * console.log(options.count); // 4
 */
export interface WorkersOptions {
  /** How many workers there may be, from 0 on: 0 means that the calling thread computes. Default: the machine's threads, at most 8. */
  readonly count?: number | undefined;
  /** Where the package's worker.js is, if not beside the script. In Node a path or a file: URL. */
  readonly url?: string | URLLike | undefined;
  /** After how many milliseconds without work a worker ends. Default 10,000. */
  readonly idle?: number | undefined;
}

const IDLE_MS = 10_000;
const LONGEST_TIMER = 2 ** 31 - 1;

const settings: WorkerSettings = {
  count: undefined,
  url: undefined,
  idle: IDLE_MS,
};

let pool: Pool | undefined;

/** The pool; loads it first. @internal */
export async function loadPool(): Promise<Pool> {
  const { Pool } = await import('./pool.js');
  pool ??= new Pool(loadedModule('applyAsync').compiled, settings, errors);
  return pool;
}

function checkCount(value: unknown, most: number, name: string): number {
  if (typeof value !== 'number') throw wrongKind('an integer', name, value);
  if (!Number.isInteger(value) || value < 0 || value > most) {
    throw wrongNumber(`an integer from 0 to ${most}`, name, value);
  }
  return value;
}

function checkUrl(value: unknown): string {
  const text = typeof value === 'object' ? (value as URL | null)?.href : value;
  if (typeof text !== 'string') throw wrongKind('a string or URL', 'url', value);
  return text;
}

/**
 * Says how many workers `applyAsync` and `gradientAsync` may use, where their script is, and how long they stay. What is not
 * given stays as it is. Workers start when they are needed; those that run finish the work that they have, and stay if nothing
 * has changed.
 *
 * @throws TypeError or RangeError for anything but whole numbers of 0 or more (`count` up to 1,024) and a string or URL.
 * @example
 * setWorkers({ count: 2, idle: 1000 });
 */
export function setWorkers(options: WorkersOptions): void {
  const given = readOptions(options, ['count', 'url', 'idle'], 'setWorkers');
  const [count, url, idle] = [given.get('count'), given.get('url'), given.get('idle')];
  const changed: Partial<WorkerSettings> = {
    ...(count === undefined ? {} : { count: checkCount(count, 1024, 'count') }),
    ...(url === undefined ? {} : { url: checkUrl(url) }),
    ...(idle === undefined ? {} : { idle: checkCount(idle, LONGEST_TIMER, 'idle') }),
  };
  const before = JSON.stringify(settings);
  Object.assign(settings, changed);
  pool?.renew(JSON.stringify(settings) !== before);
}

/**
 * Ends all workers at once. Calls under way reject with an Error; the next call starts workers anew.
 *
 * @example
 * await closeWorkers();
 * console.log(describe().workers.count); // 0
 */
export async function closeWorkers(): Promise<void> {
  await pool?.close();
}

/** @internal */
export function workersState(): WorkersState {
  return pool?.state() ?? { mode: 'none', count: 0, busy: 0, why: 'there was no asynchronous call yet' };
}
