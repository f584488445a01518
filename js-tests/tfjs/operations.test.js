// The operations of graph models: which attributes are Keras' layer, and what is said of others. Real graph models are in
// models.test.js.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { UpSampling2D } from 'upsampling2d';
import { register, unregister } from 'upsampling2d/tfjs';
import { BACKENDS, noise, on, tf, warnings } from './tensorflow.js';

const SHAPE = [2, 3, 4, 2];
const bool = (b) => ({ b });
const text = (s) => ({ s: Buffer.from(s).toString('base64') });

// A graph model of one operation on a picture; the other inputs are constants.
function graphOf(op, attr, inputs) {
  const names = Object.keys(inputs);
  const node = (name, dtype, shape) => ({
    name,
    op: 'Const',
    attr: {
      dtype: { type: dtype },
      value: { tensor: { dtype, tensorShape: { dim: shape.map((size) => ({ size })) } } },
    },
  });
  const constants = names.map((name) => {
    const { values, dtype } = inputs[name];
    return { spec: { name, shape: [values.length], dtype: dtype === 'DT_INT32' ? 'int32' : 'float32' }, values, dtype };
  });
  const data = constants.map(({ values, dtype }) =>
    Buffer.from((dtype === 'DT_INT32' ? Int32Array : Float32Array).from(values).buffer),
  );
  const weightData = Buffer.concat(data);
  const placeholder = {
    name: 'x',
    op: 'Placeholder',
    attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim: SHAPE.map((size) => ({ size })) } } },
  };
  const artifacts = {
    modelTopology: {
      node: [
        placeholder,
        ...constants.map(({ spec, values, dtype }) => node(spec.name, dtype, [values.length])),
        { name: 'y', op, input: ['x', ...names], attr: { T: { type: 'DT_FLOAT' }, ...attr } },
      ],
      versions: { producer: 1 },
    },
    weightSpecs: constants.map(({ spec }) => spec),
    weightData: weightData.buffer.slice(weightData.byteOffset, weightData.byteOffset + weightData.length),
  };
  return tf.loadGraphModel({ load: async () => artifacts });
}

const ints = (...values) => ({ values, dtype: 'DT_INT32' });
const floats = (...values) => ({ values, dtype: 'DT_FLOAT' });
const predict = (model, backend = 'cpu') => on(backend, () => model.predict(tf.tensor(noise(SHAPE), SHAPE)));

function expected(interpolation, size) {
  const layer = new UpSampling2D({ size, interpolation });
  const { data } = layer.apply({ data: noise(SHAPE), shape: SHAPE });
  layer.dispose();
  return [data];
}

const scaled = (kernel, attr = {}, inputs = {}) =>
  graphOf(
    'ScaleAndTranslate',
    { kernel_type: text(kernel), antialias: bool(false), ...attr },
    { size: ints(6, 12), scale: floats(2, 3), translation: floats(0, 0), ...inputs },
  );
const bicubic = (attr = {}, size = [6, 12]) =>
  graphOf(
    'ResizeBicubic',
    { half_pixel_centers: bool(true), align_corners: bool(false), ...attr },
    { size: ints(...size) },
  );
const area = (attr = {}) => graphOf('ResizeArea', attr, { size: ints(6, 12) });

beforeEach(() => register(tf, { ops: true }));
afterEach(() => {
  unregister(tf);
  expect(warnings()).toEqual([]);
});

describe.each(BACKENDS)('%s', (backend) => {
  test.each([
    ['bicubic', () => bicubic()],
    ['area', () => area({ align_corners: bool(false) })],
    ['area', () => area()],
    ...['lanczos3', 'lanczos5', 'gaussian', 'mitchellcubic'].flatMap((name) => [
      [name, () => scaled(name)],
      [name, () => scaled(name, { antialias: bool(true) })],
    ]),
  ])('%s', async (interpolation, make) => {
    const model = await make();
    const { numTensors } = tf.memory();
    expect(await predict(model, backend)).toEqual(expected(interpolation, [2, 3]));
    expect(tf.memory().numTensors).toBe(numTensors);
    model.dispose();
  });
});

// TensorFlow.js looks operations up in every run. Layers, which go on, are in register.test.js.
test('after unregister the operations are gone for models that are loaded, too', async () => {
  const model = await bicubic();
  unregister(tf);
  await expect(predict(model)).rejects.toThrow('Custom op ResizeBicubic is not registered');
  await register(tf, { ops: true });
  expect(await predict(model)).toEqual(expected('bicubic', [2, 3]));
});

test('without the option, or before it, the operations stay unknown', async () => {
  unregister(tf);
  await register(tf);
  await expect(bicubic().then((model) => predict(model))).rejects.toThrow(/Unknown op 'ResizeBicubic'/);
});

test('unregister takes away only what was registered', async () => {
  unregister(tf);
  tf.registerOp('ResizeBicubic', ({ inputs: [x] }) => tf.zerosLike(x));
  await register(tf);
  unregister(tf);
  const [y] = await predict(await bicubic());
  expect([...new Set(y)]).toEqual([0]);
  tf.deregisterOp('ResizeBicubic');
});

test.each([
  [
    'legacy bicubic',
    () => bicubic({ half_pixel_centers: bool(false) }),
    /Expected true for the attribute half_pixel_centers/,
  ],
  ['aligned corners', () => bicubic({ align_corners: bool(true) }), /Expected false for the attribute align_corners/],
  [
    'aligned corners of area',
    () => area({ align_corners: bool(true) }),
    /Expected false for the attribute align_corners/,
  ],
  ['another kernel', () => scaled('triangle'), /for kernel_type of ScaleAndTranslate but received "triangle"/],
  ['a translation', () => scaled('lanczos3', {}, { translation: floats(0, 1) }), /Expected \[0,0\] for translation/],
  ['another scale', () => scaled('lanczos3', {}, { scale: floats(2, 2.5) }), /Expected \[2,3\] for scale/],
  ['a size between', () => bicubic({}, [6, 9]), /Expected whole multiples of \[3,4\] for the size of ResizeBicubic/],
  ['a smaller size', () => bicubic({}, [3, 2]), /Expected whole multiples of \[3,4\] for the size of ResizeBicubic/],
])('%s is refused by what came', async (_, make, message) => {
  const model = await make();
  const { numTensors } = tf.memory();
  const x = tf.tensor(noise(SHAPE), SHAPE);
  expect(() => model.predict(x)).toThrow(message);
  x.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
});
