// The "#workers" of Cloudflare's workerd, which has none.
import type { WorkerHandle } from './workers.js';

export function startWorker(): WorkerHandle {
  throw new Error('this runtime has no workers');
}
