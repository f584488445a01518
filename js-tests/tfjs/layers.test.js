// The classes of layers: which configurations they take, what they write, shapes, and models that are saved and loaded.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { INTERPOLATIONS, UpSampling2D } from 'upsampling2d';
import { register, unregister } from 'upsampling2d/tfjs';
import { modesOf } from '../helpers/tensors.js';
import { BACKENDS, distance, noise, on, tf, warnings } from './tensorflow.js';

let api;

beforeAll(async () => {
  api = await register(tf);
});
afterAll(() => unregister(tf));

const load = (config, className = 'UpSampling2D', inputShape = [null, 2, 2, 1]) =>
  tf.models.modelFromJSON({
    class_name: 'Sequential',
    config: {
      name: 'model',
      layers: [{ class_name: className, config: { batch_input_shape: inputShape, ...config } }],
    },
  });

describe('UpSampling2D', () => {
  test.each([
    ['nothing', {}, { size: [2, 2], interpolation: 'nearest', dataFormat: 'channelsLast' }],
    ['a number as size', { size: 3 }, { size: [3, 3] }],
    ['whole numbers with a point', { size: [2.0, 1] }, { size: [2, 1] }],
    ['null', { size: null, interpolation: null, data_format: null }, { size: [2, 2], dataFormat: 'channelsLast' }],
    ['channels_first', { data_format: 'channels_first' }, { dataFormat: 'channelsFirst' }],
    ['another case', { interpolation: 'BILINEAR', data_format: 'Channels_Last' }, { interpolation: 'bilinear' }],
    ['keys of a later Keras', { from_the_future: [1] }, { size: [2, 2] }],
    ['coordinates', { coordinates: 'align_corners' }, { coordinates: 'alignCorners' }],
    ['a policy', { dtype: { class_name: 'DTypePolicy', config: { name: 'mixed_float16' } } }, { dtype: 'float32' }],
    ['a policy’s name', { dtype: 'mixed_float16' }, { dtype: 'float32' }],
    ['float64', { dtype: 'float64' }, { dtype: 'float32' }],
    ['int32', { dtype: 'int32' }, { dtype: 'int32' }],
  ])('takes %s', async (_, config, expected) => {
    const model = await load(config);
    expect(model.layers[0].getConfig()).toMatchObject(expected);
    expect(model.layers[0]).toBeInstanceOf(api.UpSampling2D);
  });

  test.each([
    ['size', { size: 0 }, /^Expected an integer of 1/],
    ['size', { size: [2, 2, 2] }, /^Expected .*size/],
    ['interpolation', { interpolation: 'cubic' }, /^Expected nearest, bilinear/],
    ['data format', { data_format: 'NHWC' }, /^Expected channels_last or channels_first/],
    ['coordinates', { coordinates: 'half' }, /^Expected half_pixel/],
    ['coordinates of area', { interpolation: 'area', coordinates: 'asymmetric' }, /^Expected half_pixel/],
  ])('refuses a wrong %s as the package does', async (_, config, message) => {
    await expect(load(config)).rejects.toThrow(message);
  });

  test('has the bits of the package on every interpolation, layout and backend', async () => {
    for (const backend of BACKENDS)
      for (const interpolation of INTERPOLATIONS)
        for (const dataFormat of ['channels_last', 'channels_first'])
          for (const coordinates of modesOf(interpolation)) {
            const options = { size: [2, 3], interpolation, dataFormat, coordinates };
            const x = noise([2, 3, 4, 5]);
            const [y] = await on(backend, () => api.upSampling2d(options).apply(tf.tensor(x, [2, 3, 4, 5])));
            const layer = new UpSampling2D(options);
            expect(y).toEqual(layer.apply({ data: x, shape: [2, 3, 4, 5] }).data);
            layer.dispose();
          }
  });

  test('shapes keep what is unknown', () => {
    const shapeOf = (options, shape) => api.upSampling2d(options).computeOutputShape(shape);
    expect(shapeOf({ size: [2, 3] }, [null, null, 4, 5])).toEqual([null, null, 12, 5]);
    expect(shapeOf({ size: [2, 3], dataFormat: 'channelsFirst' }, [null, 5, 4, null])).toEqual([null, 5, 8, null]);
    const input = tf.input({ shape: [null, null, 3] });
    expect(api.upSampling2d({ size: 2 }).apply(input).shape).toEqual([null, null, null, 3]);
  });

  test('a tensor of another rank is refused as by other layers', () => {
    expect(() => api.upSampling2d().apply(tf.zeros([2, 2]))).toThrow(/expected ndim=4, found ndim=2/);
  });

  test('every configuration comes back from a saved model', async () => {
    for (const interpolation of INTERPOLATIONS)
      for (const coordinates of modesOf(interpolation)) {
        const options = { size: [1, 3], interpolation, dataFormat: 'channels_first', coordinates };
        const model = tf.sequential({
          layers: [api.upSampling2d({ ...options, inputShape: [2, 2, 2], name: 'up_1' })],
        });
        let saved;
        await model.save({
          async save(artifacts) {
            saved = artifacts;
            return { modelArtifactsInfo: {} };
          },
        });
        const { config } = saved.modelTopology.config.layers[0];
        expect(config).toMatchObject({ size: [1, 3], interpolation, data_format: 'channels_first', name: 'up_1' });
        expect(config.coordinates).toBe(coordinates === 'half_pixel' ? undefined : coordinates);
        const again = await tf.loadLayersModel({ load: async () => saved });
        expect(again.layers[0].getConfig()).toEqual(model.layers[0].getConfig());
      }
  });

  test('coordinates that are the default of a registration are written too, and models say which they mean', async () => {
    const { upSampling2d } = await register(tf, { coordinates: 'asymmetric' });
    const bilinear = { interpolation: 'bilinear', size: [1, 2] };
    expect(upSampling2d(bilinear).getConfig()).toMatchObject({ coordinates: 'asymmetric' });
    expect(upSampling2d({ ...bilinear, coordinates: 'half_pixel' }).getConfig()).toMatchObject({
      coordinates: 'halfPixel',
    });
    expect(upSampling2d({ interpolation: 'area' }).getConfig()).toMatchObject({ coordinates: 'halfPixel' });
    const model = await load({ ...bilinear, batch_input_shape: [null, 1, 2, 1] });
    const [y] = await on('cpu', () => model.predict(tf.tensor([1, 2], [1, 1, 2, 1])));
    expect([...y]).toEqual([1, 1.5, 2, 2]);
    api = await register(tf);
    expect(api.upSampling2d().getConfig()).not.toHaveProperty('coordinates');
  });

  test('default names count as those of TensorFlow.js do, and leave the package’s alone', () => {
    const before = new UpSampling2D().name;
    expect(api.upSampling2d().name).toMatch(/^up_sampling2d_UpSampling2D\d+$/);
    const after = new UpSampling2D().name;
    expect(Number(after.split('_')[2] ?? 0) - Number(before.split('_')[2] ?? 0)).toBe(1);
  });
});

