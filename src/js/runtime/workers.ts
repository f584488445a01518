// How the pool sees a worker, in every environment.
import type { WorkerAnswer, WorkerMessage } from '../pool/messages.js';

export interface WorkerHandle {
  post(message: WorkerMessage, transfer: ArrayBuffer[]): void;
  end(): void;
  /** Whether the worker keeps the process alive, where there is one. */
  hold(needed: boolean): void;
}

/** What a worker's end, or an answer, leads to. */
export interface WorkerEvents {
  onAnswer(answer: WorkerAnswer): void;
  onDeath(reason: string): void;
}

/** A Worker of the web's kind. @internal */
export function handleOf(worker: Worker, { onAnswer, onDeath }: WorkerEvents): WorkerHandle {
  worker.onmessage = ({ data }) => onAnswer(data);
  worker.onmessageerror = () => onDeath('a message could not be read');
  worker.onerror = (event) => {
    event.preventDefault();
    onDeath(event.message || 'its script could not be loaded; worker-src of a Content-Security-Policy must allow it');
  };
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    end: () => worker.terminate(),
    hold() {},
  };
}
