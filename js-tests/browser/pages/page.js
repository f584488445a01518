// Gives the tests the package as a bundled page has it: on the main thread and in a module worker.
import * as upsampling2d from 'upsampling2d';
import { hashes } from '../../helpers/hashes.js';

/** Calls the layer in a module worker; the tensor's data is moved there. */
function applyInWorker(config, tensor) {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.result));
    worker.onerror = (event) => reject(new Error(event.message || 'the worker did not start'));
    worker.postMessage({ config, tensor }, [tensor.data.buffer]);
  }).finally(() => worker.terminate());
}

globalThis.package = { ...upsampling2d, applyInWorker, hashes: () => hashes(upsampling2d) };
