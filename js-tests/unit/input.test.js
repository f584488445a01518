// The arguments of apply(): shapes and kinds of data.
import { runInNewContext } from 'node:vm';
import { init, UpSampling2D } from 'upsampling2d';
import { expectArgumentError, expectStillWorks } from '../helpers/errors.js';
import { copy, outputShape } from '../helpers/reference.js';
import { ARRAYS, expectSameBits, FORMATS, INTERPOLATIONS } from '../helpers/tensors.js';

let layer;
beforeAll(async () => {
  await init();
  layer = new UpSampling2D({ size: 2, dataFormat: 'channels_last' });
});

const four = () => Float32Array.of(1, 2, 3, 4);
const apply = (tensor) => layer.apply(tensor);
const REPEATED = [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4];

describe('shape', () => {
  test.each([
    ['rank 0', []],
    ['rank 1', [4]],
    ['rank 2', [2, 2]],
    ['rank 3', [2, 2, 1]],
    ['rank 5', [1, 1, 2, 2, 1]],
  ])('shape: %s', (_, shape) => {
    expectArgumentError(() => apply({ data: four(), shape }), RangeError, [
      /shape/,
      new RegExp(`\\b${shape.length}\\b`),
    ]);
    expectStillWorks();
  });

  test.each([
    ['a negative side', [1, -2, 2, 1], RangeError],
    ['two negative sides', [1, -2, -2, 1], RangeError],
    ['a fractional side', [1, 2.5, 2, 1], RangeError],
    ['NaN', [1, NaN, 2, 1], RangeError],
    ['Infinity', [1, Infinity, 2, 1], RangeError],
    ['a string', [1, '2', 2, 1], TypeError],
    ['null', [1, null, 2, 1], TypeError],
    ['undefined', [1, undefined, 2, 1], TypeError],
    ['a BigInt', [1, 2n, 2, 1], TypeError],
    ['true', [true, 2, 2, 1], TypeError],
  ])('shape: %s as a side', (_, shape, errorClass) => {
    expectArgumentError(() => apply({ data: four(), shape }), errorClass, /shape/);
    expectStillWorks();
  });

  test.each([
    ['missing', undefined],
    ['null', null],
    ['a number', 4],
    ['a string', '1221'],
    ['an object', {}],
  ])('shape: %s', (_, shape) => {
    expectArgumentError(() => apply({ data: four(), shape }), TypeError, /shape/);
    expectStillWorks();
  });

  test('data shorter or longer than the shape: both counts are named', () => {
    expectArgumentError(() => apply({ data: new Float32Array(3), shape: [1, 2, 2, 1] }), RangeError, [
      /\b3\b/,
      /\b4\b/,
    ]);
    expectArgumentError(() => apply({ data: new Float32Array(5), shape: [1, 2, 2, 1] }), RangeError, [
      /\b5\b/,
      /\b4\b/,
    ]);
    expectStillWorks();
  });

  test('the shape is copied and the input left alone', () => {
    const data = four();
    const shape = [1, 2, 2, 1];
    const result = apply({ data, shape });
    shape[1] = 9;
    expect(result.shape).toEqual([1, 4, 4, 1]);
    expect(Array.from(data)).toEqual([1, 2, 3, 4]);
  });

  test('a typed array serves as a shape', () => {
    expect(Array.from(apply({ data: four(), shape: Int32Array.of(1, 2, 2, 1) }).data)).toEqual(REPEATED);
  });
});

