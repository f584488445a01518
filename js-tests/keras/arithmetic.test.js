// The helper that knows TensorFlow's arithmetic, held against numbers that TensorFlow 2.21 gave (x86-64, CPU) and against
// the definition in double.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../helpers/child.js';
import * as definition from '../helpers/reference.js';
import { forward, gradient, sinf, tapsOf } from '../helpers/tensorflow.js';
import { INTERPOLATIONS, modesOf, random } from '../helpers/tensors.js';

const { printed, gradients } = JSON.parse(readFileSync(join(ROOT, 'js-tests/keras/arithmetic.json'), 'utf8'));

const label = ({ interpolation, coordinates = 'half_pixel', rows, cols, size }) =>
  `${interpolation} ${coordinates} ${rows} x ${cols} by ${size}`;

test.each(printed.map((sample) => [label(sample), sample]))('%s', (_, sample) => {
  const { interpolation, coordinates, rows, cols, size, x, every, y } = sample;
  const result = forward(x, [1, rows, cols, 1], { size, interpolation, coordinates });
  // toEqual tells -0 from 0.
  expect(Array.from(result).filter((_, i) => i % every === 0)).toEqual(y.map(Math.fround));
});

test.each(gradients.map((sample) => [label(sample), sample]))('gradient of %s', (_, sample) => {
  const { interpolation, rows, cols, size, dy, dx } = sample;
  const result = gradient(dy, [1, rows, cols, 1], { size, interpolation });
  expect(Array.from(result)).toEqual(dx.map(Math.fround));
});

function expectNear(actual, expected, tolerance) {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    if (!(Math.abs(actual[i] - value) <= tolerance)) throw new Error(`element ${i} is ${actual[i]}, not ${value}`);
  });
}

describe.each(INTERPOLATIONS)('%s is near the definition', (interpolation) => {
  // On short axes positions in float32 are almost exact. nearest adds up gradients in float32; the ends of area's
  // footprints are rounded.
  const tolerance = { nearest: 1e-6, area: 3e-5 }[interpolation] ?? 2 * definition.tolerance(interpolation, 1);

  test.each(modesOf(interpolation))('%s', (coordinates) => {
    const next = random(3);
    const numbers = (count) => Float32Array.from({ length: count }, () => next() * 2 - 1);
    for (const size of [1, 2, 3, 4, 5, 6, 7].map((rows) => [rows, 8 - rows])) {
      for (const shape of [
        [1, 1, 1, 1],
        [1, 2, 7, 2],
        [2, 6, 4, 1],
      ]) {
        const config = { size, interpolation, coordinates, dataFormat: 'channels_last' };
        const count = shape[0] * shape[1] * shape[2] * shape[3];
        const x = numbers(count);
        expectNear(forward(x, shape, config), definition.forward(x, shape, config), tolerance);
        if (interpolation === 'area') continue;
        const dy = numbers(count * size[0] * size[1]);
        const most = Math.max(...size) ** 2 / 4 + 1;
        expectNear(gradient(dy, shape, config), definition.gradient(dy, shape, config), most * tolerance);
      }
    }
  });
});

test('channels first are planes', () => {
  const config = { size: [2, 3], interpolation: 'lanczos3' };
  const [one, two] = [
    [1, 2, 3, 4],
    [5, 7, 11, 13],
  ];
  const apart = [one, two].flatMap((x) => [...forward(x, [1, 2, 2, 1], config)]);
  expect([...forward([...one, ...two], [1, 2, 2, 2], { ...config, dataFormat: 'channels_first' })]).toEqual(apart);
});

test('pixels of weight 0 turn an infinity into NaN', () => {
  // gaussian's spans have five pixels, at most four of them with a weight.
  expect(tapsOf('gaussian', 'half_pixel', 2, 8, 1).map(({ weight }) => weight > 0)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  const out = forward([0, 0, 0, 0, 0, Infinity, 0, 0], [1, 1, 8, 1], { size: [1, 1], interpolation: 'gaussian' });
  expect([...out]).toEqual([0, 0, NaN, NaN, Infinity, Infinity, Infinity, 0]);
});

test('bilinear copies only where no axis grows', () => {
  const run = (size) => [...forward([-0, Infinity], [1, 1, 2, 1], { size, interpolation: 'bilinear' })];
  expect(run([1, 1])).toEqual([-0, Infinity]);
  expect(run([2, 1])).toEqual([0, NaN, 0, NaN]);
});

test('the sine is within a rounding of the true one', () => {
  for (let y = 0; y <= 16; y += 2 ** -10) {
    expect(Math.abs(sinf(Math.fround(y)) - Math.sin(y))).toBeLessThan(2 ** -24);
  }
});
