// How objects of options and tensors are read: known keys wherever they are, but never from Object.prototype.
import { init, UpSampling2D, upsampleImageData } from 'upsampling2d';
import { inChild } from '../helpers/child.js';
import { expectArgumentError, expectStillWorks } from '../helpers/errors.js';

beforeAll(() => init());

const tensor = () => ({ data: Float32Array.of(1, 2, 3, 4), shape: [1, 2, 2, 1] });
const image = () => ({ data: new Uint8ClampedArray(4).fill(255), width: 1, height: 1 });

class Options {
  #size = 3;
  get size() {
    return this.#size;
  }
  get interpolation() {
    return 'bilinear';
  }
}

test.each([
  ['on a prototype', Object.create({ size: 3, interpolation: 'bilinear' })],
  ['on a prototype without one', Object.create(Object.assign(Object.create(null), { size: 3 }))],
  ['on an object without prototype', Object.assign(Object.create(null), { size: 3 })],
  ['in accessors of a class', new Options()],
  ['behind a Proxy', new Proxy({ size: 3 }, {})],
  ['behind a Proxy that lists nothing', new Proxy({}, { get: (_, key) => (key === 'size' ? 3 : undefined) })],
])('options %s are taken', (_, options) => {
  expect(new UpSampling2D(options).size).toEqual([3, 3]);
  expect(upsampleImageData(image(), options).width).toBe(3);
});

test('out on a prototype, and a tensor of a class', () => {
  const layer = new UpSampling2D({ dataFormat: 'channels_last' });
  const out = new Float32Array(16);
  class Holder {
    get data() {
      return Float32Array.of(1, 2, 3, 4);
    }
    get shape() {
      return [1, 2, 2, 1];
    }
  }
  expect(layer.apply(new Holder(), Object.create({ out })).data).toBe(out);
});

test('each property is read once', () => {
  const reads = [];
  const counted = (object) =>
    new Proxy(object, {
      get(target, key, receiver) {
        if (typeof key === 'string') reads.push(key);
        return Reflect.get(target, key, receiver);
      },
    });
  const layer = new UpSampling2D(counted({ size: 2, data_format: 'channels_last' }));
  layer.apply(counted(tensor()), counted({ out: new Float32Array(16) }));
  upsampleImageData(counted(image()), counted({ size: 2 }));
  expect(reads.filter((key) => key === 'out')).toHaveLength(1);
  expect(reads.filter((key) => key === 'shape')).toHaveLength(1);
  expect(reads.filter((key) => key === 'size')).toHaveLength(2);
  expect(reads.filter((key) => key === 'data')).toHaveLength(2);
});

test('what scripts put on Object.prototype does not matter', async () => {
  const answer = await inChild(`
    import { init, UpSampling2D, upsampleImageData } from 'upsampling2d';
    Object.prototype.each = () => {};
    Object.prototype.wasm = 'nowhere';
    Object.prototype.out = new Float32Array(3);
    Object.prototype.dtype = 'bool';
    Object.prototype.size = 7;
    Object.prototype.colorSpace = 5;
    Object.prototype.class_name = 'Dense';
    Object.prototype.strides = [1, 1, 1, 1];
    await init();
    await init({});
    const layer = new UpSampling2D({ dataFormat: 'channels_last' });
    const x = { data: Float32Array.of(1, 2), shape: [1, 1, 2, 1] };
    const out = new Float32Array(8);
    const image = { data: new Uint8ClampedArray(4), width: 1, height: 1 };
    report([
      layer.apply(x, {}).data.join(),
      layer.apply(x, { out }).data === out,
      layer.gradient({ data: new Float32Array(4).fill(1), shape: [1, 2, 2, 1] }, {}).data.join(),
      upsampleImageData(image, {}).width,
      UpSampling2D.fromConfig({ interpolation: 'area' }).getConfig().dtype,
    ]);
  `);
  expect(answer).toEqual(['1,1,2,2,1,1,2,2', true, '4', 2, 'float32']);
});

