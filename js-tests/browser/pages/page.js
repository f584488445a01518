// Gives the tests the package as a bundled page has it: on the main thread and in a module worker.
import * as upsampling2d from 'upsampling2d';
import { hashes } from '../../helpers/hashes.js';

function answerOf(worker, message, moved) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.result));
    worker.onerror = (event) => reject(new Error(event.message || 'the worker did not start'));
    worker.postMessage(message, moved);
  }).finally(() => worker.terminate());
}

/** Calls the layer in a module worker; the tensor's data is moved there. */
function applyInWorker(config, tensor) {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  return answerOf(worker, { config, tensor }, [tensor.data.buffer]);
}

/** Enlarges a picture in a module worker. */
function enlargeInWorker(source, options, moved = []) {
  const worker = new Worker(new URL('./picture-worker.js', import.meta.url), { type: 'module' });
  return answerOf(worker, { source, options }, moved);
}

globalThis.package = { ...upsampling2d, applyInWorker, enlargeInWorker, hashes: () => hashes(upsampling2d) };
