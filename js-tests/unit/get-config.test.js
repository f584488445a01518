// getConfig() and fromConfig(): Keras' configuration out and in.
import { init, setImageDataFormat, UpSampling2D } from 'upsampling2d';
import { expectArgumentError, expectStillWorks, thrownBy } from '../helpers/errors.js';
import { expectSameBits, randomTensor } from '../helpers/tensors.js';

beforeAll(() => init());
afterEach(() => setImageDataFormat('channels_last'));

test('names are counted as Keras counts them', () => {
  const names = [new UpSampling2D(), new UpSampling2D({ name: 'mine' }), new UpSampling2D()].map(
    (layer) => layer.getConfig().name,
  );
  expect(names[0]).toMatch(/^up_sampling2d(_\d+)?$/);
  expect(names[1]).toBe('mine');
  expect(names[2]).toMatch(/^up_sampling2d_\d+$/);
  expect(names[2]).not.toBe(names[0]);
});

test("the defaults are Keras' keys and nothing else", () => {
  expect(new UpSampling2D({ name: 'up' }).getConfig()).toEqual({
    name: 'up',
    trainable: true,
    dtype: 'float32',
    size: [2, 2],
    data_format: 'channels_last',
    interpolation: 'nearest',
  });
});

test('what Keras does not know is written only when it is not the default', () => {
  const config = new UpSampling2D({
    coordinates: 'align_corners',
    outputDtype: 'float32',
    interpolation: 'BICUBIC',
  }).getConfig();
  expect(config).toMatchObject({ coordinates: 'align_corners', output_dtype: 'float32', interpolation: 'bicubic' });
});

test.each([
  [{ size: [2, 3], interpolation: 'lanczos5', dataFormat: 'channels_first' }],
  [{ size: 4, interpolation: 'gaussian', coordinates: 'asymmetric', name: 'g', trainable: false, dtype: 'float16' }],
  [{ size: [1, 5], interpolation: 'bilinear', outputDtype: 'float32', inputShape: [4, 5, 6] }],
])('a round trip through JSON gives the same layer: %j', (options) => {
  const layer = new UpSampling2D(options);
  const again = UpSampling2D.fromConfig(JSON.parse(JSON.stringify(layer.getConfig())));
  expect(again).toBeInstanceOf(UpSampling2D);
  expect(again.getConfig()).toEqual(layer.getConfig());
  const input = randomTensor('uint8', [1, 4, 5, 6], 5);
  expectSameBits(again.apply(input).data, layer.apply(input).data);
});

test('a layer made under a channels_first default stays channels_first', () => {
  setImageDataFormat('channels_first');
  const config = new UpSampling2D().getConfig();
  setImageDataFormat('channels_last');
  expect(UpSampling2D.fromConfig(config).getConfig().data_format).toBe('channels_first');
});

test('missing keys are the defaults', () => {
  expect(UpSampling2D.fromConfig({}).getConfig()).toMatchObject({
    size: [2, 2],
    interpolation: 'nearest',
    data_format: 'channels_last',
  });
});

test('what tf.keras wrote', () => {
  const entry = {
    class_name: 'UpSampling2D',
    config: {
      name: 'up_sampling2d_3',
      trainable: true,
      batch_input_shape: [null, 7, 7, 512],
      dtype: 'float32',
      size: [2, 2],
      data_format: 'channels_last',
      interpolation: 'bilinear',
    },
  };
  const { batch_input_shape: shape, ...config } = entry.config;
  for (const given of [entry, entry.config]) {
    const layer = UpSampling2D.fromConfig(given);
    expect(layer.getConfig()).toEqual(config);
    expect(layer.batchInputShape).toEqual(shape);
  }
});

test('what Keras 3 wrote', () => {
  const entry = {
    module: 'keras.layers',
    class_name: 'UpSampling2D',
    config: {
      name: 'up_sampling2d',
      trainable: true,
      dtype: { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null },
      size: [2, 3],
      data_format: 'channels_last',
      interpolation: 'lanczos3',
    },
    registered_name: null,
    build_config: { input_shape: [null, 7, 7, 512] },
  };
  expect(UpSampling2D.fromConfig(entry).getConfig()).toMatchObject({
    dtype: 'float32',
    size: [2, 3],
    interpolation: 'lanczos3',
  });
});

test('an entry inside of an entry, or of itself, is refused', () => {
  const cyclic = { class_name: 'UpSampling2D' };
  cyclic.config = cyclic;
  expectArgumentError(() => UpSampling2D.fromConfig(cyclic), TypeError, /class_name/);
  let deep = {};
  for (let i = 0; i < 100000; i++) deep = { class_name: 'UpSampling2D', config: deep };
  expectArgumentError(() => UpSampling2D.fromConfig(deep), TypeError, /class_name/);
  expectArgumentError(() => UpSampling2D.fromConfig({ class_name: 'UpSampling2D' }), TypeError, /config/);
  expectStillWorks();
});

test('a layer of another class is refused', () => {
  expectArgumentError(() => UpSampling2D.fromConfig({ class_name: 'Conv2D', config: {} }), TypeError, /UpSampling2D/);
});

test.each([
  ['null', null],
  ['undefined', undefined],
  ['a string', '{}'],
  ['a number', 2],
  ['an array', []],
])('config: %s is refused', (_, config) => {
  expectArgumentError(() => UpSampling2D.fromConfig(config), TypeError);
  expectStillWorks();
});

test.each([
  ['an unknown key', { sise: 2 }],
  ['size 0', { size: 0 }],
  ['size of three', { size: [1, 2, 3] }],
  ['size as a string', { size: '2' }],
  ['a bad interpolation', { interpolation: 'linear' }],
  ['a bad data format', { data_format: 'NHWC' }],
  ['a bad name', { name: 3 }],
])('config with %s: the same error as the constructor', (_, config) => {
  const wanted = thrownBy(() => new UpSampling2D(config));
  const actual = thrownBy(() => UpSampling2D.fromConfig(config));
  expect(actual.name).toBe(wanted.name);
  expect(actual.message).toBe(wanted.message);
});

test.each([
  [
    'round in a circle',
    () => {
      const config = { name: 'up' };
      config.dtype = { class_name: 'DTypePolicy', config };
      return config;
    },
  ],
  [
    'a policy in itself',
    () => {
      const dtype = {};
      dtype.config = dtype;
      return { dtype };
    },
  ],
  [
    'nested a hundred thousand times, the class in the class',
    () => {
      let config = {};
      for (let i = 0; i < 100_000; i++) config = { class_name: 'UpSampling2D', config };
      return config;
    },
  ],
  [
    'nested a hundred thousand times, the policy in the policy',
    () => {
      let dtype = {};
      for (let i = 0; i < 100_000; i++) dtype = { class_name: 'DTypePolicy', config: dtype };
      return { dtype };
    },
  ],
  [
    'nested a hundred thousand times, lists in the size',
    () => {
      let size = [2, 2];
      for (let i = 0; i < 100_000; i++) size = [size];
      return { size };
    },
  ],
])('a configuration that never ends is refused in one sentence: %s', (_, make) => {
  expectArgumentError(() => UpSampling2D.fromConfig(make()), [TypeError, RangeError]);
  expectStillWorks();
});
