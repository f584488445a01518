// Gives the tests TensorFlow.js with all its backends for browsers, and the adapter, as a bundled page has them.
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threads from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { register, unregister } from 'upsampling2d/tfjs';
import { errorOf, parseModel, predict } from '../../tfjs/model.js';

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threads,
});

let api;

/** Starts a backend, and registers with these options. */
async function start(backend, options) {
  if (!(await tf.setBackend(backend))) throw new Error(`${backend} did not start`);
  await tf.ready();
  api = await register(tf, options);
  return tf.getBackend();
}

async function arrays(work) {
  const tensors = tf.tidy(work);
  const data = [];
  for (const tensor of tensors) data.push([...(await tensor.data())]);
  tf.dispose(tensors);
  return data;
}

/** [y, the gradient of its product with w, half of the derivative of the squared gradient's product with x] */
const derivatives = ({ x, w, shape, target, config }) =>
  arrays(() => {
    const f = (input) => api.upsample(input, config);
    const input = tf.tensor(x, shape);
    const inner = (a) => tf.grad((b) => f(b).square().sum())(a);
    return [
      f(input),
      tf.grad((a) => f(a).mul(tf.tensor(w, target)).sum())(input),
      tf
        .grad((a) => inner(a).mul(input).sum())(tf.zerosLike(input))
        .mul(0.5),
    ];
  });

/** What a layer of one of the three classes gives, and the gradient of the sum of its squares' halves. */
const layer = ({ factory, options, x, shape }) =>
  arrays(() => {
    const up = api[factory](options);
    const input = tf.tensor(x, shape);
    return [up.apply(input), tf.grad((a) => up.apply(a).square().sum().mul(0.5))(input)];
  });

/** The shape and dtype that a layer makes of an empty tensor. */
function empty(options, shape) {
  const { tensors, result } = tf.tidy(() => {
    const y = api.upSampling2d(options).apply(tf.zeros(shape));
    return { tensors: y, result: { shape: y.shape, dtype: y.dtype } };
  });
  tensors.dispose();
  return result;
}

/** How far the predictions of a model are from those of Keras, and how many tensors are left over. */
async function model(text, kind) {
  const parsed = parseModel(text);
  const loaded = await parsed.load(tf, kind);
  // The first run of a backend may keep something.
  tf.dispose(predict(tf, parsed, loaded));
  const { numTensors } = tf.memory();
  const error = await errorOf(tf, parsed, loaded);
  const left = tf.memory().numTensors - numTensors;
  loaded.dispose();
  return { error, left };
}

globalThis.page = { tf, start, unregister: () => unregister(tf), derivatives, layer, empty, model };
