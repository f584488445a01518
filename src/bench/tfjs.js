// TensorFlow.js with upsampling2d/tfjs and without it: its resize operations, forward and gradient, the layer, and a U-Net's
// decoder. In Node and in pages.
import { register, unregister } from 'upsampling2d/tfjs';
import { measure } from './measure.js';

const CHANNELS = [1, 3, 8, 16, 64, 256];
// Elements of an input, whatever its channels.
const ELEMENTS = 2 ** 17;
const SIZE = 2;
// Two numbers: the stock layer takes one for none.
const LAYER = { size: [SIZE, SIZE], interpolation: 'bilinear' };
// Many and short: what is compared is close together.
const ROUNDS = { rounds: 41, sliceMs: 4 };
const DECODER = { sides: [12, 16], channels: [64, 32, 16, 8] };

const OPERATIONS = {
  bilinear: { op: 'resizeBilinear', gradient: 'ResizeBilinearGrad' },
  nearest: { op: 'resizeNearestNeighbor', gradient: 'ResizeNearestNeighborGrad' },
};

// An input with so many channels. Square, because the stock gradient of bilinear on cpu refuses everything else.
function squareOf(channels) {
  const side = Math.round(Math.sqrt(ELEMENTS / channels));
  return [1, side, side, channels];
}

// Each case makes what is timed, stock and ours: functions without arguments that give a tensor.
function operationCases(tf, backend) {
  const all = Object.entries(OPERATIONS).flatMap(([interpolation, { op, gradient }]) =>
    CHANNELS.map((channels) => ({ interpolation, op, gradient, shape: squareOf(channels) })),
  );
  return all.flatMap(({ interpolation, op, gradient, shape: [n, side, , channels] }) => {
    const [shape, size] = [
      [n, side, side, channels],
      [side * SIZE, side * SIZE],
    ];
    const attrs = { alignCorners: false, halfPixelCenters: true, size };
    const works = {
      forward: ([images]) => tf.image[op](images, size, false, true),
      gradient: ([images, dy]) => tf.engine().runKernel(gradient, { images, dy }, attrs),
    };
    return Object.entries(works).map(([way, work]) => ({
      name: `${interpolation}, [${shape.join(', ')}], ${way}`,
      backend,
      make() {
        const tensors = [shape, [n, ...size, channels]].map((one) => tf.randomUniform(one, -1, 1));
        const call = () => work(tensors);
        return { stock: call, ours: call, dispose: () => tf.dispose(tensors) };
      },
    }));
  });
}

const layerOf = (tf, factory, channels) =>
  tf.sequential({ layers: [factory({ ...LAYER, inputShape: [null, null, channels] })] });

function decoderOf(tf, factory) {
  const layers = DECODER.channels.flatMap((filters, i) => [
    factory({ ...LAYER, ...(i === 0 && { inputShape: [...DECODER.sides, filters] }) }),
    tf.layers.conv2d({ filters: DECODER.channels[i + 1] ?? 3, kernelSize: 3, padding: 'same', activation: 'relu' }),
  ]);
  return tf.sequential({ layers });
}

function modelCases(tf, backend, ourFactory) {
  const modelCase = (name, shape, modelOf) => ({
    name,
    backend,
    make() {
      const x = tf.randomUniform(shape, -1, 1);
      const models = [tf.layers.upSampling2d, ourFactory].map((factory) => modelOf(factory));
      const [stock, ours] = models.map((model) => () => model.predict(x));
      const dispose = () => {
        for (const model of models) model.dispose();
        x.dispose();
      };
      return { stock, ours, dispose };
    },
  });
  const layers = CHANNELS.map((channels) => {
    const shape = squareOf(channels);
    return modelCase(`layer, bilinear, [${shape.join(', ')}]`, shape, (factory) => layerOf(tf, factory, channels));
  });
  const { sides, channels } = DECODER;
  const shape = [1, ...sides, channels[0]];
  const decoder = modelCase(`decoder of a U-Net, [${shape.join(', ')}]`, shape, (factory) => decoderOf(tf, factory));
  return [...layers, decoder];
}

/** Every case on these backends. */
export async function tfjsCases(tf, backends) {
  const { upSampling2d } = await register(tf);
  unregister(tf);
  return backends.flatMap((backend) => [...operationCases(tf, backend), ...modelCases(tf, backend, upSampling2d)]);
}

/**
 * Times one case.
 *
 * @returns {Promise<{ backend: string, name: string, stock: number, ours: number }>} milliseconds of TensorFlow.js alone and
 *   with the adapter
 */
export async function runTfjsCase(tf, { name, backend, make }, settings) {
  await tf.setBackend(backend);
  const { stock, ours, dispose } = make();
  // Who is timed has its kernels in place. Putting them there, and their first call, are not timed.
  const timer = (work, registered) => async (count) => {
    if (registered) await register(tf);
    else unregister(tf);
    work().dispose();
    const start = performance.now();
    for (let i = 0; i < count; i++) work().dispose();
    return performance.now() - start;
  };
  const contenders = [
    { key: 'stock', time: timer(stock, false) },
    { key: 'ours', time: timer(ours, true) },
  ];
  try {
    const medians = await measure(contenders, { ...ROUNDS, ...settings });
    return { backend, name, stock: medians.get('stock'), ours: medians.get('ours') };
  } finally {
    dispose();
    unregister(tf);
  }
}
