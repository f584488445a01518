// The constructor's other options: data format, interpolation, coordinates, output dtype, Keras' layer arguments.
import {
  COORDINATES,
  DATA_FORMATS,
  DTYPES,
  INTERPOLATIONS,
  imageDataFormat,
  init,
  setImageDataFormat,
  UpSampling2D,
} from 'upsampling2d';
import { expectArgumentError, expectStillWorks } from '../helpers/errors.js';
import * as expected from '../helpers/tensors.js';

beforeAll(() => init());

const configOf = (options) => new UpSampling2D(options).getConfig();

test('the lists that the package exports are the names it accepts', () => {
  expect([...INTERPOLATIONS]).toEqual(expected.INTERPOLATIONS);
  expect([...COORDINATES]).toEqual(expected.COORDINATES);
  expect([...DATA_FORMATS].sort()).toEqual(['channels_first', 'channels_last']);
  expect([...DTYPES].sort()).toEqual([...expected.ALL_DTYPES].sort());
});

describe('dataFormat', () => {
  afterEach(() => setImageDataFormat('channels_last'));

  test.each([undefined, null])('dataFormat: %s is the global default at construction', (dataFormat) => {
    setImageDataFormat('channels_first');
    const layer = new UpSampling2D({ dataFormat });
    setImageDataFormat('channels_last');
    expect(imageDataFormat()).toBe('channels_last');
    expect(layer.getConfig().data_format).toBe('channels_first');
    expect(layer.computeOutputShape([1, 3, 4, 5])).toEqual([1, 3, 8, 10]);
    expect(configOf({ dataFormat }).data_format).toBe('channels_last');
  });

  test.each([
    ['channels_first', 'channels_first'],
    ['CHANNELS_FIRST', 'channels_first'],
    ['Channels_Last', 'channels_last'],
    ['channelsFirst', 'channels_first'],
    ['channelsLast', 'channels_last'],
  ])('dataFormat: %s', (dataFormat, name) => {
    expect(configOf({ dataFormat }).data_format).toBe(name);
    expect(configOf({ data_format: dataFormat }).data_format).toBe(name);
  });

  test.each([
    ['"NHWC"', 'NHWC'],
    ['"channels_middle"', 'channels_middle'],
    ['the empty string', ''],
    ['" channels_last"', ' channels_last'],
    ['42', 42],
    ['true', true],
    ['[]', []],
    ['["channels_last"]', ['channels_last']],
    ['a Symbol', Symbol('first')],
    ['"constructor"', 'constructor'],
    ['"__proto__"', '__proto__'],
  ])('dataFormat: %s is refused', (_, dataFormat) => {
    expectArgumentError(() => new UpSampling2D({ dataFormat }), TypeError, [/channels_last/, /channels_first/]);
    expectStillWorks();
  });

  test('dataFormat and data_format together must agree', () => {
    expect(configOf({ dataFormat: 'channels_first', data_format: 'channels_first' }).data_format).toBe(
      'channels_first',
    );
    expect(() => new UpSampling2D({ dataFormat: 'channels_first', data_format: 'channels_last' })).toThrow(
      /data_?format/i,
    );
  });
});

describe('interpolation', () => {
  test('interpolation: omitted is nearest', () => {
    expect(configOf({}).interpolation).toBe('nearest');
    expect(configOf({ interpolation: undefined }).interpolation).toBe('nearest');
  });

  test.each([
    ['BILINEAR', 'bilinear'],
    ['Lanczos3', 'lanczos3'],
    ...expected.INTERPOLATIONS.map((name) => [name, name]),
  ])('interpolation: %s', (interpolation, name) => {
    expect(configOf({ interpolation }).interpolation).toBe(name);
  });

  test.each([
    'linear',
    'cubic',
    'lanczos',
    'box',
    'nearest ',
    '',
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
  ])('interpolation: "%s" is refused with the names that exist', (interpolation) => {
    expectArgumentError(
      () => new UpSampling2D({ interpolation }),
      TypeError,
      expected.INTERPOLATIONS.map((name) => new RegExp(name)),
    );
    expectStillWorks();
  });

  test.each([
    ['null', null],
    ['1', 1],
    ['["nearest"]', ['nearest']],
    ['an object that prints as nearest', { toString: () => 'nearest' }],
    ['a Symbol', Symbol('nearest')],
    ['2n', 2n],
  ])('interpolation: %s is refused', (_, interpolation) => {
    expectArgumentError(() => new UpSampling2D({ interpolation }), TypeError, /interpolation/);
    expectStillWorks();
  });
});

