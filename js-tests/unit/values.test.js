// Special values: NaN, infinities, tiny numbers, and numbers that are too large.
import { init, UpSampling2D } from 'upsampling2d';
import { axisTaps, copy } from '../helpers/reference.js';
import { forward } from '../helpers/tensorflow.js';
import { expectSameBits, INTERPOLATIONS, modesOf } from '../helpers/tensors.js';

beforeAll(() => init());

const SPECIAL_BITS = Uint32Array.of(
  0x7fc00000,
  0x7fc12345,
  0x7f812345,
  0xffc00001,
  0x7f800000,
  0xff800000,
  0x80000000,
  0x00000001,
  0x807fffff,
  0x7f7fffff,
  0xff7fffff,
  0,
);

// TensorFlow's area adds pixels to +0.
test.each([
  ['nearest', [3, 2], 0x80000000],
  ['area', [4, 2], 0],
])('%s copies float32 bits as they are, by %p', (interpolation, size, negativeZero) => {
  const data = new Float32Array(SPECIAL_BITS.buffer);
  for (const dataFormat of ['channels_last', 'channels_first']) {
    for (const shape of [
      [1, 3, 4, 1],
      [1, 2, 2, 3],
      [1, 1, 3, 4],
    ]) {
      const config = { size, interpolation, dataFormat };
      const result = new UpSampling2D(config).apply({ data, shape }).data;
      expectSameBits(
        new Uint32Array(result.buffer, result.byteOffset, result.length),
        copy(SPECIAL_BITS, shape, config).map((bits) => (bits === 0x80000000 ? negativeZero : bits)),
      );
    }
  }
});

const cells = INTERPOLATIONS.flatMap((interpolation) =>
  modesOf(interpolation).map((coordinates) => [interpolation, coordinates]),
);

describe.each([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
])('one %s is where TensorFlow has it, or in float64 inside the footprint of its pixel', (_, special) => {
  test.each(cells)('%s %s', (interpolation, coordinates) => {
    for (const [size, dtype] of [
      [[2, 3], Float32Array],
      [[3, 1], Float64Array],
      [[5, 4], Float32Array],
    ]) {
      const [rows, cols, depth] = [13, 11, 3];
      const [row, col, channel] = [6, 4, 1];
      const data = new dtype(rows * cols * depth).fill(0.25);
      data[(row * cols + col) * depth + channel] = special;
      const config = { size, interpolation, coordinates, dataFormat: 'channels_last' };
      const shape = [1, rows, cols, depth];
      const result = new UpSampling2D(config).apply({ data, shape }).data;
      if (dtype === Float32Array) {
        const expected = forward(data, shape, config);
        expect(result.findIndex((value, i) => !Object.is(value, expected[i]))).toBe(-1);
        continue;
      }
      const touches = (list, index) => list.map((taps) => taps.some((tap) => tap.index === index));
      const inRow = touches(axisTaps(interpolation, coordinates, rows, size[0]), row);
      const inCol = touches(axisTaps(interpolation, coordinates, cols, size[1]), col);
      let wrong = 0;
      for (let y = 0; y < inRow.length; y++) {
        for (let x = 0; x < inCol.length; x++) {
          for (let k = 0; k < depth; k++) {
            const value = result[(y * inCol.length + x) * depth + k];
            const inside = k === channel && inRow[y] && inCol[x];
            if (inside ? Number.isFinite(value) : !(Math.abs(value - 0.25) < 1e-6)) wrong++;
          }
        }
      }
      expect(wrong).toBe(0);
    }
  });
});

