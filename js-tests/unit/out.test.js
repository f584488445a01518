// The `out` option: the result in an array that the caller brings.
import { init, UpSampling2D } from 'upsampling2d';
import { expectArgumentError, expectStillWorks } from '../helpers/errors.js';
import { ALL_DTYPES, ARRAYS, elements, expectSameBits, INTERPOLATIONS, randomTensor } from '../helpers/tensors.js';

let layer;
beforeAll(async () => {
  await init();
  layer = new UpSampling2D({ size: 2, dataFormat: 'channels_last', interpolation: 'bilinear' });
});

const tensor = () => ({ data: Float32Array.of(1, 2, 3, 4), shape: [1, 2, 2, 1] });
const EXPECTED = [1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5, 2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4];

test('the result is written there and returned', () => {
  const out = new Float32Array(16);
  const result = layer.apply(tensor(), { out });
  expect(result.data).toBe(out);
  expect(result.shape).toEqual([1, 4, 4, 1]);
  expect(Array.from(out)).toEqual(EXPECTED);
});

test('out: undefined is no out', () => {
  expect(Array.from(layer.apply(tensor(), { out: undefined }).data)).toEqual(EXPECTED);
  expect(Array.from(layer.apply(tensor(), {}).data)).toEqual(EXPECTED);
  expect(Array.from(layer.apply(tensor(), undefined).data)).toEqual(EXPECTED);
});

test('a view with an offset: only that range is written', () => {
  const whole = new Float32Array(24).fill(-7);
  layer.apply(tensor(), { out: whole.subarray(5, 21) });
  expect(Array.from(whole)).toEqual([...new Array(5).fill(-7), ...EXPECTED, ...new Array(3).fill(-7)]);
});

test('shared memory', () => {
  const out = new Float32Array(new SharedArrayBuffer(64));
  layer.apply(tensor(), { out });
  expect(Array.from(out)).toEqual(EXPECTED);
});

test('a resizable buffer', () => {
  const out = new Float32Array(new ArrayBuffer(64, { maxByteLength: 128 }));
  layer.apply(tensor(), { out });
  expect(Array.from(out)).toEqual(EXPECTED);
});

const pairs = INTERPOLATIONS.flatMap((interpolation) =>
  ALL_DTYPES.filter((dtype) => interpolation === 'nearest' || !['bool', 'int64', 'uint64'].includes(dtype)).map(
    (dtype) => [interpolation, dtype],
  ),
);
test.each(pairs)('%s %s: the same bits as without, over old contents', (interpolation, dtype) => {
  const config = { size: [3, 2], interpolation, dataFormat: 'channels_last' };
  const input = randomTensor(dtype, [1, 5, 7, 3], 11);
  const one = new UpSampling2D(config);
  const fresh = one.apply(input).data;
  const out = new ARRAYS[dtype](elements([1, 15, 14, 3]));
  new Uint8Array(out.buffer).fill(0xa5);
  one.apply(input, { out });
  expectSameBits(out, fresh);
});

describe('refused, with nothing written', () => {
  test.each([
    ['too small', () => new Float32Array(15), RangeError],
    ['too large', () => new Float32Array(17), RangeError],
    ['empty', () => new Float32Array(0), RangeError],
    ['of another kind', () => new Float64Array(16), TypeError],
    ['of another kind of the same width', () => new Int32Array(16), TypeError],
    ['a plain array', () => new Array(16).fill(0), TypeError],
    ['an ArrayBuffer', () => new ArrayBuffer(64), TypeError],
    ['a DataView', () => new DataView(new ArrayBuffer(64)), TypeError],
    ['null', () => null, TypeError],
    ['a tensor', () => ({ data: new Float32Array(16), shape: [1, 4, 4, 1] }), TypeError],
    [
      'detached',
      () => {
        const out = new Float32Array(16);
        structuredClone(out.buffer, { transfer: [out.buffer] });
        return out;
      },
      [TypeError, RangeError],
    ],
  ])('out: %s', (_, make, errorClass) => {
    const out = make();
    expectArgumentError(() => layer.apply(tensor(), { out }), errorClass, /out/);
    if (ArrayBuffer.isView(out) && out.byteLength > 0) {
      expect(new Uint8Array(out.buffer).every((byte) => byte === 0)).toBe(true);
    }
    expectStillWorks();
  });

  test('out for uint8 and uint8clamped are two kinds', () => {
    const bytes = { data: new Uint8Array(4), shape: [1, 2, 2, 1] };
    expectArgumentError(() => layer.apply(bytes, { out: new Uint8ClampedArray(16) }), TypeError, /out/);
    expect(layer.apply(bytes, { out: Buffer.alloc(16) }).data).toHaveLength(16);
  });

  test('unknown or wrong options', () => {
    expectArgumentError(() => layer.apply(tensor(), { ouput: new Float32Array(16) }), TypeError, /ouput/);
    expectArgumentError(() => layer.apply(tensor(), null), TypeError);
    expectArgumentError(() => layer.apply(tensor(), new Float32Array(16)), TypeError);
  });
});

