// The recordings of real Keras that are committed: the package keeps its promises as far as reached.json says, no less and no
// more. And TensorFlow's arithmetic, which the tests have in plain float32 steps, gives the very bits of TensorFlow.
// `npm run keras` records anew.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { init, UpSampling2D } from 'upsampling2d';
import { ROOT } from '../helpers/child.js';
import { forward, gradient } from '../helpers/tensorflow.js';
import { encode, numbers } from '../helpers/tensors.js';
import { compareCase, compareRecording, reachedOf, readRecording, ruleOf } from './compare.js';

const HERE = dirname(fileURLToPath(import.meta.url));
const files = readdirSync(join(HERE, 'recordings')).filter((name) => name.endsWith('.json.gz'));
const recordings = files.map((name) => readRecording(join(HERE, 'recordings', name)));
const reached = JSON.parse(readFileSync(join(HERE, 'reached.json'), 'utf8'));

beforeAll(() => init());

test('the recordings are small, and of every backend', () => {
  const bytes = files.map((name) => statSync(join(HERE, 'recordings', name)).size);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2e6);
  expect(recordings.map(({ keras }) => keras).sort()).toEqual(
    ['jax', 'numpy', 'tensorflow', 'tf-keras', 'tf-ops', 'torch'].sort(),
  );
});

// Each is compared once, by the first test that asks.
const comparisons = new Map();
function comparisonOf(recording) {
  if (!comparisons.has(recording)) comparisons.set(recording, compareRecording(recording));
  return comparisons.get(recording);
}

test.each(recordings)('$keras: what is reached is what reached.json says', (recording) => {
  const now = reachedOf(comparisonOf(recording));
  for (const [row, counts] of Object.entries(now)) {
    // A row that is better than it was: write the file anew with `npm run keras -- --committed --reached`.
    expect({ row, ...counts }).toEqual({ row, ...reached[recording.keras][row] });
  }
  expect(Object.keys(now)).toEqual(Object.keys(reached[recording.keras]));
});

test.each(recordings)('$keras: every promise is kept', (recording) => {
  const { rows, refusals } = comparisonOf(recording);
  expect(rows.flatMap(({ problems }) => problems)).toEqual([]);
  expect(refusals).toEqual([]);
  expect(rows.filter(({ rule, same, elements }) => rule === 'bits' && same !== elements)).toEqual([]);
});

test('README and docs/BITS.md tell how many cases are promised bit for bit, and how many are not', () => {
  const cases = recordings.flatMap(({ backend, cases }) => (backend === 'tensorflow' ? cases : []));
  const count = (rule) => cases.filter((item) => !item.error && ruleOf(item, 'tensorflow') === rule).length;
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect(readme).toContain(`checked against ${count('bits')} recorded cases`);
  expect(readme).toContain(`${count('bits')} of tf.keras 2.21`);
  expect(readme).toContain(`at most 1 off, 99.7 % equal | ${count('bytes')} |`);
  expect(readme).toContain(`TensorFlow goes through float32 | ${count('close')} |`);
  const bits = readFileSync(join(ROOT, 'docs/BITS.md'), 'utf8').replaceAll('\n', ' ');
  expect(bits).toContain(`in all ${count('bits')} recorded cases`);
});

test.each(recordings)("$keras: the layers' entries in models are read", ({ cases }) => {
  for (const { config, interpolation, size, data_format } of cases.filter((item) => item.config && !item.error)) {
    const layer = UpSampling2D.fromConfig(config);
    expect([layer.interpolation, layer.size, layer.dataFormat]).toEqual([interpolation, size, data_format]);
    expect(layer.name).toBe(config.config.name);
    layer.dispose();
  }
});

// The arithmetic of the tests in the place of a layer.
function arithmeticOf({
  size,
  interpolation,
  data_format,
  coordinates = 'half_pixel',
  dtype,
  dtype_y,
  shape,
  shape_y,
}) {
  const config = { size, interpolation, dataFormat: data_format, coordinates };
  return {
    apply: ({ data }) => {
      const values = forward(numbers(data, dtype), shape, config);
      return { data: encode(values, dtype_y), shape: shape_y, dtype: dtype_y };
    },
    gradient: ({ data }) => ({ data: encode(gradient(numbers(data, dtype_y), shape, config), dtype) }),
    dispose() {},
  };
}

const tensorFlow = recordings.filter(({ backend }) => backend === 'tensorflow');

test.each(tensorFlow)("$keras: TensorFlow's arithmetic in plain steps has the recorded bits", ({ backend, cases }) => {
  // nearest copies, and may copy what a float cannot hold. What the package computes in double goes through float32 there.
  const exact = cases.filter(
    (item) => !item.error && item.interpolation !== 'nearest' && ruleOf(item, backend) !== 'close' && !item.dx,
  );
  expect(exact.length).toBeGreaterThan(30);
  const results = exact.map((item) => compareCase(item, backend, arithmeticOf));
  expect(results.flatMap(({ problems }) => problems)).toEqual([]);
  expect(results.filter(({ forward: { total, same } }) => same < total)).toEqual([]);
});