describe('coordinates', () => {
  test.each(expected.COORDINATES)('coordinates: %s', (coordinates) => {
    expect(() => new UpSampling2D({ coordinates, interpolation: 'bilinear' })).not.toThrow();
  });

  test.each([['half-pixel'], [''], [null], [7], ['constructor']])('coordinates: %s is refused', (coordinates) => {
    expectArgumentError(
      () => new UpSampling2D({ coordinates }),
      TypeError,
      expected.COORDINATES.map((name) => new RegExp(name)),
    );
  });

  test.each(['asymmetric', 'align_corners'])('coordinates: %s with area is refused', (coordinates) => {
    expectArgumentError(() => new UpSampling2D({ coordinates, interpolation: 'area' }), TypeError, [
      /area/,
      /coordinates/,
    ]);
  });
});

describe('outputDtype', () => {
  test.each(['same', 'float32'])('outputDtype: %s', (outputDtype) => {
    expect(() => new UpSampling2D({ outputDtype })).not.toThrow();
  });

  test.each([['float64'], ['uint8'], [''], [null], [32]])('outputDtype: %s is refused', (outputDtype) => {
    expectArgumentError(() => new UpSampling2D({ outputDtype }), TypeError, [/same/, /float32/]);
  });
});

describe('Keras layer arguments', () => {
  test('name, trainable and dtype are kept', () => {
    expect(configOf({ name: 'enlarge', trainable: false, dtype: 'mixed_float16' })).toMatchObject({
      name: 'enlarge',
      trainable: false,
      dtype: 'mixed_float16',
    });
  });

  test('inputShape and batchInputShape become the batchInputShape of the layer, and no key that Keras 3 refuses', () => {
    const layer = new UpSampling2D({ inputShape: [8, 9, 3] });
    expect(layer.batchInputShape).toEqual([null, 8, 9, 3]);
    expect(layer.getConfig()).not.toHaveProperty('batch_input_shape');
    expect(new UpSampling2D({ batch_input_shape: [4, null, null, 3] }).batchInputShape).toEqual([4, null, null, 3]);
    expect(new UpSampling2D().batchInputShape).toBe(undefined);
  });

  test.each([
    'int8_from_float32',
    'float8_from_mixed_bfloat16',
    'a policy of tomorrow',
    { module: 'keras', class_name: 'QuantizedDTypePolicy', config: { mode: 'int8', source_name: 'float32' } },
    { module: 'keras', class_name: 'DTypePolicyMap', config: { default_policy: 'float32', policy_map: {} } },
  ])('a dtype policy is kept as it came: %j', (dtype) => {
    const layer = new UpSampling2D({ dtype });
    expect(layer.dtype).toEqual(dtype);
    expect(layer.getConfig().dtype).toEqual(dtype);
    if (typeof dtype === 'object') expect(layer.getConfig().dtype).not.toBe(dtype);
  });

  test('a dtype policy that no JSON can hold is refused', () => {
    const dtype = { config: {} };
    dtype.config.dtype = dtype;
    expectArgumentError(() => new UpSampling2D({ dtype }), TypeError, /dtype/);
  });

  test.each([
    ['name: 7', { name: 7 }],
    ['trainable: "yes"', { trainable: 'yes' }],
    ['dtype: 32', { dtype: 32 }],
    ['dtype: ""', { dtype: '' }],
    ['dtype: []', { dtype: [] }],
    ['inputShape: "8x8"', { inputShape: '8x8' }],
  ])('%s is refused', (_, options) => {
    expectArgumentError(() => new UpSampling2D(options), TypeError);
  });

  test.each([
    ['inputShape of rank 4', { inputShape: [1, 8, 9, 3] }],
    ['batchInputShape of rank 3', { batchInputShape: [8, 9, 3] }],
    ['inputShape with a negative side', { inputShape: [8, -9, 3] }],
  ])('%s is refused', (_, options) => {
    expectArgumentError(() => new UpSampling2D(options), RangeError, /shape/i);
  });
});

describe('the options themselves', () => {
  test('an unknown key is named, with the nearest known one', () => {
    expectArgumentError(() => new UpSampling2D({ sise: 2 }), TypeError, [/sise/, /\bsize\b/]);
    expectArgumentError(() => new UpSampling2D({ interpolaton: 'nearest' }), TypeError, [
      /interpolaton/,
      /interpolation/,
    ]);
  });

  test.each([
    ['null', null],
    ['a string', 'bilinear'],
    ['a number', 2],
    ['an array', [2, 2]],
    ['a function', () => ({})],
  ])('%s instead of options is refused', (_, options) => {
    expectArgumentError(() => new UpSampling2D(options), TypeError);
    expectStillWorks();
  });
});