describe('out and input in the same memory', () => {
  test.each([
    ['out begins inside the input', 0, 2],
    ['the input begins inside out', 15, 0],
    ['the input lies in the middle of out', 6, 0],
    ['they touch in one element', 0, 3],
  ])('%s', (_, inputAt, outAt) => {
    const memory = Float32Array.from({ length: 40 }, (_, i) => i);
    const before = memory.slice();
    const data = memory.subarray(inputAt, inputAt + 4);
    const out = memory.subarray(outAt, outAt + 16);
    expectArgumentError(() => layer.apply({ data, shape: [1, 2, 2, 1] }, { out }), RangeError, /out/);
    expectSameBits(memory, before);
    expectStillWorks();
  });

  test('side by side in one buffer is fine', () => {
    const memory = new Float32Array(20);
    memory.set([1, 2, 3, 4], 16);
    layer.apply({ data: memory.subarray(16), shape: [1, 2, 2, 1] }, { out: memory.subarray(0, 16) });
    expect(Array.from(memory)).toEqual([...EXPECTED, 1, 2, 3, 4]);
  });

  test('the identity in place is refused as well', () => {
    const same = new UpSampling2D({ size: 1, dataFormat: 'channels_last' });
    const data = Float32Array.of(1, 2, 3, 4);
    expectArgumentError(() => same.apply({ data, shape: [1, 2, 2, 1] }, { out: data }), RangeError, /out/);
  });
});

describe("input or out in the package's own memory", () => {
  test('an input there survives growth during the call', () => {
    const shape = [1, 2, 100000, 4];
    const big = new UpSampling2D({ size: 2, dataFormat: 'channels_last', interpolation: 'lanczos3' });
    const plan = big.plan(shape, 'float32');
    const source = randomTensor('float32', shape, 3).data;
    plan.input.set(source);
    const expected = new UpSampling2D({ size: [1, 2], dataFormat: 'channels_last', interpolation: 'lanczos5' });
    const wanted = expected.apply({ data: source, shape: [1, 1, 200000, 4] }).data.slice();
    const again = expected.apply({ data: plan.input, shape: [1, 1, 200000, 4] }).data;
    expectSameBits(again, wanted);
    const wide = new UpSampling2D({ size: [3, 4], dataFormat: 'channels_first', interpolation: 'bicubic' });
    const wideShape = [1, 1, 1, 800000];
    expectSameBits(
      wide.apply({ data: plan.input, shape: wideShape }).data,
      wide.apply({ data: source, shape: wideShape }).data,
    );
    plan.dispose();
  });

  test('an out there survives growth during the call', () => {
    const holder = new UpSampling2D({ size: 1, dataFormat: 'channels_last' });
    const wide = new UpSampling2D({ size: [1, 5], dataFormat: 'channels_last', interpolation: 'lanczos3' });
    const input = randomTensor('float64', [1, 1, 300000, 1], 4);
    const expected = wide.apply(input).data.slice();
    const plan = holder.plan([1, 1, 1500000, 1], 'float64');
    wide.apply(input, { out: plan.output });
    expectSameBits(plan.output.slice(), expected);
    plan.dispose();
  });
});