test.each(cells)(
  '%s %s: -0 becomes a zero, subnormals are not flushed, the largest numbers do not trap',
  (interpolation, coordinates) => {
    const layer = new UpSampling2D({ size: 3, interpolation, coordinates, dataFormat: 'channels_last' });
    const shape = [1, 5, 5, 1];
    for (const value of layer.apply({ data: new Float32Array(25).fill(-0), shape }).data)
      expect(value === 0).toBe(true);
    const tiny = 2 ** -130;
    for (const value of layer.apply({ data: new Float32Array(25).fill(tiny), shape }).data) {
      expect(Math.abs(value - tiny)).toBeLessThanOrEqual(tiny * 1e-4);
    }
    const max = 3.4028234663852886e38;
    const checkered = Float32Array.from({ length: 25 }, (_, i) => (i % 2 ? -max : max));
    expect(layer.apply({ data: checkered, shape }).data).toHaveLength(225);
  },
);

// TensorFlow takes differences of neighbours, which leave float32's range although the values do not.
test('bilinear of numbers that lie too far apart is not finite in float32, and is in float64', () => {
  const layer = new UpSampling2D({ size: [1, 2], interpolation: 'bilinear', dataFormat: 'channels_last' });
  const config = { size: [1, 2], interpolation: 'bilinear', dataFormat: 'channels_last' };
  const [data, shape] = [Float32Array.of(-3e38, 3e38), [1, 1, 2, 1]];
  const { data: single } = layer.apply({ data, shape });
  expect([...single]).toEqual([...forward(data, shape, config)]);
  expect([...single].map(Number.isFinite)).toEqual([true, false, false, true]);
  expect([...layer.apply({ data: Float64Array.from(data), shape }).data].every(Number.isFinite)).toBe(true);
});

test('int32 beyond 2**24 is exact', () => {
  const data = Int32Array.of(16777217, 2147483647, -2147483648, 123456789);
  for (const interpolation of ['nearest', 'area']) {
    const config = { size: [2, 2], interpolation, dataFormat: 'channels_last' };
    expectSameBits(
      new UpSampling2D(config).apply({ data, shape: [1, 2, 2, 1] }).data,
      copy(data, [1, 2, 2, 1], config),
    );
  }
  const halves = new UpSampling2D({ size: [1, 2], interpolation: 'bilinear', dataFormat: 'channels_last' });
  const { data: between } = halves.apply({ data: Int32Array.of(16777217, 16777221), shape: [1, 1, 2, 1] });
  expect(Array.from(between)).toEqual([16777217, 16777218, 16777220, 16777221]);
});

test.each([
  ['uint8', Uint8Array, 0, 255],
  ['uint8clamped', Uint8ClampedArray, 0, 255],
  ['int8', Int8Array, -128, 127],
  ['uint16', Uint16Array, 0, 65535],
  ['int16', Int16Array, -32768, 32767],
  ['int32', Int32Array, -2147483648, 2147483647],
  ['uint32', Uint32Array, 0, 4294967295],
])('%s overshoot is clipped, never wrapped', (_, array, low, high) => {
  const data = array.of(low, low, high, high, low, low, high, high);
  for (const interpolation of ['bicubic', 'lanczos3', 'lanczos5']) {
    const layer = new UpSampling2D({ size: [1, 4], interpolation, dataFormat: 'channels_last' });
    const result = Array.from(layer.apply({ data, shape: [1, 1, 8, 1] }).data);
    for (let x = 0; x < 4; x++) expect(result[x]).toBeLessThan(low + (high - low) * 0.1);
    expect(Math.min(...result)).toBe(low);
    expect(Math.max(...result)).toBe(high);
    for (let x = 9; x < 15; x++) expect(result[x]).toBeGreaterThan(low + (high - low) * 0.85);
  }
});

test('uint8 is rounded half to even', () => {
  const layer = new UpSampling2D({ size: 2, interpolation: 'bilinear', dataFormat: 'channels_last' });
  const { data } = layer.apply({ data: Uint8Array.of(0, 1, 254, 255), shape: [1, 2, 2, 1] });
  expect(Array.from(data)).toEqual([0, 0, 1, 1, 64, 64, 64, 64, 190, 191, 191, 192, 254, 254, 255, 255]);
});