test('an own key that nobody knows is refused, whatever its value', () => {
  const layer = new UpSampling2D();
  expectArgumentError(() => layer.apply(tensor(), { ouput: undefined }), TypeError, [/ouput/, /did you mean out/]);
  expectArgumentError(() => upsampleImageData(image(), { sise: undefined }), TypeError, /did you mean size/);
});

describe('getters that change what was given', () => {
  const layer = () => new UpSampling2D({ dataFormat: 'channels_last', interpolation: 'bilinear' });

  test('out shrinks the buffer of the input', () => {
    const buffer = new ArrayBuffer(16, { maxByteLength: 16 });
    const options = {
      get out() {
        buffer.resize(8);
        return new Float32Array(16);
      },
    };
    const data = new Float32Array(buffer);
    expectArgumentError(() => layer().apply({ data, shape: [1, 2, 2, 1] }, options), RangeError, /tensor\.data/);
    expectStillWorks();
  });

  test('out, or a side of the shape, detaches the input', () => {
    for (const where of ['out', 'shape']) {
      const data = new Float32Array(4);
      const detach = () => data.buffer.byteLength && structuredClone(data.buffer, { transfer: [data.buffer] });
      const shape = new Proxy([1, 2, 2, 1], {
        get(target, key) {
          if (where === 'shape' && key === '3') detach();
          return target[key];
        },
      });
      const options = {
        get out() {
          if (where === 'out') detach();
          return undefined;
        },
      };
      expectArgumentError(() => layer().apply({ data, shape }, options), TypeError, /detached/);
    }
    expectStillWorks();
  });

  test.each(['data', 'dtype', 'shape', 'out'])('%s disposes the layer', (key) => {
    const one = layer();
    one.apply(tensor());
    const given = { ...tensor(), dtype: undefined, out: undefined };
    const values = new Proxy(given, {
      get(target, name) {
        if (name === key) one.dispose();
        return target[name];
      },
    });
    const options = new Proxy({ out: undefined }, { get: (_, name) => values[name] });
    expect(() => one.apply(values, options)).toThrow(/dispose/);
    expectStillWorks();
  });

  test('the size of a picture detaches it', () => {
    const { data } = image();
    const options = {
      get size() {
        structuredClone(data.buffer, { transfer: [data.buffer] });
        return 2;
      },
    };
    expectArgumentError(() => upsampleImageData({ ...image(), data }, options), TypeError, /detached/);
  });

  test('an array with a length and a buffer of its own is what the language says it is', () => {
    const data = Float32Array.of(1, 2, 3, 4);
    Object.defineProperties(data, {
      length: { value: 99 },
      byteOffset: { value: 8 },
      buffer: { value: new ArrayBuffer(0) },
    });
    expect(Array.from(new UpSampling2D({ size: 1 }).apply({ data, shape: [1, 2, 2, 1] }).data)).toEqual([1, 2, 3, 4]);
  });
});

describe('strides', () => {
  const layer = () => new UpSampling2D({ dataFormat: 'channels_last' });
  const data = () => new Float32Array(24);

  test.each([
    ['stride', [12, 4, 2, 1]],
    ['strides', [12, 4, 2]],
    ['strides', [7, 4, 2, 1]],
    ['strides', undefined],
  ])('%s %j of elements in row-major order', (key, strides) => {
    const shape = strides?.[0] === 7 ? [1, 6, 2, 2] : [2, 3, 2, 2];
    expect(layer().apply({ data: data(), shape, [key]: strides }).shape[0]).toBe(shape[0]);
  });

  test.each([
    ['stride', [12, 2, 6, 1]],
    ['strides', [1, 2, 6, 12]],
    ['strides', [-12, 4, 2, 1]],
  ])('%s %j of others are refused', (key, strides) => {
    const call = () => layer().apply({ data: data(), shape: [2, 3, 2, 2], [key]: strides });
    expectArgumentError(call, RangeError, [/row-major/, new RegExp(`tensor\\.${key}`)]);
  });
});
