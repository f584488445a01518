// The "#workers" of scripts that carry everything: the worker's script is a text in them.
import text from '#worker';
import { handleOf, type WorkerEvents, type WorkerHandle } from './workers.js';

/** Starts a worker. A policy of the page must allow blob: in worker-src. */
export function startWorker(url: string | undefined, events: WorkerEvents): WorkerHandle {
  if (url !== undefined) return handleOf(new Worker(url), events);
  const own = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const revoke = () => URL.revokeObjectURL(own);
  try {
    return handleOf(new Worker(own), {
      onAnswer(answer) {
        revoke();
        events.onAnswer(answer);
      },
      onDeath(reason) {
        revoke();
        events.onDeath(reason);
      },
    });
  } catch (error) {
    revoke();
    throw error;
  }
}
