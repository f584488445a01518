// The constructor's `size`.
import { init, UpSampling2D } from 'upsampling2d';
import { expectArgumentError, expectStillWorks } from '../helpers/errors.js';
import { forward } from '../helpers/reference.js';
import { expectWithin } from '../helpers/tensors.js';

beforeAll(() => init());

const sizeOf = (size) => new UpSampling2D({ size }).getConfig().size;

describe('accepted', () => {
  test.each([
    ['nothing', undefined, [2, 2]],
    ['3', 3, [3, 3]],
    ['[2, 3]', [2, 3], [2, 3]],
    ['2.0', 2.0, [2, 2]],
    ['[2.0, 2]', [2.0, 2], [2, 2]],
    ['Int32Array.of(2, 3)', Int32Array.of(2, 3), [2, 3]],
    ['a Set of 2 and 5', new Set([2, 5]), [2, 5]],
    ['[1, 1]', [1, 1], [1, 1]],
  ])('size: %s', (_, size, expected) => {
    expect(sizeOf(size)).toEqual(expected);
  });

  test('no argument at all is the default of 2 by 2', () => {
    expect(new UpSampling2D().getConfig().size).toEqual([2, 2]);
  });

  test('size: [2, 3] is rows by 2 and columns by 3', () => {
    const layer = new UpSampling2D({ size: [2, 3], dataFormat: 'channels_last' });
    const { data, shape } = layer.apply({ data: Float32Array.of(1, 2), shape: [1, 1, 2, 1] });
    expect(shape).toEqual([1, 2, 6, 1]);
    expect(Array.from(data)).toEqual([1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2]);
  });

  test('size: a generator is read once', () => {
    let started = 0;
    function* pair() {
      started++;
      yield 2;
      yield 3;
    }
    expect(sizeOf({ [Symbol.iterator]: pair })).toEqual([2, 3]);
    expect(started).toBe(1);
  });
});

describe('refused at construction', () => {
  test.each([
    ['[]', [], RangeError],
    ['[2]', [2], RangeError],
    ['[2, 3, 4]', [2, 3, 4], RangeError],
    ['0', 0, RangeError],
    ['[0, 2]', [0, 2], RangeError],
    ['[2, 0]', [2, 0], RangeError],
    ['-1', -1, RangeError],
    ['[2, -2]', [2, -2], RangeError],
    ['2.5', 2.5, RangeError],
    ['[2.5, 2]', [2.5, 2], RangeError],
    ['NaN', NaN, RangeError],
    ['Infinity', Infinity, RangeError],
    ['[NaN, 2]', [NaN, 2], RangeError],
    ['[2, -Infinity]', [2, -Infinity], RangeError],
    ['"2"', '2', TypeError],
    ['"22"', '22', TypeError],
    ['["2", 2]', ['2', 2], TypeError],
    ['null', null, TypeError],
    ['true', true, TypeError],
    ['[true, 2]', [true, 2], TypeError],
    ['2n', 2n, TypeError],
    ['[2n, 2n]', [2n, 2n], TypeError],
    ['{}', {}, TypeError],
    ['a function', () => 2, TypeError],
    ['a Date', new Date(), TypeError],
    ['a Symbol', Symbol('two'), TypeError],
    ['[Symbol(), 2]', [Symbol('two'), 2], TypeError],
    ['[undefined, 2]', [undefined, 2], TypeError],
    ['[[2], 2]', [[2], 2], TypeError],
    ['an object without prototype', Object.create(null), TypeError],
  ])('size: %s', (_, size, errorClass) => {
    expectArgumentError(() => new UpSampling2D({ size }), errorClass, /\bsize\b/);
    expectStillWorks();
  });

  test('size: an endless iterator does not hang', () => {
    const endless = {
      *[Symbol.iterator]() {
        for (;;) yield 2;
      },
    };
    expectArgumentError(() => new UpSampling2D({ size: endless }), [RangeError, TypeError], /\bsize\b/);
  });
});

test.each([
  ['2**31', 2 ** 31],
  ['2**53', 2 ** 53],
  ['1e300', 1e300],
  ['[1, 2**31]', [1, 2 ** 31]],
])('size: %s fails before anything is allocated', (_, size) => {
  expectArgumentError(
    () =>
      new UpSampling2D({ size, dataFormat: 'channels_last' }).apply({ data: new Float32Array(1), shape: [1, 1, 1, 1] }),
    RangeError,
  );
  expectStillWorks();
});

test('size: an array changed after construction changes nothing', () => {
  const size = [2, 3];
  const layer = new UpSampling2D({ size, dataFormat: 'channels_last' });
  size[0] = 7;
  expect(layer.computeOutputShape([1, 1, 1, 1])).toEqual([1, 2, 3, 1]);
  layer.getConfig().size[0] = 9;
  expect(layer.getConfig().size).toEqual([2, 3]);
});

test('size: values that differ on a second read are read once', () => {
  const reads = [0, 0];
  const size = [2, 3];
  const proxy = new Proxy(size, {
    get(target, key) {
      if (key !== '0' && key !== '1') return Reflect.get(target, key);
      reads[key]++;
      return reads[key] === 1 ? target[key] : -5;
    },
  });
  const layer = new UpSampling2D({ size: proxy, dataFormat: 'channels_last' });
  expect(layer.computeOutputShape([1, 1, 1, 1])).toEqual([1, 2, 3, 1]);
  expect(reads).toEqual([1, 1]);
});

test('options given by getters are read once', () => {
  let reads = 0;
  const options = {
    get interpolation() {
      return ++reads === 1 ? 'bilinear' : 'nonsense';
    },
  };
  expect(new UpSampling2D(options).getConfig().interpolation).toBe('bilinear');
});

describe('no short cut for a factor of 1', () => {
  const values = Float32Array.of(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8);
  const shape = [1, 3, 4, 1];

  test.each(['nearest', 'bilinear', 'bicubic', 'area', 'lanczos3', 'lanczos5'])(
    'size: [1, 1] with %s is the identity',
    (name) => {
      const { data } = new UpSampling2D({ size: [1, 1], dataFormat: 'channels_last', interpolation: name }).apply({
        data: values,
        shape,
      });
      expectWithin(data, 'float32', Float64Array.from(values), name.startsWith('lanczos') ? 1e-5 : 0);
    },
  );

  test.each([
    ['gaussian', 1 / (1 + 2 * Math.exp(-2)), Math.exp(-2) / (1 + 2 * Math.exp(-2))],
    ['mitchellcubic', 8 / 9, 1 / 18],
  ])('size: [1, 1] with %s blurs', (interpolation, centre, beside) => {
    const layer = new UpSampling2D({ size: [1, 1], dataFormat: 'channels_last', interpolation });
    const { data } = layer.apply({ data: Float32Array.of(0, 0, 1, 0, 0), shape: [1, 1, 5, 1] });
    expectWithin(data, 'float32', Float64Array.of(0, beside, centre, beside, 0), 1e-6);
  });

  test('size: [1, 2] with gaussian blurs the rows too', () => {
    const config = { size: [1, 2], dataFormat: 'channels_last', interpolation: 'gaussian' };
    const { data } = new UpSampling2D(config).apply({ data: values, shape });
    expectWithin(data, 'float32', forward(values, shape, config), 2e-5);
    const repeated = new UpSampling2D({ ...config, size: [1, 2], interpolation: 'nearest' }).apply({
      data: values,
      shape,
    });
    expect(Array.from(data)).not.toEqual(Array.from(repeated.data));
  });
});