// [options, shape, the factor of each axis]
const REPEATING = [
  ['UpSampling1D', {}, [2, 3, 4], [1, 2, 1]],
  ['UpSampling1D', { size: 3 }, [1, 5, 1], [1, 3, 1]],
  ['UpSampling1D', { size: [4] }, [2, 1, 3], [1, 4, 1]],
  ['UpSampling3D', {}, [2, 2, 3, 1, 2], [1, 2, 2, 2, 1]],
  ['UpSampling3D', { size: [2, 1, 3] }, [1, 3, 2, 4, 3], [1, 2, 1, 3, 1]],
  ['UpSampling3D', { size: [3, 2, 1], dataFormat: 'channelsFirst' }, [2, 3, 1, 2, 4], [1, 1, 3, 2, 1]],
  ['UpSampling3D', { size: 2, dataFormat: 'channelsFirst' }, [1, 2, 2, 2, 2], [1, 1, 2, 2, 2]],
];

// The positions in the input of each element of the result.
function sources(shape, factors) {
  const target = shape.map((side, axis) => side * factors[axis]);
  return Array.from({ length: target.reduce((a, b) => a * b, 1) }, (_, index) => {
    let rest = index;
    let from = 0;
    let stride = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += Math.floor((rest % target[axis]) / factors[axis]) * stride;
      rest = Math.floor(rest / target[axis]);
      stride *= shape[axis];
    }
    return from;
  });
}

describe.each(REPEATING)('%s %j of %j', (className, options, shape, factors) => {
  const factory = () => api[className.replace('UpSampling', 'upSampling').replace('D', 'd')](options);
  const from = sources(shape, factors);
  const target = shape.map((side, axis) => side * factors[axis]);

  test.each(BACKENDS)('repeats, and its gradient adds up: %s', async (backend) => {
    const x = noise(shape);
    const w = noise(target, 2);
    for (const registered of [true, false]) {
      const layer = factory();
      if (!registered) unregister(tf);
      const { numTensors } = tf.memory();
      const [y, dx] = await on(backend, () => {
        const input = tf.tensor(x, shape);
        return [layer.apply(input), tf.grad((a) => layer.apply(a).mul(tf.tensor(w, target)).sum())(input)];
      });
      expect(tf.memory().numTensors).toBe(numTensors);
      expect(y).toEqual(Float32Array.from(from, (index) => x[index]));
      const sums = new Float64Array(x.length);
      from.forEach((index, at) => {
        sums[index] += w[at];
      });
      expect(distance(dx, sums)).toBeLessThan(1e-6);
      api = await register(tf);
    }
  });

  test('has its shape and comes back from JSON', async () => {
    const layer = factory();
    expect(layer.computeOutputShape(shape)).toEqual(target);
    expect(layer.computeOutputShape([null, ...shape.slice(1)])).toEqual([null, ...target.slice(1)]);
    const { batch_input_shape: _, ...config } = layer.getConfig();
    const model = tf.sequential({
      layers: [new api[className]({ ...options, inputShape: shape.slice(1) })],
    });
    const again = await tf.models.modelFromJSON(JSON.parse(model.toJSON()));
    expect(again.layers[0].getConfig()).toMatchObject({ ...config, name: expect.any(String) });
    expect(again.outputs[0].shape).toEqual([null, ...target.slice(1)]);
  });
});

test.each([
  ['UpSampling1D', { size: 0 }, [null, 2, 2]],
  ['UpSampling1D', { size: [1, 2] }, [null, 2, 2]],
  ['UpSampling3D', { size: [1, 2] }, [null, 2, 2, 2, 2]],
  ['UpSampling3D', { size: [1, 2, 2.5] }, [null, 2, 2, 2, 2]],
  ['UpSampling3D', { size: '2' }, [null, 2, 2, 2, 2]],
  ['UpSampling3D', { data_format: 'NDHWC' }, [null, 2, 2, 2, 2]],
])('%s refuses %j', async (className, config, shape) => {
  await expect(load(config, className, shape)).rejects.toThrow(/^Expected .+ for .+ but received/);
});

test('nothing was written to the console', () => {
  expect(warnings()).toEqual([]);
});
