// The comparison of two builds, tested with one build beside itself.

import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { comparisonLines, runAgainst, summarizeRatios } from '../../src/bench/against.js';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const SETTINGS = { rounds: 2, sliceMs: 0.01, warmUpMs: 0.01 };

test('a ratio is that of two times of one round; above one, the present build is quicker', () => {
  expect(summarizeRatios([1, 2, 10, 1, 1], [2, 2, 30, 4, 1])).toEqual({
    ...{ ratio: 2, low: 1, high: 3, best: 1 },
    ...{ present: 1, base: 2, rounds: 5 },
  });
});

test('compares a build with itself: the same bits, and a figure for each way of use', async () => {
  const said = [];
  const log = (text) => said.push(text);
  const results = await runAgainst({ dist: DIST, against: DIST, only: 'of nobody', log, settings: SETTINGS });
  expect(results.map(({ test: { name }, same }) => [name, same])).toEqual([['float32 [1, 8, 8, 4] x2 bilinear', true]]);
  const [result] = results;
  expect(result.ways.map(({ way }) => way)).toEqual(['plan', 'into']);
  for (const { ratio } of result.ways) expect(ratio).toBeGreaterThan(0);
  expect(said.at(-1)).toMatch(/^into: \d\.\d{3}x/);
  expect(comparisonLines({ ...result, same: false })).toContain('≠ other bits');
});
