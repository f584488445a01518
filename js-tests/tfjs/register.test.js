// register and unregister: what they are given, that they can be repeated, and that everything is put back.
import { createRequire } from 'node:module';
import { afterEach, describe, expect, test } from '@jest/globals';
import { register, unregister } from 'upsampling2d/tfjs';
import { inChild } from '../helpers/child.js';
import { SHAPE } from '../helpers/errors.js';
import { BACKENDS, on, tf, warnings } from './tensorflow.js';

const require = createRequire(import.meta.url);
const NAMES = ['ResizeBilinear', 'ResizeBilinearGrad', 'ResizeNearestNeighbor', 'ResizeNearestNeighborGrad'];
const PRIVATE = ['UpSampling2D', 'UpSampling2DGrad'];
const { classNameMap } = tf.serialization.SerializationMap.getMap();

const kernels = () =>
  Object.fromEntries(
    BACKENDS.flatMap((backend) =>
      [...NAMES, ...PRIVATE].map((name) => [`${backend} ${name}`, tf.getKernel(name, backend)]),
    ),
  );
const classes = () => ({ ...classNameMap });

const before = { kernels: kernels(), classes: classes() };
const isStock = () => {
  for (const [name, config] of Object.entries(kernels())) {
    expect([name, config === before.kernels[name]]).toEqual([name, true]);
  }
  expect(Object.keys(classes())).toEqual(Object.keys(before.classes));
  expect(classes().UpSampling2D[0]).toBe(before.classes.UpSampling2D[0]);
};

afterEach(() => {
  unregister(tf);
  expect(warnings()).toEqual([]);
});

const KERAS = [1, 1.25, 1.75, 2];
const STOCK = [1, 1.5, 2, 2];
const modelOf = (make) =>
  tf.sequential({ layers: [make({ size: [1, 2], interpolation: 'bilinear', inputShape: [1, 2, 1] })] });
const load = () =>
  tf.models.modelFromJSON({
    class_name: 'Sequential',
    config: {
      name: 'model',
      layers: [
        {
          class_name: 'UpSampling2D',
          config: { size: [1, 2], interpolation: 'bilinear', batch_input_shape: [null, 1, 2, 1] },
        },
      ],
    },
  });
const predict = async (model, backend = 'cpu') =>
  (await on(backend, () => model.predict(tf.tensor([1, 2], [1, 1, 2, 1])))).map((y) => [...y])[0];

test('replaces kernels and classes, once, and puts all of it back', async () => {
  await register(tf);
  const replaced = kernels();
  for (const [name, config] of Object.entries(replaced))
    expect([name, config === before.kernels[name]]).toEqual([name, false]);
  for (const backend of BACKENDS)
    for (const name of NAMES) {
      const { kernelFunc: _, ...stock } = before.kernels[`${backend} ${name}`];
      // The setup function of wasm kernels among them.
      expect(replaced[`${backend} ${name}`]).toMatchObject(stock);
    }
  await Promise.all([register(tf), register(tf)]);
  unregister(tf);
  isStock();
  unregister(tf);
  isStock();
});

test('models that were loaded while registered go on, others are left alone', async () => {
  const old = await load();
  const { upSampling2d, UpSampling2D } = await register(tf);
  const model = await load();
  expect(model.layers[0]).toBeInstanceOf(UpSampling2D);
  for (const backend of BACKENDS) {
    expect(await predict(model, backend)).toEqual(KERAS);
    expect(await predict(modelOf(upSampling2d), backend)).toEqual(KERAS);
    expect(await predict(modelOf(tf.layers.upSampling2d), backend)).toEqual(STOCK);
    expect(await predict(old, backend)).toEqual(STOCK);
  }
  unregister(tf);
  for (const backend of BACKENDS) {
    expect(await predict(model, backend)).toEqual(KERAS);
    expect(await predict(await load(), backend)).toEqual(STOCK);
  }
});

test('a second copy of the package takes the place of the first, and either puts back what was before', async () => {
  const second = require('upsampling2d/tfjs');
  expect(second.register).not.toBe(register);
  await register(tf);
  await second.register(tf);
  await register(tf);
  expect(await predict(await load())).toEqual(KERAS);
  second.unregister(tf);
  isStock();
  expect(await predict(await load())).toEqual(STOCK);
  await second.register(tf);
  unregister(tf);
  isStock();
});

test('a backend that starts after register() sets up its stock kernels', async () => {
  const data = await inChild(`
    import * as tf from '@tensorflow/tfjs';
    import '@tensorflow/tfjs-backend-wasm';
    import { register } from 'upsampling2d/tfjs';
    await register(tf);
    // The first start of the backend is after registration. Three rows are not a multiple: the stock kernel.
    await tf.setBackend('wasm');
    report([...(await tf.image.resizeBilinear(tf.tensor([1, 2], [1, 2, 1, 1]), [3, 1]).data())]);
  `);
  expect(data[0]).toBe(1);
  expect(data[1]).toBeCloseTo(5 / 3, 6);
});

