// Sizes that no machine holds: a clear error before anything is allocated, and a working package after it.
import { describe as describePackage, init, UpSampling2D } from 'upsampling2d';
import { expectArgumentError, expectStillWorks, thrownBy } from '../helpers/errors.js';
import { expectSameBits, randomTensor } from '../helpers/tensors.js';

beforeAll(() => init());

const enlarge = (size, shape, data) => () =>
  new UpSampling2D({ size, dataFormat: 'channels_last' }).apply({ data, shape });

test('an output side over 2**31 - 1', () => {
  expectArgumentError(enlarge([70000, 1], [1, 70000, 1, 1], new Float32Array(70000)), RangeError);
  expectArgumentError(enlarge([1, 70000], [1, 1, 70000, 1], new Float32Array(70000)), RangeError);
  expectStillWorks();
});

test.each([
  ['2**32 elements, whose 32-bit product is 0', [2 ** 16, 2 ** 16]],
  ['2**33 elements', [2 ** 17, 2 ** 16]],
  ['2**40 elements', [2 ** 20, 2 ** 20]],
  ['2**60 elements', [2 ** 30, 2 ** 30]],
])('an output of %s', (_, size) => {
  expectArgumentError(enlarge(size, [1, 1, 1, 1], new Float64Array(1)), RangeError);
  expectStillWorks();
});

test('a shape whose product wraps to the length of the data', () => {
  expectArgumentError(enlarge(2, [2 ** 16, 2 ** 16, 2, 1], new Uint8Array(0)), RangeError);
  expectArgumentError(enlarge(2, [2 ** 30, 2 ** 30, 2 ** 30, 2 ** 30], new Uint8Array(16)), RangeError);
  expectStillWorks();
});

test('a plan larger than the module can ever hold', () => {
  const layer = new UpSampling2D({ size: 2, dataFormat: 'channels_last' });
  expect(thrownBy(() => layer.plan([1, 20000, 20000, 4], 'float64'))).toMatchObject({ name: 'RangeError' });
  expect(thrownBy(() => layer.plan([2 ** 15, 2 ** 15, 2 ** 15, 2 ** 15], 'uint8'))).toMatchObject({
    name: 'RangeError',
  });
  expectStillWorks();
});

test('growing memory leaves no stale view behind', () => {
  const layer = new UpSampling2D({ size: 2, dataFormat: 'channels_last', interpolation: 'bicubic' });
  const small = randomTensor('float32', [1, 5, 6, 3], 1);
  const before = layer.apply(small).data.slice();
  const held = layer.plan([1, 5, 6, 3], 'float32');
  const wide = layer.apply(randomTensor('float32', [1, 3, 400000, 4], 2));
  expect(wide.shape).toEqual([1, 6, 800000, 4]);
  expectSameBits(layer.apply(small).data, before);
  held.input.set(small.data);
  held.run();
  expectSameBits(held.output.slice(), before);
  held.dispose();
});

test('a thousand failing calls leave the memory as it was', () => {
  const layer = new UpSampling2D({ size: 2, dataFormat: 'channels_last', interpolation: 'bilinear' });
  const huge = new UpSampling2D({ size: [2 ** 20, 2 ** 20], dataFormat: 'channels_last' });
  const good = { data: new Float32Array(4), shape: [1, 2, 2, 1] };
  const bad = [
    () => huge.apply({ data: new Float32Array(1), shape: [1, 1, 1, 1] }),
    () => layer.plan([1, 20000, 20000, 4], 'float64'),
    () => layer.apply({ data: new Float32Array(3), shape: [1, 2, 2, 1] }),
    () => layer.apply({ data: new BigInt64Array(4), shape: [1, 2, 2, 1] }),
    () => layer.apply(good, { out: new Float32Array(15) }),
    () => layer.gradient({ data: new Float32Array(9), shape: [1, 3, 3, 1] }),
    () => new UpSampling2D({ size: 0 }),
    () => new UpSampling2D({ interpolation: 'none' }),
    () => layer.computeOutputShape([1, 2, 3]),
    () => UpSampling2D.fromConfig({ size: -1 }),
  ];
  const round = () => {
    for (const call of bad) thrownBy(call);
    layer.apply(good);
  };
  round();
  const before = describePackage().memory;
  for (let i = 0; i < 100; i++) round();
  expect(describePackage().memory).toEqual(before);
  expectStillWorks();
});

test('a thousand layers made, used and disposed leave the memory as it was', () => {
  const once = () => {
    const layer = new UpSampling2D({ size: 3, dataFormat: 'channels_first', interpolation: 'lanczos3' });
    layer.apply({ data: new Float32Array(60), shape: [1, 3, 4, 5] });
    const plan = layer.plan([1, 3, 4, 5], 'uint8');
    plan.run();
    plan.dispose();
    layer.dispose();
  };
  once();
  const before = describePackage().memory;
  for (let i = 0; i < 1000; i++) once();
  expect(describePackage().memory).toEqual(before);
});

test('the memory does not grow with the height of the picture', () => {
  const layer = new UpSampling2D({ size: 2, dataFormat: 'channels_last', interpolation: 'lanczos3' });
  layer.apply({ data: new Uint8Array(256 * 256 * 4), shape: [1, 256, 256, 4] });
  const before = describePackage().memory.bytes;
  layer.apply({ data: new Uint8Array(256 * 8192 * 4), shape: [1, 8192, 256, 4] });
  expect(describePackage().memory.bytes).toBeLessThanOrEqual(Math.max(before, 16 * 2 ** 20));
});
