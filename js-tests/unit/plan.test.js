// plan(): the same call again and again, on arrays in the module's memory.
import { describe as describePackage, init, UpSampling2D } from 'upsampling2d';
import { expectArgumentError, expectStillWorks } from '../helpers/errors.js';
import {
  ARRAYS,
  dtypesOf,
  elements,
  expectSameBits,
  FORMATS,
  INTERPOLATIONS,
  modesOf,
  randomTensor,
} from '../helpers/tensors.js';

beforeAll(() => init());

const cells = INTERPOLATIONS.flatMap((interpolation) => FORMATS.map((dataFormat) => [interpolation, dataFormat]));

test.each(cells)('%s %s: the same bits as apply, for every dtype and mode', (interpolation, dataFormat) => {
  for (const coordinates of modesOf(interpolation)) {
    const layer = new UpSampling2D({ size: [2, 3], interpolation, coordinates, dataFormat });
    for (const dtype of dtypesOf(interpolation)) {
      const input = randomTensor(dtype, [2, 3, 5, 4], 21);
      const plan = layer.plan(input.shape, dtype);
      expect(plan.input).toHaveLength(120);
      expect(plan.output).toHaveLength(720);
      plan.input.set(input.data);
      plan.run();
      expectSameBits(plan.output.slice(), layer.apply(input).data);
      plan.dispose();
    }
  }
});

test('the arrays are of the kind that apply takes and gives', () => {
  const layer = new UpSampling2D({ dataFormat: 'channels_last' });
  for (const [dtype, array] of Object.entries(ARRAYS)) {
    const plan = layer.plan([1, 2, 2, 1], dtype);
    expect(Object.prototype.toString.call(plan.input)).toBe(`[object ${array.name}]`);
    expect(Object.prototype.toString.call(plan.output)).toBe(`[object ${array.name}]`);
    plan.dispose();
  }
  const widened = new UpSampling2D({ dataFormat: 'channels_last', interpolation: 'bicubic', outputDtype: 'float32' });
  const plan = widened.plan([1, 2, 2, 1], 'uint8');
  expect(Object.prototype.toString.call(plan.input)).toBe('[object Uint8Array]');
  expect(Object.prototype.toString.call(plan.output)).toBe('[object Float32Array]');
  plan.dispose();
});

test('the input may be changed between runs, and the memory stays as it is', () => {
  const layer = new UpSampling2D({ size: 2, interpolation: 'bilinear', dataFormat: 'channels_last' });
  const shape = [1, 30, 40, 4];
  const plan = layer.plan(shape, 'uint8');
  const before = describePackage().memory;
  for (let seed = 0; seed < 10; seed++) {
    const input = randomTensor('uint8', shape, seed);
    plan.input.set(input.data);
    plan.run();
    const first = plan.output.slice();
    plan.run();
    expectSameBits(plan.output.slice(), first);
    expectSameBits(plan.input.slice(), input.data);
  }
  expect(describePackage().memory).toEqual(before);
  plan.input.set(randomTensor('uint8', shape, 3).data);
  plan.run();
  expectSameBits(plan.output.slice(), layer.apply(randomTensor('uint8', shape, 3)).data);
  plan.dispose();
});

test.each(cells)('%s %s: a second run sees the new input, one plane or several', (interpolation, dataFormat) => {
  const layer = new UpSampling2D({ size: [2, 3], interpolation, dataFormat });
  for (const dtype of ['float32', 'float64', 'uint8']) {
    for (const shape of [
      [1, 4, 5, 1],
      [1, 1, 6, 5],
      [2, 3, 4, 3],
    ]) {
      const inputs = [1, 2, 3].map((seed) => randomTensor(dtype, shape, seed));
      const wanted = inputs.map((input) => layer.apply(input).data);
      const plan = layer.plan(shape, dtype);
      inputs.forEach((input, i) => {
        plan.input.set(input.data);
        plan.run();
        expectSameBits(plan.output.slice(), wanted[i]);
      });
      plan.dispose();
    }
  }
});

test('several plans side by side, through growth, outlive their layer', () => {
  const shapes = [
    [1, 4, 4, 3],
    [1, 50, 60, 3],
    [2, 300, 200, 4],
  ];
  const layer = new UpSampling2D({ size: 2, interpolation: 'bicubic', dataFormat: 'channels_last' });
  const plans = shapes.map((shape, i) => {
    const plan = layer.plan(shape, 'float32');
    plan.input.set(randomTensor('float32', shape, i).data);
    return plan;
  });
  const wanted = shapes.map((shape, i) => layer.apply(randomTensor('float32', shape, i)).data);
  layer.dispose();
  plans.forEach((plan, i) => {
    plan.run();
    expectSameBits(plan.output.slice(), wanted[i]);
  });
  plans[1].dispose();
  plans[0].run();
  expectSameBits(plans[0].output.slice(), wanted[0]);
  plans[0].dispose();
  plans[2].dispose();
});