describe('options', () => {
  test('the name of a backend, or a list, chooses whose kernels are replaced', async () => {
    await register(tf, 'cpu');
    expect(tf.getKernel('ResizeBilinear', 'wasm')).toBe(before.kernels['wasm ResizeBilinear']);
    expect(tf.getKernel('ResizeBilinear', 'cpu')).not.toBe(before.kernels['cpu ResizeBilinear']);
    expect(await predict(await load(), 'wasm')).toEqual(KERAS);
    unregister(tf);
    for (const options of [[], 'webgl', { backends: ['webgl'] }]) {
      await register(tf, options);
      expect(kernels()).toEqual(before.kernels);
      expect(await predict(await load())).toEqual(KERAS);
      unregister(tf);
    }
  });

  test('coordinates are for configurations that name none', async () => {
    await register(tf, { coordinates: 'asymmetric' });
    expect(await predict(await load())).toEqual(STOCK);
    await register(tf);
    expect(await predict(await load())).toEqual(KERAS);
  });

  test.each([
    ['an unknown one', { backend: 'cpu' }, /did you mean backends\?/],
    ['backends of another kind', { backends: 3 }, /for backends but received 3/],
    ['backends that are no names', { backends: [3] }, /for backends/],
    ['unknown coordinates', { coordinates: 'halfPixel' }, /half_pixel, asymmetric or align_corners for coordinates/],
    ['ops of another kind', { ops: 'yes' }, /true or false for ops/],
    ['no options at all', null, /an object of options/],
  ])('refuses %s', async (_, options, message) => {
    await expect(register(tf, options)).rejects.toThrow(message);
    await expect(register(tf, options)).rejects.toThrow(SHAPE);
    isStock();
  });
});

describe('what cannot work says so', () => {
  test.each([undefined, null, 3, {}, { engine: tf.engine }])('tf is %p', async (given) => {
    const message = /^Expected TensorFlow\.js, the namespace of @tensorflow\/tfjs, for tf but received/;
    await expect(register(given)).rejects.toThrow(message);
    await expect(register(given)).rejects.toThrow(TypeError);
    expect(() => unregister(given)).toThrow(message);
  });

  test('a backend that was not imported', async () => {
    const message =
      'The backend "webgpu" has no kernels yet: import its package, as @tensorflow/tfjs-backend-wasm, before register()';
    await expect(register(tf, 'webgpu')).rejects.toThrow(message);
    isStock();
  });

  test('without layers there are kernels and tensors, and a layer says what is missing', async () => {
    const { layers: _, ...core } = tf;
    const { upSampling2d, upSampling3d, UpSampling2D, upsample } = await register(core);
    expect(UpSampling2D).toBeUndefined();
    expect(() => upSampling2d()).toThrow(
      'tf has no layers: give register() an object with tf.layers and tf.serialization',
    );
    expect(() => upSampling3d()).toThrow('tf has no layers');
    expect(kernels()['cpu ResizeBilinear']).not.toBe(before.kernels['cpu ResizeBilinear']);
    expect(classes().UpSampling2D[0]).toBe(before.classes.UpSampling2D[0]);
    const [y] = await on('cpu', () =>
      upsample(tf.tensor([1, 2], [1, 1, 2, 1]), { size: [1, 2], interpolation: 'bilinear' }),
    );
    expect([...y]).toEqual(KERAS);
    unregister(core);
    isStock();
  });

  test('layers without the serialization that belongs to them', async () => {
    const { serialization: _, ...rest } = tf;
    await expect(register(rest)).rejects.toThrow(/for tf\.serialization but received undefined/);
    isStock();
  });

  test('operations without a converter', async () => {
    const { registerOp: _, ...rest } = tf;
    await expect(register(rest, { ops: true })).rejects.toThrow(/with its converter, which has registerOp, for tf/);
    isStock();
  });
});

test('a few members of tf are enough', async () => {
  const { engine, getKernel, registerKernel, unregisterKernel, layers, serialization } = tf;
  const some = { engine, getKernel, registerKernel, unregisterKernel, layers: { Layer: layers.Layer }, serialization };
  await register(some);
  expect(await predict(await load())).toEqual(KERAS);
  unregister(some);
  isStock();
});

test('a backend that is imported after register() has right numbers all the same, and then our kernels too', async () => {
  const found = await inChild(`
    import * as tf from '@tensorflow/tfjs';
    import { register } from 'upsampling2d/tfjs';
    const { upsample } = await register(tf);
    await import('@tensorflow/tfjs-backend-wasm');
    await tf.setBackend('wasm');
    const y = async () => [...(await upsample(tf.tensor([1, 2], [1, 1, 2, 1]), { size: [1, 2], interpolation: 'bilinear' }).data())];
    const kernel = () => tf.getKernel('UpSampling2D', 'wasm') !== undefined;
    const late = [kernel(), await y()];
    await register(tf);
    report([late, [kernel(), await y()]]);
  `);
  expect(found).toEqual([
    [false, KERAS],
    [true, KERAS],
  ]);
});

test('the global variable tf, and the script for classic pages', async () => {
  const found = await inChild(`
    import { createRequire } from 'node:module';
    import { readFileSync } from 'node:fs';
    import { runInThisContext } from 'node:vm';
    const require = createRequire(${JSON.stringify(import.meta.url)});
    globalThis.tf = require('@tensorflow/tfjs/dist/tf.min.js');
    const scripts = ['upsampling2d.js', 'tfjs.js'].map((name) => require.resolve('upsampling2d/package.json').replace('package.json', 'dist/cjs/' + name));
    const names = Object.keys(globalThis);
    for (const script of scripts) runInThisContext(readFileSync(script, 'utf8'));
    const added = Object.keys(globalThis).filter((name) => !names.includes(name));
    const { upSampling2d } = await upsampling2dTfjs.register();
    const layer = upSampling2d({ size: [1, 2], interpolation: 'bilinear' });
    const y = [...layer.apply(tf.tensor([1, 2], [1, 1, 2, 1])).dataSync()];
    upsampling2dTfjs.unregister();
    report({ added, y });
  `);
  expect(found).toEqual({ added: ['upsampling2d', 'upsampling2dTfjs'], y: KERAS });
});
