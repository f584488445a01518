// Runs the comparison of tfjs.js on the backends of Node.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { describeRun } from './node.js';
import { formatTime } from './report.js';
import { runTfjsCase, tfjsCases } from './tfjs.js';

const BACKENDS = ['cpu', 'wasm'];

async function load() {
  const require = createRequire(import.meta.url);
  const { warn } = console;
  // It greets users of Node with a warning.
  console.warn = () => undefined;
  const tf = await import('@tensorflow/tfjs');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`);
  for (const backend of BACKENDS) {
    await tf.setBackend(backend);
    tf.scalar(0).dispose();
  }
  console.warn = warn;
  return tf;
}

/** Runs the cases whose name has these words. */
export async function runTfjs({ only = '', quick = false, settings, log }) {
  const tf = await load();
  const all = await tfjsCases(tf, BACKENDS);
  const cases = all.filter(({ name, backend }) => `${backend} ${name}`.includes(only));
  const results = [];
  for (const one of quick ? cases.slice(0, 2) : cases) {
    const result = await runTfjsCase(tf, one, settings);
    results.push(result);
    log(`${result.backend} ${result.name}: ${formatTime(result.stock)} ${formatTime(result.ours)}`);
  }
  return { ...describeRun(), versions: { tfjs: tf.version['tfjs-core'] }, results };
}
