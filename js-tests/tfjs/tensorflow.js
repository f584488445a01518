// TensorFlow.js for the tests: both backends of Node, the package's adapter, and what a test compares.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { jest } from '@jest/globals';

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

/** Numbers that look random and are the same in every run. */
export function noise(shape, seed = 1) {
  let state = seed;
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 30 - 2;
  });
}

/** The largest difference of two arrays, against the largest number of the second. Infinite where the lengths differ. */
export function distance(a, b) {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0) / largest;
}

/** Runs `work` on a backend, and gives the arrays of the tensors that it returns. */
export async function on(backend, work) {
  await tf.setBackend(backend);
  const tensors = tf.tidy(() => [work()].flat());
  const arrays = tensors.map((tensor) => tensor.dataSync().slice());
  tf.dispose(tensors);
  return arrays;
}
