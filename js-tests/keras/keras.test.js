// The recordings of real Keras that are committed: what the package promises of each backend. `npm run keras` records anew.
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { init, UpSampling2D } from 'upsampling2d';
import { compareCase, compareRefusal, isRefusal, readRecording, ruleOf, tabulate } from './compare.js';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'recordings');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json.gz'));
const recordings = files.map((name) => readRecording(join(FOLDER, name)));

function expectNone(problems) {
  if (problems.length === 0) return;
  throw new Error(`${problems.length} problems:\n${problems.slice(0, 12).join('\n')}`);
}

beforeAll(() => init());

test('the recordings are small, and of every backend', () => {
  const bytes = files.map((name) => statSync(join(FOLDER, name)).size);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2e6);
  expect(recordings.map(({ keras }) => keras).sort()).toEqual(
    ['jax', 'numpy', 'tensorflow', 'tf-keras', 'tf-ops', 'torch'].sort(),
  );
});

describe.each(recordings)('$keras', ({ backend, cases }) => {
  const computed = cases.filter((item) => !item.error);
  const rowOf = (item) => [item.interpolation, item.coordinates, ruleOf(item, backend)].filter(Boolean).join(', ');
  const rows = [...new Set(computed.map(rowOf))];

  test.each(rows)('%s', (name) => {
    const results = computed.filter((item) => rowOf(item) === name).map((item) => compareCase(item, backend));
    expectNone(tabulate(results).flatMap(({ problems }) => problems));
  });

  const refused = cases.filter((item) => isRefusal(item, backend));
  if (refused.length > 0) {
    test.each(refused)('$interpolation is refused, as by Keras', (item) => {
      expectNone(compareRefusal(item, backend));
    });
  }

  const inModels = computed.filter((item) => item.config);
  if (inModels.length > 0) {
    test("the layers' entries in models are read", () => {
      for (const { config, interpolation, size, data_format } of inModels) {
        const layer = UpSampling2D.fromConfig(config);
        expect([layer.interpolation, layer.size, layer.dataFormat]).toEqual([interpolation, size, data_format]);
        expect(layer.name).toBe(config.config.name);
        layer.dispose();
      }
    });
  }
});