test('disposed: a clear error, twice is harmless, the memory is back', () => {
  const layer = new UpSampling2D({ dataFormat: 'channels_last' });
  layer.plan([1, 100, 100, 4], 'float32').dispose();
  const { inUse } = describePackage().memory;
  const plan = layer.plan([1, 100, 100, 4], 'float32');
  expect(describePackage().memory.inUse).toBeGreaterThan(inUse);
  plan.dispose();
  plan.dispose();
  expect(describePackage().memory.inUse).toBe(inUse);
  expect(() => plan.run()).toThrow(/dispose/);
  expect(() => plan.input).toThrow(/dispose/);
  expect(() => plan.output).toThrow(/dispose/);
  expectStillWorks();
});

describe('refused', () => {
  const layer = () => new UpSampling2D({ dataFormat: 'channels_last', interpolation: 'bilinear' });

  test.each([
    ['rank 3', [2, 2, 1], RangeError],
    ['a negative side', [1, -2, 2, 1], RangeError],
    ['null as a side', [1, null, 2, 1], TypeError],
    ['nothing', undefined, TypeError],
    ['too large', [1, 2 ** 30, 2 ** 30, 4], RangeError],
  ])('shape: %s', (_, shape, errorClass) => {
    expectArgumentError(() => layer().plan(shape, 'float32'), errorClass);
    expectStillWorks();
  });

  test.each([['complex64'], ['rgba8'], [''], [null], [32], ['constructor']])('dtype: %s', (dtype) => {
    expectArgumentError(() => layer().plan([1, 2, 2, 1], dtype), TypeError, /dtype/);
  });

  test.each(['bool', 'int64', 'uint64'])('dtype: %s with a filter', (dtype) => {
    expectArgumentError(() => layer().plan([1, 2, 2, 1], dtype), TypeError, /nearest/);
  });
});

test('random use of plans, in any order of making and disposing', () => {
  const layer = new UpSampling2D({ size: [3, 2], dataFormat: 'channels_first', interpolation: 'mitchellcubic' });
  const live = [];
  for (let step = 0; step < 60; step++) {
    if (live.length > 4 || (step % 3 === 2 && live.length)) {
      const { plan, input } = live.splice((step * 7) % live.length, 1)[0];
      plan.input.set(input.data);
      plan.run();
      expectSameBits(plan.output.slice(), layer.apply(input).data);
      plan.dispose();
    } else {
      const shape = [1, 1 + (step % 3), 5 + step, 9];
      live.push({ plan: layer.plan(shape, 'float32'), input: randomTensor('float32', shape, step) });
      expect(live.at(-1).plan.input).toHaveLength(elements(shape));
    }
  }
  for (const { plan } of live) plan.dispose();
});

describe('the bits of half precision', () => {
  const layer = (config) =>
    new UpSampling2D({ size: [1, 2], interpolation: 'bilinear', dataFormat: 'channels_last', ...config });

  test('are there under a name of their own, in every engine', () => {
    const plan = layer().plan([1, 1, 2, 1], 'float16');
    expect(Object.prototype.toString.call(plan.inputBits)).toBe('[object Uint16Array]');
    plan.inputBits.set([0x3c00, 0x4000]);
    plan.run();
    expect([...plan.outputBits]).toEqual([0x3c00, 0x3d00, 0x3f00, 0x4000]);
    expect(plan.inputBits.buffer).toBe(plan.input.buffer);
    expect(plan.outputBits.byteOffset).toBe(plan.output.byteOffset);
    plan.dispose();
    expect(() => plan.inputBits).toThrow(/^Expected a plan that is not disposed for inputBits /);
    expect(() => plan.outputBits).toThrow(/^Expected a plan that is not disposed for outputBits /);
  });

  test('are refused for other dtypes', () => {
    const wide = layer({ outputDtype: 'float32' }).plan([1, 1, 2, 1], 'float16');
    expect([...wide.inputBits]).toHaveLength(2);
    expectArgumentError(() => wide.outputBits, TypeError, ["'float16'", 'outputBits']);
    wide.dispose();
    const plan = layer().plan([1, 1, 2, 1], 'uint16');
    expectArgumentError(() => plan.inputBits, TypeError, ["'float16'", 'inputBits']);
    plan.dispose();
  });

  test('of a plan without elements are none', () => {
    const plan = layer().plan([0, 1, 2, 1], 'float16');
    expect(plan.inputBits).toHaveLength(0);
    expect(plan.outputBits).toHaveLength(0);
  });
});
