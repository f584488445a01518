// Half precision: bits in a Uint16Array where the engine has no Float16Array.
import { Float16Array as Half } from '@petamoriken/float16';
import { init, UpSampling2D } from 'upsampling2d';
import { copy, forward, tolerance } from '../helpers/reference.js';
import { expectSameBits, expectWithin, INTERPOLATIONS, modesOf } from '../helpers/tensors.js';

beforeAll(() => init());

const bitsOf = (values) => new Uint16Array(Half.from(values).buffer);
const valuesOf = (bits) => Array.from(new Half(bits.buffer, bits.byteOffset, bits.length));

test('without the dtype a Uint16Array is uint16', () => {
  const layer = new UpSampling2D({ dataFormat: 'channels_last' });
  expect(layer.apply({ data: new Uint16Array(4), shape: [1, 2, 2, 1] }).dtype).toBe('uint16');
  expect(layer.apply({ data: new Uint16Array(4), shape: [1, 2, 2, 1], dtype: 'float16' }).dtype).toBe('float16');
});

test('nearest copies every one of the 65536 bit patterns', () => {
  const data = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const config = { size: [2, 1], dataFormat: 'channels_last' };
  const shape = [1, 64, 64, 16];
  expectSameBits(new UpSampling2D(config).apply({ data, shape, dtype: 'float16' }).data, copy(data, shape, config));
});

test('the identity by bilinear gives every finite number back', () => {
  const data = Uint16Array.from({ length: 65536 }, (_, i) => i).filter(
    (bits) => (bits & 0x7c00) !== 0x7c00 && bits !== 0x8000,
  );
  const layer = new UpSampling2D({ size: 1, interpolation: 'bilinear', dataFormat: 'channels_last' });
  expectSameBits(layer.apply({ data, shape: [1, 1, data.length, 1], dtype: 'float16' }).data, data);
});

test('rounding is to the nearest, ties to even, down to the subnormals', () => {
  const layer = new UpSampling2D({
    size: [1, 2],
    interpolation: 'bilinear',
    dataFormat: 'channels_last',
    coordinates: 'asymmetric',
  });
  for (const [a, b] of [
    [1, 1 + 2 ** -10],
    [1 + 2 ** -10, 1 + 2 ** -9],
    [2 ** -24, 2 ** -23],
    [0, 2 ** -24],
    [65472, 65504],
    [-1, -1 - 2 ** -10],
  ]) {
    const { data } = layer.apply({ data: bitsOf([a, b]), shape: [1, 1, 2, 1], dtype: 'float16' });
    expect(valuesOf(data)[1]).toBe(Half.of((a + b) / 2)[0]);
  }
});

test('overshoot beyond 65504 becomes infinite', () => {
  const layer = new UpSampling2D({ size: [1, 4], interpolation: 'bicubic', dataFormat: 'channels_last' });
  const { data } = layer.apply({
    data: bitsOf([-65504, -65504, 65504, 65504, 65504]),
    shape: [1, 1, 5, 1],
    dtype: 'float16',
  });
  expect(valuesOf(data)).toContain(Infinity);
});

test('NaN stays NaN', () => {
  const layer = new UpSampling2D({ size: 2, interpolation: 'lanczos3', dataFormat: 'channels_last' });
  for (const bits of [0x7e00, 0x7c01, 0xfe55]) {
    const { data } = layer.apply({ data: new Uint16Array(9).fill(bits), shape: [1, 3, 3, 1], dtype: 'float16' });
    expect(valuesOf(data).every(Number.isNaN)).toBe(true);
  }
});

test.each(INTERPOLATIONS)('%s follows the definition over the whole range', (interpolation) => {
  for (const coordinates of modesOf(interpolation)) {
    const config = { size: [3, 2], interpolation, coordinates, dataFormat: 'channels_last' };
    for (const scale of [1, 1000, 2 ** -20]) {
      const bits = bitsOf(Array.from({ length: 60 }, (_, i) => Math.sin(i * 1.7) * scale));
      const values = Float64Array.from(valuesOf(bits));
      const { data } = new UpSampling2D(config).apply({ data: bits, shape: [1, 4, 5, 3], dtype: 'float16' });
      expectWithin(data, 'float16', forward(values, [1, 4, 5, 3], config), tolerance(interpolation, scale));
    }
  }
});

describe('a Float16Array of a library, in an engine that has none', () => {
  const layer = () => new UpSampling2D({ size: [1, 2], interpolation: 'bilinear', dataFormat: 'channels_last' });
  const x = Half.of(1, 2);

  test('is refused with a sentence that says how it goes', () => {
    const tensor = { data: x, shape: [1, 1, 2, 1] };
    const how = "new Uint16Array(x.buffer, x.byteOffset, x.length) with dtype: 'float16'";
    expect(() => layer().apply(tensor)).toThrow(how);
    expect(() => layer().gradient(tensor)).toThrow(how);
    const plain = () => layer().apply({ ...tensor, data: [1, 2] });
    expect(plain).toThrow(/^Expected /);
    expect(plain).not.toThrow(how);
  });

  test('goes that way', () => {
    const data = new Uint16Array(x.buffer, x.byteOffset, x.length);
    const result = layer().apply({ data, shape: [1, 1, 2, 1], dtype: 'float16' });
    expect(valuesOf(result.data)).toEqual([1, 1.25, 1.75, 2]);
  });
});
