// TensorFlow.js for the tests in Node: its two backends, and what a test does on them.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { jest } from '@jest/globals';

export { distance, noise } from './arrays.js';

// It greets users of Node with a warning.
const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
export const tf = await import('@tensorflow/tfjs');
const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
const require = createRequire(import.meta.url);
setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`);
for (const backend of ['wasm', 'cpu']) {
  await tf.setBackend(backend);
  // The greeting comes with the first tensor.
  tf.scalar(0).dispose();
}
warn.mockClear();

/** What was written to the console as a warning since TensorFlow.js was loaded. */
export const warnings = () => warn.mock.calls.map((call) => call.join(' '));

export const BACKENDS = ['cpu', 'wasm'];

/** Runs `work` on a backend, and gives the arrays of the tensors that it returns. */
export async function on(backend, work) {
  await tf.setBackend(backend);
  const tensors = tf.tidy(() => [work()].flat());
  const arrays = tensors.map((tensor) => tensor.dataSync().slice());
  tf.dispose(tensors);
  return arrays;
}
