// dtypes in and out, and outputDtype.
import { init, UpSampling2D } from 'upsampling2d';
import { expectArgumentError, expectStillWorks } from '../helpers/errors.js';
import { forward, tolerance } from '../helpers/reference.js';
import { forward as tensorflow } from '../helpers/tensorflow.js';
import {
  ARRAYS,
  COPY_DTYPES,
  dtypesOf,
  expectSameBits,
  expectWithin,
  FILTER_DTYPES,
  INTERPOLATIONS,
  largest,
  numbers,
  randomTensor,
} from '../helpers/tensors.js';

beforeAll(() => init());

const tag = (data) => Object.prototype.toString.call(data).slice(8, -1);
const cells = INTERPOLATIONS.flatMap((interpolation) => dtypesOf(interpolation).map((dtype) => [interpolation, dtype]));

test.each(cells)('%s %s: the dtype stays', (interpolation, dtype) => {
  const layer = new UpSampling2D({ interpolation, dataFormat: 'channels_last' });
  const result = layer.apply(randomTensor(dtype, [1, 3, 4, 2], 1));
  expect(result.dtype).toBe(dtype);
  expect(tag(result.data)).toBe(ARRAYS[dtype].name);
});

const widening = INTERPOLATIONS.flatMap((interpolation) => FILTER_DTYPES.map((dtype) => [interpolation, dtype]));

test.each(widening)("%s %s with outputDtype 'float32' is not rounded and not clipped", (interpolation, dtype) => {
  const config = { size: [2, 3], interpolation, dataFormat: 'channels_last', outputDtype: 'float32' };
  const input = randomTensor(dtype, [1, 5, 4, 3], 8);
  const result = new UpSampling2D(config).apply(input);
  expect(result.dtype).toBe('float32');
  expect(tag(result.data)).toBe('Float32Array');
  const values = numbers(input.data, dtype);
  if (!['float64', 'int32', 'uint32'].includes(dtype)) {
    expectSameBits(result.data, tensorflow(values, input.shape, config));
    return;
  }
  expectWithin(result.data, 'float32', forward(values, input.shape, config), tolerance(interpolation, largest(values)));
});

test('overshoot is visible in float32', () => {
  const layer = new UpSampling2D({ interpolation: 'bicubic', dataFormat: 'channels_last', outputDtype: 'float32' });
  const { data } = layer.apply({ data: Uint8Array.of(0, 1, 254, 255), shape: [1, 2, 2, 1] });
  expect(Math.min(...data)).toBeCloseTo(-22.5, 4);
  expect(Math.max(...data)).toBeCloseTo(277.5, 3);
});

describe('what only copies', () => {
  test.each(COPY_DTYPES)("%s with outputDtype 'float32' is refused", (dtype) => {
    const layer = new UpSampling2D({ dataFormat: 'channels_last', outputDtype: 'float32' });
    expectArgumentError(() => layer.apply(randomTensor(dtype, [1, 2, 2, 1], 1)), TypeError);
    expectStillWorks();
  });

  const filters = INTERPOLATIONS.filter((name) => name !== 'nearest' && name !== 'area');
  test.each(COPY_DTYPES.flatMap((dtype) => filters.map((interpolation) => [dtype, interpolation])))(
    '%s with %s is refused, naming what is possible',
    (dtype, interpolation) => {
      const layer = new UpSampling2D({ interpolation, dataFormat: 'channels_last' });
      expectArgumentError(() => layer.apply(randomTensor(dtype, [1, 2, 2, 1], 1)), TypeError, [/nearest/, /area/]);
      expectStillWorks();
    },
  );
});

test('float64 is computed in float64', () => {
  const layer = new UpSampling2D({ size: [1, 2], interpolation: 'bilinear', dataFormat: 'channels_last' });
  const { data } = layer.apply({ data: Float64Array.of(1, 1 + 2 ** -50), shape: [1, 1, 2, 1] });
  expect(Array.from(data)).toEqual([1, 1 + 2 ** -52, 1 + 3 * 2 ** -52, 1 + 2 ** -50]);
});

test('uint32 above 2**31 is not negative', () => {
  const layer = new UpSampling2D({ size: [1, 2], interpolation: 'bilinear', dataFormat: 'channels_last' });
  const { data } = layer.apply({ data: Uint32Array.of(4294967295, 4294967291), shape: [1, 1, 2, 1] });
  expect(Array.from(data)).toEqual([4294967295, 4294967294, 4294967292, 4294967291]);
});
