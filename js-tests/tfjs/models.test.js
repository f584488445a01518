// Models of real Keras predict in TensorFlow.js what they predicted there. Without the adapter most do not load, or are wrong.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { register, unregister } from 'upsampling2d/tfjs';
import { errorOf, parseModel } from './model.js';
import { MODELS, readModel } from './models.js';
import { BACKENDS, tf, warnings } from './tensorflow.js';

const CASES = MODELS.flatMap((name) => {
  const model = parseModel(readModel(name));
  return model.kinds.map((kind) => ({ name, kind, model }));
});
const NEAR = 1e-5;
// TensorFlow.js' convolutions on wasm sum in another order. The attention gates of these models multiply that by the gain of
// many layers: the same with its own operations in the place of ours.
const NEAR_ON_WASM = { att_unet_2d_bilinear: 1e-3, unet: 5e-5 };

test('there are all of them', () => {
  expect(CASES.filter(({ name }) => /^decoder_|^unet$/.test(name))).toHaveLength(18);
  expect(CASES.filter(({ name }) => /unet.*_2d_bilinear$/.test(name))).toHaveLength(4);
  expect(CASES.filter(({ name }) => name.startsWith('keras3_'))).toHaveLength(5);
  expect(CASES.filter(({ name }) => name.startsWith('h5_'))).toHaveLength(6);
});

describe('registered', () => {
  beforeAll(() => register(tf, { ops: true }));
  afterAll(() => unregister(tf));

  describe.each(BACKENDS)('%s', (backend) => {
    test.each(CASES)('$name, the $kind model', async ({ name, kind, model }) => {
      await tf.setBackend(backend);
      const loaded = await model.load(tf, kind);
      const { numTensors } = tf.memory();
      expect(await errorOf(tf, model, loaded)).toBeLessThan((backend === 'wasm' && NEAR_ON_WASM[name]) || NEAR);
      expect(tf.memory().numTensors).toBe(numTensors);
      loaded.dispose();
      expect(warnings()).toEqual([]);
    });
  });
});

// That TensorFlow.js itself does not do it: if it ever does, the guide has to change.
describe('without us', () => {
  beforeAll(() => tf.setBackend('cpu'));

  // Resolves with the error, or with the message of what was thrown.
  async function outcome({ kind, model }) {
    try {
      const loaded = await model.load(tf, kind);
      const error = await errorOf(tf, model, loaded);
      loaded.dispose();
      return error;
    } catch (error) {
      return error.message;
    }
  }
  const chosen = (pattern, kind) => CASES.filter((one) => pattern.test(one.name) && one.kind === kind);

  test.each(chosen(/^decoder_(?!nearest|bilinear)/, 'layers'))('$name does not load', async (one) => {
    expect(await outcome(one)).toMatch(/is not a valid InterpolationFormat/);
  });

  test.each(chosen(/^decoder_(?!nearest|bilinear)/, 'graph'))('$name does not run', async (one) => {
    expect(await outcome(one)).toMatch(/Unknown op '(ResizeBicubic|ResizeArea|ScaleAndTranslate)'/);
  });

  test.each(chosen(/^h5_(sequence|volume)/, 'layers'))('$name does not load', async (one) => {
    expect(await outcome(one)).toMatch(/Unknown layer: UpSampling[13]D/);
  });

  test.each(chosen(/^(decoder|att_unet_2d|unet_plus_2d)_bilinear/, 'layers'))('$name is wrong', async (one) => {
    expect(await outcome(one)).toBeGreaterThan(0.1);
  });

  test('where Keras’ own sampling is, it is right', async () => {
    for (const one of chosen(/^decoder_(nearest|bilinear)/, 'graph')) expect(await outcome(one)).toBeLessThan(NEAR);
  });
});
