// What layers compute, and its derivatives of first and second order, against the definition: on our kernels, and on
// operations of TensorFlow.js, which every other backend runs.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { INTERPOLATIONS, UpSampling2D } from 'upsampling2d';
import { register, unregister } from 'upsampling2d/tfjs';
import { forward, GAIN, gradient, outputShape } from '../helpers/reference.js';
import { FORMATS, modesOf } from '../helpers/tensors.js';
import { BACKENDS, distance, noise, on, tf, warnings } from './tensorflow.js';

const SIZES = [
  [2, 2],
  [1, 4],
  [5, 3],
];
const SHAPES = [
  [2, 5, 3, 4],
  [1, 1, 13, 2],
];
const CASES = INTERPOLATIONS.flatMap((interpolation) =>
  FORMATS.flatMap((dataFormat) =>
    modesOf(interpolation).map((coordinates) => ({ interpolation, dataFormat, coordinates })),
  ),
);
// With our kernels, and after unregister: a function that was given out goes on without them.
const WAYS = BACKENDS.flatMap((backend) => [
  { backend, way: 'our kernels' },
  { backend, way: 'operations of TensorFlow.js' },
]);

let upsample;
let numTensors;

beforeAll(() => {
  ({ numTensors } = tf.memory());
});
afterAll(() => unregister(tf));

describe.each(WAYS)('$backend, $way', ({ backend, way }) => {
  const ours = way === 'our kernels';

  beforeAll(async () => {
    ({ upsample } = await register(tf));
    if (!ours) unregister(tf);
  });

  // [y, the gradient of its product with w, half of the derivative of the squared gradient's product with x]
  const derivatives = (x, w, shape, config) =>
    on(backend, () => {
      const f = (input) => upsample(input, config);
      const input = tf.tensor(x, shape);
      const weight = tf.tensor(w, outputShape(shape, config));
      const inner = (a) => tf.grad((b) => f(b).square().sum())(a);
      const y = f(input);
      return [
        y,
        tf.grad((a) => f(a).mul(weight).sum())(input),
        tf
          .grad((a) => inner(a).mul(input).sum())(tf.zerosLike(input))
          .mul(0.5),
      ];
    });

  test.each(CASES)('$interpolation, $dataFormat, $coordinates', async (filter) => {
    for (const size of SIZES) {
      for (const shape of SHAPES) {
        const config = { ...filter, size };
        const x = noise(shape);
        const w = noise(outputShape(shape, config), 2);
        const [y, dx, second] = await derivatives(x, w, shape, config);
        const exact = forward(x, shape, config);
        // The gradient of a square is twice the transposed matrix times the matrix.
        const expected = [exact, gradient(w, shape, config), gradient(exact, shape, config)];
        const near = 4e-6 * GAIN[filter.interpolation];
        const far = [y, dx, second].map((values, i) => distance(values, expected[i]));
        expect([size, shape, far.every((value) => value < near) ? [] : far]).toEqual([size, shape, []]);
        if (ours) {
          // The very bits of the package, and so those of Keras on TensorFlow.
          const layer = new UpSampling2D(config);
          expect(y).toEqual(layer.apply({ data: x, shape }).data);
          layer.dispose();
        }
      }
    }
  });

  test('an empty tensor gives an empty one', async () => {
    await tf.setBackend(backend);
    for (const interpolation of INTERPOLATIONS) {
      const y = tf.tidy(() => upsample(tf.zeros([0, 2, 3, 1]), { interpolation, size: [2, 3] }));
      expect([y.shape, y.dtype]).toEqual([[0, 4, 9, 1], 'float32']);
      y.dispose();
    }
  });

  test('integers that are copied stay integers, and filters make floats of them', async () => {
    await tf.setBackend(backend);
    const x = tf.tensor([1, 2 ** 24 - 1, -5, 7], [1, 2, 2, 1], 'int32');
    const copied = upsample(x, { size: [1, 2] });
    expect([copied.dtype, [...copied.dataSync()]]).toEqual(['int32', [1, 1, 2 ** 24 - 1, 2 ** 24 - 1, -5, -5, 7, 7]]);
    const bools = tf.tensor([true, false], [1, 1, 2, 1], 'bool');
    for (const input of [bools, tf.cast(bools, 'float32')]) {
      const filtered = upsample(input, { size: [1, 2], interpolation: 'bilinear' });
      expect([filtered.dtype, [...filtered.dataSync()]]).toEqual(['float32', [1, 0.75, 0.25, 0]]);
      tf.dispose([input, filtered]);
    }
    tf.dispose([x, copied]);
  });
});

// Where the package hands over to XNNPACK, and beside that.
test.each(BACKENDS)('bilinear of many channels has the bits of the package: %s', async (backend) => {
  ({ upsample } = await register(tf));
  for (const dataFormat of FORMATS)
    for (const coordinates of ['half_pixel', 'asymmetric', 'align_corners'])
      for (const size of [
        [2, 2],
        [4, 8],
        [1, 2],
        [3, 2],
      ]) {
        const [shape, config] = [[2, 5, 9, 16], { size, interpolation: 'bilinear', dataFormat, coordinates }];
        const [y] = await on(backend, () => upsample(tf.tensor(noise(shape), shape), config));
        const layer = new UpSampling2D(config);
        expect([config, y]).toEqual([config, layer.apply({ data: noise(shape), shape }).data]);
        layer.dispose();
      }
});

test('a tensor of another backend is moved', async () => {
  ({ upsample } = await register(tf));
  await tf.setBackend('cpu');
  const x = tf.tensor([1, 2], [1, 1, 2, 1]);
  await tf.setBackend('wasm');
  const y = upsample(x, { size: [1, 2], interpolation: 'bilinear' });
  expect([...y.dataSync()]).toEqual([1, 1.25, 1.75, 2]);
  tf.dispose([x, y]);
});

test('the numbers of an input are never written', async () => {
  await tf.setBackend('cpu');
  const values = Float32Array.of(1, 2, 3, 4);
  const x = tf.tensor(values, [1, 2, 2, 1]);
  tf.dispose([x, upsample(x, { interpolation: 'lanczos5' })]);
  expect([...values]).toEqual([1, 2, 3, 4]);
});

test('a wrong option, or a tensor of another rank, is refused as by the package', async () => {
  const x = tf.zeros([1, 2, 2, 1]);
  expect(() => upsample(x, { size: 0 })).toThrow('Expected an integer of 1');
  expect(() => upsample(x, { interpolation: 'cubic' })).toThrow('Expected nearest, bilinear');
  expect(() => upsample(x, { sise: 2 })).toThrow('did you mean size?');
  expect(() => upsample(x, { backend: 'torch' })).toThrow(/Expected size, dataFormat, .* but received "backend"/);
  expect(() => upsample(x, { outputDtype: 'float32' })).toThrow('but received "outputDtype"');
  expect(() => upsample(x, 3)).toThrow('Expected an object of options for upsample but received 3');
  for (const none of [null, undefined, [1, 2], {}]) {
    expect(() => upsample(none)).toThrow('Expected a tensor of TensorFlow.js for x but received');
  }
  x.dispose();
});

test('no tensor was left over, and nothing was written to the console', () => {
  expect(tf.memory().numTensors).toBe(numTensors);
  expect(warnings()).toEqual([]);
});
