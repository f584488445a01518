// gradient(): from the gradient of the output to the gradient of the input.
import { init, UpSampling2D } from 'upsampling2d';
import { expectArgumentError, expectStillWorks } from '../helpers/errors.js';
import { gradient } from '../helpers/reference.js';
import {
  expectSameBits,
  expectWithin,
  FORMATS,
  INTEGER_DTYPES,
  INTERPOLATIONS,
  largest,
  modesOf,
  numbers,
  randomTensor,
} from '../helpers/tensors.js';

beforeAll(() => init());

const last = (options) => new UpSampling2D({ dataFormat: 'channels_last', ...options });

test.each(['nearest', 'area'])('%s: the sum over each block', (interpolation) => {
  const dy = Float32Array.from({ length: 24 }, (_, i) => i);
  const { data, shape, dtype } = last({ size: [2, 3], interpolation }).gradient({ data: dy, shape: [1, 4, 6, 1] });
  expect(shape).toEqual([1, 2, 2, 1]);
  expect(dtype).toBe('float32');
  expect(Array.from(data)).toEqual([
    0 + 1 + 2 + 6 + 7 + 8,
    3 + 4 + 5 + 9 + 10 + 11,
    12 + 13 + 14 + 18 + 19 + 20,
    15 + 16 + 17 + 21 + 22 + 23,
  ]);
});

test('bilinear by 2 of [1, 2], by hand', () => {
  const { data } = last({ size: [1, 2], interpolation: 'bilinear' }).gradient({
    data: Float64Array.of(1, 10, 100, 1000),
    shape: [1, 1, 4, 1],
  });
  expect(Array.from(data)).toEqual([1 + 7.5 + 25, 2.5 + 75 + 1000]);
});

const cells = INTERPOLATIONS.flatMap((interpolation) =>
  modesOf(interpolation).flatMap((coordinates) =>
    FORMATS.map((dataFormat) => [interpolation, coordinates, dataFormat]),
  ),
);

test.each(cells)(
  '%s %s %s: batches, unequal sides and factors, three dtypes',
  (interpolation, coordinates, dataFormat) => {
    for (const [size, shape] of [
      [
        [2, 3],
        [2, 3, 5, 4],
      ],
      [
        [3, 2],
        [3, 7, 2, 3],
      ],
      [
        [4, 5],
        [2, 2, 1, 6],
      ],
      [
        [1, 2],
        [1, 1, 9, 8],
      ],
    ]) {
      const config = { size, interpolation, coordinates, dataFormat };
      const layer = new UpSampling2D(config);
      for (const dtype of ['float32', 'float64', 'float16']) {
        const dy = randomTensor(dtype, layer.computeOutputShape(shape), 17);
        const values = numbers(dy.data, dtype);
        const result = layer.gradient(dy);
        expect(result.shape).toEqual(shape);
        expect(result.dtype).toBe(dtype);
        const taps = 4 * size[0] * size[1];
        expectWithin(
          result.data,
          dtype,
          gradient(values, shape, config),
          (dtype === 'float64' ? 1e-14 : 1e-6) * taps * largest(values),
          dtype,
        );
      }
    }
  },
);

test('out', () => {
  const layer = last({ size: 2, interpolation: 'bicubic' });
  const dy = randomTensor('float32', [1, 8, 6, 2], 1);
  const fresh = layer.gradient(dy).data;
  const out = new Float32Array(24).fill(5);
  expect(layer.gradient(dy, { out }).data).toBe(out);
  expectSameBits(out, fresh);
  expectArgumentError(() => layer.gradient(dy, { out: new Float32Array(23) }), RangeError, /out/);
  expectArgumentError(() => layer.gradient(dy, { out: dy.data.subarray(0, 24) }), RangeError, /out/);
});

test('forward and gradient in turn on one layer', () => {
  const layer = last({ size: 2, interpolation: 'lanczos3' });
  const x = randomTensor('float32', [1, 4, 3, 2], 1);
  const dy = randomTensor('float32', [1, 8, 6, 2], 2);
  const y = layer.apply(x).data.slice();
  const dx = layer.gradient(dy).data.slice();
  for (let i = 0; i < 3; i++) {
    expectSameBits(layer.apply(x).data, y);
    expectSameBits(layer.gradient(dy).data, dx);
  }
});

describe('refused', () => {
  test.each([
    ['rows no multiple of the factor', [1, 3, 4, 1]],
    ['columns no multiple of the factor', [1, 4, 3, 1]],
    ['rank 3', [4, 4, 1]],
  ])('shape: %s', (_, shape) => {
    const count = shape.reduce((a, b) => a * b);
    expectArgumentError(
      () => last({ size: 2 }).gradient({ data: new Float32Array(count), shape }),
      RangeError,
      /shape/,
    );
    expectStillWorks();
  });

  test.each(INTEGER_DTYPES)('dtype: %s has no gradient', (dtype) => {
    expectArgumentError(() => last({ size: 2 }).gradient(randomTensor(dtype, [1, 4, 4, 1], 1)), TypeError, /float32/);
    expectStillWorks();
  });

  test.each(['bool', 'int64', 'uint64'])('dtype: %s has no gradient', (dtype) => {
    expectArgumentError(() => last({ size: 2 }).gradient(randomTensor(dtype, [1, 4, 4, 1], 1)), TypeError, /float32/);
  });

  test('no tensor', () => {
    for (const dy of [null, undefined, {}, new Float32Array(4)])
      expectArgumentError(() => last({}).gradient(dy), TypeError);
  });
});
