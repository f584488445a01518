// The "#workers" of Node, Bun and Deno. The worker's script is a text in this one, so that bundles for servers need no file.
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import text from '#worker';
import type { WorkerEvents, WorkerHandle } from './workers.js';

/** Starts a worker. It gets none of the program's arguments: its own script is all that it runs. */
export function startWorker(url: string | undefined, { onAnswer, onDeath }: WorkerEvents): WorkerHandle {
  const file = url !== undefined && /^file:/i.test(url) ? fileURLToPath(url) : url;
  const worker = new Worker(file ?? text, { eval: file === undefined, execArgv: [], name: 'upsampling2d' });
  worker.on('message', onAnswer);
  worker.on('messageerror', () => onDeath('a message could not be read'));
  worker.on('error', (error) => onDeath(String(error)));
  worker.on('exit', (code) => onDeath(`it ended with exit code ${code}`));
  worker.unref();
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    end: () => void worker.terminate(),
    hold: (needed) => (needed ? worker.ref() : worker.unref()),
  };
}