describe('kind of data', () => {
  test.each([
    ['null', null],
    ['undefined', undefined],
    ['{}', {}],
    ['a number', 4],
    ['a string', '1234'],
    ['a bare typed array', new Float32Array(4)],
  ])('tensor: %s', (_, tensor) => {
    expectArgumentError(() => apply(tensor), TypeError);
    expectStillWorks();
  });

  test.each([
    ['null', null],
    ['undefined', undefined],
    ['{}', {}],
    ['a string', '1234'],
    ['a flat array', [1, 2, 3, 4]],
    [
      'a nested array',
      [
        [
          [[1], [2]],
          [[3], [4]],
        ],
      ],
    ],
    ['a ragged array', [[1], [2, 3]]],
    ['an ArrayBuffer', new ArrayBuffer(16)],
    ['a DataView', new DataView(new ArrayBuffer(16))],
    ['an object that looks like an array', { length: 4, 0: 1, 1: 2, 2: 3, 3: 4 }],
    [
      'an object that claims to be a typed array',
      { [Symbol.toStringTag]: 'Float32Array', length: 4, buffer: new ArrayBuffer(16), byteOffset: 0 },
    ],
    ['a function', () => 4],
    ['a Symbol', Symbol('data')],
  ])('data: %s', (_, data) => {
    expectArgumentError(() => apply({ data, shape: [1, 2, 2, 1] }), TypeError, /data/);
    expectStillWorks();
  });

  test.each([
    ['float32 data called int8', Float32Array, 'int8'],
    ['float32 data called int32', Float32Array, 'int32'],
    ['uint8 data called float16', Uint8Array, 'float16'],
    ['int16 data called float16', Int16Array, 'float16'],
    ['int64 data called uint64', BigInt64Array, 'uint64'],
    ['float32 data called bool', Float32Array, 'bool'],
    ['an unknown name', Float32Array, 'complex64'],
    ['a string dtype', Float32Array, 'string'],
    ['a name of the prototype', Float32Array, 'constructor'],
    ['a number', Float32Array, 32],
    ['null', Float32Array, null],
    ['an internal encoding', Uint8Array, 'rgba8'],
  ])('dtype: %s', (_, array, dtype) => {
    expectArgumentError(() => apply({ data: new array(4), shape: [1, 2, 2, 1], dtype }), TypeError, /dtype/);
    expectStillWorks();
  });

  test.each(Object.entries(ARRAYS))('dtype: %s given in words', (dtype, array) => {
    const result = apply({ data: new array(4), shape: [1, 2, 2, 1], dtype });
    expect(result.dtype).toBe(dtype);
    expect(Object.prototype.toString.call(result.data)).toBe(`[object ${array.name}]`);
    expect(result.data).toHaveLength(16);
  });

  test('data: a typed array of another realm', () => {
    const data = runInNewContext('Float32Array.of(1, 2, 3, 4)');
    expect(data instanceof Float32Array).toBe(false);
    expect(Array.from(apply({ data, shape: [1, 2, 2, 1] }).data)).toEqual(REPEATED);
    expect(Array.from(apply({ data: four(), shape: runInNewContext('[1, 2, 2, 1]') }).data)).toEqual(REPEATED);
  });

  test('data: a subclass', () => {
    class Pixels extends Float32Array {}
    expect(Array.from(apply({ data: Pixels.of(1, 2, 3, 4), shape: [1, 2, 2, 1] }).data)).toEqual(REPEATED);
  });

  test('data: a Node Buffer is uint8', () => {
    const result = apply({ data: Buffer.from([1, 2, 3, 4]), shape: [1, 2, 2, 1] });
    expect(result.dtype).toBe('uint8');
    expect(Object.prototype.toString.call(result.data)).toBe('[object Uint8Array]');
    expect(Buffer.isBuffer(result.data)).toBe(false);
    expect(Array.from(result.data)).toEqual(REPEATED);
  });

  test.each(Object.entries(ARRAYS))('data: a view with a byte offset (%s)', (dtype, array) => {
    const bits = new array(9).fill(array.name.startsWith('Big') ? 9n : 9);
    const view = bits.subarray(3, 7);
    for (let i = 0; i < 4; i++) view[i] = array.name.startsWith('Big') ? BigInt(i + 1) : i + 1;
    const result = apply({ data: view, shape: [1, 2, 2, 1], dtype });
    expect(Array.from(result.data, Number)).toEqual(REPEATED);
    expect(result.data.buffer).not.toBe(bits.buffer);
  });

  test('data: odd byte offsets of 1-byte kinds', () => {
    const bytes = Uint8Array.of(9, 1, 2, 3, 4, 9);
    expect(Array.from(apply({ data: bytes.subarray(1, 5), shape: [1, 2, 2, 1] }).data)).toEqual(REPEATED);
  });

  test('data: on a SharedArrayBuffer', () => {
    const data = new Float32Array(new SharedArrayBuffer(16));
    data.set([1, 2, 3, 4]);
    expect(Array.from(apply({ data, shape: [1, 2, 2, 1] }).data)).toEqual(REPEATED);
  });

  test.each([
    ['with elements', [1, 2, 2, 1], 16],
    ['with a zero in the shape', [0, 2, 2, 1], 16],
    ['of no elements', [0, 2, 2, 1], 0],
  ])('data: detached, %s', (_, shape, length) => {
    const data = new Float32Array(new ArrayBuffer(length));
    structuredClone(data.buffer, { transfer: [data.buffer] });
    expectArgumentError(() => apply({ data, shape }), [TypeError, RangeError]);
    expectStillWorks();
  });

  test('data: views of a resizable buffer', () => {
    const buffer = new ArrayBuffer(16, { maxByteLength: 64 });
    const fixed = new Float32Array(buffer, 0, 4);
    const tracking = new Float32Array(buffer);
    tracking.set([1, 2, 3, 4]);
    expect(Array.from(apply({ data: fixed, shape: [1, 2, 2, 1] }).data)).toEqual(REPEATED);
    expect(Array.from(apply({ data: tracking, shape: [1, 2, 2, 1] }).data)).toEqual(REPEATED);
    buffer.resize(8);
    expectArgumentError(() => apply({ data: fixed, shape: [1, 2, 2, 1] }), [RangeError, TypeError]);
    expectArgumentError(() => apply({ data: tracking, shape: [1, 2, 2, 1] }), RangeError, [/\b2\b/, /\b4\b/]);
    expectStillWorks();
  });

  test('extra properties of a tensor do not matter', () => {
    expect(Array.from(apply({ data: four(), shape: [1, 2, 2, 1], id: 7 }).data)).toEqual(REPEATED);
  });
});

