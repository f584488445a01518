// The "#workers" of pages and bundlers: the worker's script by its URL.
import { handleOf, type WorkerEvents, type WorkerHandle } from './workers.js';

/** Starts a worker. Bundlers know the second expression and copy the file that it names. */
export function startWorker(url: string | undefined, events: WorkerEvents): WorkerHandle {
  if (url !== undefined) return handleOf(new Worker(url, { type: 'module' }), events);
  return handleOf(new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }), events);
}
