// Models that others publish on npm: their numbers stay, and other interpolations than TensorFlow.js has come within reach.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { register, unregister } from 'upsampling2d/tfjs';
import { ROOT } from '../helpers/child.js';
import { BACKENDS, noise, on, tf, warnings } from './tensorflow.js';

// They export only their scripts.
const folderOf = (name) => join(ROOT, 'node_modules', name);
const MODELS = [
  ['@upscalerjs/default-model', 'models', 2],
  ...[2, 3, 4, 8].map((size) => ['@upscalerjs/esrgan-slim', `models/x${size}`, size]),
];
const SHAPE = [1, 6, 8, 3];

// `change` is given the configuration of the layer.
function load(name, folder, change = () => undefined) {
  const path = join(folderOf(name), folder);
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(path, 'model.json'), 'utf8'));
  const entry = modelTopology.model_config.config.layers.find(({ class_name }) => class_name === 'UpSampling2D');
  change(entry.config);
  const shards = weightsManifest.flatMap(({ paths }) => paths).map((file) => readFileSync(join(path, file)));
  const data = Uint8Array.from(Buffer.concat(shards));
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  return tf.loadLayersModel({ load: async () => ({ modelTopology, weightSpecs, weightData: data.buffer }) });
}

const predict = (model, backend) => on(backend, () => model.predict(tf.tensor(noise(SHAPE), SHAPE)));

afterAll(() => unregister(tf));

describe.each(MODELS)('%s %s', (name, folder, size) => {
  test('predicts the same as without us', async () => {
    unregister(tf);
    const stock = await load(name, folder);
    const expected = [];
    for (const backend of BACKENDS) expected.push(await predict(stock, backend));
    await register(tf);
    const model = await load(name, folder);
    for (const backend of BACKENDS) expect(await predict(model, backend)).toEqual(expected.shift());
    expect(model.layers.find((layer) => layer.getClassName() === 'UpSampling2D').getConfig().size).toEqual([
      size,
      size,
    ]);
    stock.dispose();
    model.dispose();
  });

  test('with bicubic in its configuration it predicts too, which it did not', async () => {
    const bicubic = (config) => {
      config.interpolation = 'bicubic';
    };
    unregister(tf);
    await expect(load(name, folder, bicubic)).rejects.toThrow('bicubic is not a valid InterpolationFormat');
    await register(tf);
    const [plain, smooth] = [await load(name, folder), await load(name, folder, bicubic)];
    const [[a], [b]] = [await predict(plain, 'wasm'), await predict(smooth, 'wasm')];
    expect(b).toHaveLength(a.length);
    expect(b.every(Number.isFinite)).toBe(true);
    expect(b).not.toEqual(a);
    plain.dispose();
    smooth.dispose();
  });
});

test('nothing was written to the console', () => {
  expect(warnings()).toEqual([]);
});