describe('empty tensors', () => {
  const shapes = [
    [0, 4, 4, 3],
    [1, 0, 4, 3],
    [1, 4, 0, 3],
    [1, 4, 4, 0],
    [0, 0, 4, 0],
    [0, 0, 0, 0],
  ];
  const cells = INTERPOLATIONS.flatMap((interpolation) => FORMATS.map((dataFormat) => [interpolation, dataFormat]));

  test.each(cells)('%s %s: an empty tensor of the right shape', (interpolation, dataFormat) => {
    const config = { size: [2, 3], interpolation, dataFormat };
    const empty = new UpSampling2D(config);
    for (const shape of shapes) {
      const result = empty.apply({ data: new Float32Array(0), shape });
      expect(result.shape).toEqual(outputShape(shape, config));
      expect(result.data).toHaveLength(0);
      expect(result.dtype).toBe('float32');
      const back = empty.gradient({ data: new Float32Array(0), shape: result.shape });
      expect(back.shape).toEqual(shape);
      expect(back.data).toHaveLength(0);
    }
  });

  test('an empty tensor is checked like any other', () => {
    expectArgumentError(() => apply({ data: new Float32Array(1), shape: [0, 4, 4, 3] }), RangeError);
    expectArgumentError(() => apply({ data: new DataView(new ArrayBuffer(0)), shape: [0, 4, 4, 3] }), TypeError);
    const filter = new UpSampling2D({ interpolation: 'bilinear', dataFormat: 'channels_last' });
    expectArgumentError(() => filter.apply({ data: new BigInt64Array(0), shape: [0, 4, 4, 3] }), TypeError);
  });

  test('a zero beside huge sides does not overflow on the way', () => {
    const shape = [0, 2 ** 31, 2 ** 31, 2 ** 31];
    let result;
    try {
      result = apply({ data: new Float32Array(0), shape });
    } catch (error) {
      expect(error).toMatchObject({ name: 'RangeError' });
    }
    if (result) expect(result.data).toHaveLength(0);
    expect(apply({ data: new Float32Array(0), shape: [0, 2 ** 30 - 1, 2 ** 30 - 1, 2 ** 30] }).data).toHaveLength(0);
    expectStillWorks();
  });
});

describe('small pictures', () => {
  test.each(INTERPOLATIONS)('%s: one pixel by 7 is that pixel everywhere', (interpolation) => {
    const small = new UpSampling2D({ size: 7, interpolation, dataFormat: 'channels_last' });
    const value = Math.fround(0.7);
    const { data } = small.apply({ data: Float32Array.of(value, -value), shape: [1, 1, 1, 2] });
    // The float32 lengths of area do not quite sum to 1.
    const slack = { nearest: 0, bilinear: 0, area: 2 ** -20 }[interpolation] ?? 2 ** -23;
    for (let i = 0; i < data.length; i += 2) {
      expect(Math.abs(data[i] - value)).toBeLessThanOrEqual(slack);
      expect(Math.abs(data[i + 1] + value)).toBeLessThanOrEqual(slack);
    }
  });
});

test('several batches and planes stay apart', () => {
  const data = Float32Array.from({ length: 24 }, (_, i) => i);
  for (const dataFormat of FORMATS) {
    const config = { size: [2, 3], dataFormat };
    const shape = dataFormat === 'channels_last' ? [2, 2, 3, 2] : [2, 2, 2, 3];
    expectSameBits(new UpSampling2D(config).apply({ data, shape }).data, copy(data, shape, config));
  }
});
