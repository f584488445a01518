// The bench of the adapter: that it runs, compares both, and leaves TensorFlow.js as it was.
import { expect, test } from '@jest/globals';
import { tfjsTable } from '../../src/bench/report.js';
import { runTfjs } from '../../src/bench/tfjs-node.js';
import { tf } from '../tfjs/tensorflow.js';

test('times stock and ours, forward and gradient, and a decoder', async () => {
  const before = tf.getKernel('ResizeBilinear', 'cpu');
  const lines = [];
  const settings = { rounds: 1, leastRounds: 1, sliceMs: 0.1, warmUpMs: 0, warmUpLeastMs: 0 };
  for (const only of ['[1, 23, 23, 256]', 'decoder']) {
    const { results, version, versions } = await runTfjs({ only, settings, log: (line) => lines.push(line) });
    expect(results.map(({ backend }) => backend)).toEqual(expect.arrayContaining(['cpu', 'wasm']));
    for (const { stock, ours } of results) expect([stock > 0, ours > 0]).toEqual([true, true]);
    expect(tfjsTable(results).rows).toHaveLength(results.length);
    expect([typeof version, versions.tfjs]).toEqual(['string', tf.version['tfjs-core']]);
  }
  expect(lines.some((line) => /^wasm nearest, .*gradient/.test(line))).toBe(true);
  expect(tf.getKernel('ResizeBilinear', 'cpu')).toBe(before);
});
