// Which properties the series of the scaling bench vary, and which they keep.
import { beforeAll, expect, test } from '@jest/globals';
import { init } from 'upsampling2d';
import { makeCase } from '../../src/bench/cases.js';
import { elements } from '../../src/bench/elements.js';
import { chooseSeries, runSeries, SERIES } from '../../src/bench/scaling.js';

const [pictures, ...others] = SERIES;

beforeAll(() => init());

test('pictures go from 0.1 to 100 megapixels of output', () => {
  for (const { x, test: picture } of pictures.points) {
    const [, rows, cols] = picture.outShape;
    expect(Math.abs((rows * cols) / 1e6 / x - 1)).toBeLessThan(0.01);
  }
  const sizes = pictures.points.map(({ x }) => x);
  expect([sizes[0], sizes.at(-1)]).toEqual([0.1, 100]);
});

test.each(others.map((series) => [series.name, series]))('%s: everything else stays the same', (name, { points }) => {
  const varied = { channels: 'channels', factor: 'size', batch: 'batch' }[name];
  expect(points.map(({ test: point }) => point[varied])).toEqual(points.map(({ x }) => x));
  for (const { test: point } of points) {
    expect(Math.abs(elements(point.outShape) / 2 ** 22 - 1)).toBeLessThan(0.02);
  }
});

test('are found by a part of their names', () => {
  expect(chooseSeries('ch').map(({ name }) => name)).toEqual(['channels', 'batch']);
  expect(chooseSeries()).toEqual(SERIES);
});

test('runSeries divides by the elements of the output', async () => {
  const points = [3, 5].map((x) => ({ x, test: makeCase('float32', [1, x, x, 2], 2, 'channels_last', 'bilinear') }));
  const settings = { rounds: 1, sliceMs: 0.01, warmUpMs: 0.01 };
  const { name, points: timed } = await runSeries({ name: 'tiny', points }, settings);
  expect([name, timed.map(({ x, shape }) => [x, shape])]).toEqual([
    'tiny',
    [
      [3, [1, 3, 3, 2]],
      [5, [1, 5, 5, 2]],
    ],
  ]);
  for (const { x, ms, nanoseconds } of timed) {
    expect(nanoseconds).toBe((ms * 1e6) / (8 * x * x));
  }
});
