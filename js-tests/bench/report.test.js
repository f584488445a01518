// The format of figures, and the choice of figures in a table.
import { describe, expect, test } from '@jest/globals';
import {
  browserTable,
  caseLines,
  casesTable,
  formatRatio,
  formatTime,
  markdown,
  scalingTable,
  seriesLines,
} from '../../src/bench/report.js';

const entry = (name, kind, ms, rest = {}) => ({
  name,
  kind,
  how: 'somehow',
  same: true,
  equalWork: false,
  distance: 0,
  ms,
  ...rest,
});

const RESULT = {
  test: { name: 'uint8 [1, 2, 2, 4] x2 bilinear' },
  bytes: 2e6,
  baselines: { fill: 1, copy: 2, out: 3 },
  entries: [
    entry('upsampling2d', 'ours', { inside: 4, into: 6, fresh: 8 }),
    entry('quick', 'npm', { inside: 8, into: 12 }),
    entry('other', 'npm', { inside: 1, into: 1 }, { same: false, distance: 9 }),
    entry('drawImage', 'builtin', { into: 9 }, { same: false, distance: undefined }),
  ],
};

const columns = ({ header, rows }) => rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));

test.each([
  [undefined, ''],
  [0.0001234, '0.123 µs'],
  [0.00999, '9.99 µs'],
  [0.01, '0.01'],
  [12.345, '12.3'],
  [893.6, '894'],
  [61234.5, '61235'],
])('%p ms are written as "%s"', (ms, text) => {
  expect(formatTime(ms)).toBe(text);
});

test.each([
  [0.8449, '0.84'],
  [1, '1.0'],
  [9.94, '9.9'],
  [12.5, '13'],
])('a ratio of %p is written as "%s"', (ratio, text) => {
  expect(formatRatio(ratio)).toBe(text);
});

describe('the table of cases', () => {
  const [row] = columns(casesTable([RESULT]));

  test('has what was measured and what follows from it', () => {
    expect(row).toMatchObject({
      case: RESULT.test.name,
      MB: '2',
      fill: '1',
      copy: '3',
      plan: '4',
      'GB/s': '0.5',
      'of fill': '25 %',
      into: '6',
      'of copy': '50 %',
      fresh: '8',
    });
  });

  test('sets the best that computes the same beside the package, however quick others are', () => {
    expect(row['best in browsers, against into']).toBe('12 quick: **2.0x**');
    expect(row['best wasm inside, against plan']).toBe('8 quick: **2.0x**');
  });

  test('marks one that computes something else, where there is none better', () => {
    const entries = RESULT.entries.filter(({ name }) => name !== 'quick');
    const [other] = columns(casesTable([{ ...RESULT, entries }]));
    expect(other['best in browsers, against into']).toBe('1 other ≠: **0.17x**');
  });

  test('has no empty columns, and explains only those that are there', () => {
    const { header, legend } = casesTable([RESULT]);
    expect(header).not.toContain('best native, against plan');
    expect(header).not.toContain('SIMD');
    expect(legend).not.toContain('SIMD');
    const scalar = entry('without SIMD', 'scalar', { inside: 40 });
    const withScalar = casesTable([RESULT, { ...RESULT, entries: [...RESULT.entries, scalar] }]);
    expect(columns(withScalar).map(({ SIMD }) => SIMD)).toEqual(['', '10x']);
    expect(withScalar.legend).toContain('SIMD: ');
  });
});

test('the table of a browser has what the browser has beside the best of npm', () => {
  const [row] = columns(browserTable([RESULT]));
  expect(row).toMatchObject({ drawImage: '9 ≠: **1.5x**', 'best of npm, against into': '12 quick: **2.0x**' });
  expect(row).not.toHaveProperty('createImageBitmap');
});

test('a table in Markdown', () => {
  expect(markdown({ header: ['a', 'b'], rows: [['1', '2']] })).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
});

test('the lines of a case have every contender in every way of use, and how far it is off', () => {
  const lines = caseLines(RESULT).split('\n');
  expect(lines[0]).toBe('uint8 [1, 2, 2, 4] x2 bilinear, 2.00 MB');
  expect(lines.filter((line) => line.startsWith('  upsampling2d ('))).toHaveLength(3);
  expect(lines.find((line) => line.includes('other (into)'))).toMatch(/ 1 ms {2}somehow ≠ ours by up to 9$/);
  expect(lines.find((line) => line.includes('drawImage'))).toMatch(/ 9 ms {2}somehow ≠ ours$/);
  const tiny = { ...RESULT, baselines: { fill: 0.0001, copy: 0.0001, out: 0.0001 } };
  expect(caseLines(tiny)).toMatch(/memory\.fill +0\.100 µs/);
});

const SERIES = {
  name: 'batch',
  points: [
    { x: 1, shape: [1, 2, 2, 1], ms: 1, nanoseconds: 0.25 },
    { x: 2, shape: [2, 2, 2, 1], ms: 1.5, nanoseconds: 0.2 },
  ],
};

test('a series is one row: the cost at every size, and the dearest against the cheapest', () => {
  expect(scalingTable([SERIES]).rows).toEqual([['batch', '1: 0.25, 2: 0.20', '1.3x']]);
});

test('the lines of a series', () => {
  const [name, first] = seriesLines(SERIES).split('\n');
  expect(name).toBe('batch');
  expect(first).toMatch(/^ {2}1 +\[1, 2, 2, 1\] +1 ms +0\.250 ns an element$/);
});
