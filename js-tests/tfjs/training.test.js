// Models with our layers learn, on pictures that are not square.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { INTERPOLATIONS } from 'upsampling2d';
import { register, unregister } from 'upsampling2d/tfjs';
import { BACKENDS, noise, tf, warnings } from './tensorflow.js';

let api;

beforeAll(async () => {
  api = await register(tf);
});
afterAll(() => unregister(tf));

async function losses(model, input, target, epochs) {
  const x = tf.tensor(noise(input), input);
  const y = tf.tensor(noise(target, 3), target);
  model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });
  const { history } = await model.fit(x, y, { epochs, batchSize: input[0], shuffle: false, verbose: 0 });
  tf.dispose([x, y]);
  return history.loss;
}

const seeded = { kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }), padding: 'same' };

test.each(INTERPOLATIONS)('%s between convolutions, on cpu', async (interpolation) => {
  await tf.setBackend('cpu');
  const { numTensors } = tf.memory();
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ ...seeded, filters: 3, kernelSize: 3, activation: 'tanh', inputShape: [3, 5, 2] }),
      api.upSampling2d({ size: [2, 3], interpolation }),
      tf.layers.conv2d({ ...seeded, filters: 1, kernelSize: 3 }),
    ],
  });
  const loss = await losses(model, [2, 3, 5, 2], [2, 6, 15, 1], 8);
  expect(loss.at(-1)).toBeLessThan(loss[0] * 0.9);
  model.dispose();
  model.optimizer.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
});

// Convolutions have no gradient on wasm.
test.each(BACKENDS)('a dense model with all layers, on %s', async (backend) => {
  await tf.setBackend(backend);
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, kernelInitializer: seeded.kernelInitializer, inputShape: [2, 3, 2] }),
      api.upSampling2d({ size: [1, 2], interpolation: 'lanczos3' }),
      tf.layers.reshape({ targetShape: [2, 6, 1, 4] }),
      api.upSampling3d({ size: [2, 1, 2] }),
      tf.layers.reshape({ targetShape: [24, 8] }),
      api.upSampling1d({ size: 2 }),
      tf.layers.dense({ units: 1, kernelInitializer: seeded.kernelInitializer }),
    ],
  });
  const loss = await losses(model, [2, 2, 3, 2], [2, 48, 1], 8);
  expect(loss.at(-1)).toBeLessThan(loss[0] * 0.9);
  model.dispose();
});

// The stock layer throws there, and has the gradients of other pixels.
test('a gradient penalty, which takes second derivatives', async () => {
  await tf.setBackend('cpu');
  const kernel = tf.variable(tf.tensor(noise([3, 3, 1, 1]), [3, 3, 1, 1]));
  const x = tf.tensor(noise([1, 3, 4, 1]), [1, 3, 4, 1]);
  const critic = (a) =>
    api
      .upsample(a, { size: [2, 3], interpolation: 'bicubic' })
      .mul(kernel.mean())
      .square()
      .sum();
  const optimizer = tf.train.sgd(1e-3);
  const penalty = () => tf.grad(critic)(x).square().mean();
  const values = Array.from({ length: 5 }, () => {
    const cost = optimizer.minimize(penalty, true, [kernel]);
    return cost.dataSync()[0];
  });
  expect(values.every((value, i) => i === 0 || value < values[i - 1])).toBe(true);
});

test('nothing was written to the console', () => {
  expect(warnings()).toEqual([]);
});
