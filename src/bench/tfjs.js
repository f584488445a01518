// TensorFlow.js with upsampling2d/tfjs and without it: its resize operations, forward and gradient, the layer, and a U-Net's
// decoder, on the backends of Node.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { register, unregister } from 'upsampling2d/tfjs';
import { measure } from './measure.js';
import { describeRun } from './node.js';
import { formatRatio, formatTime } from './report.js';

const BACKENDS = ['cpu', 'wasm'];
const CHANNELS = [1, 3, 8, 16, 64, 256];
// Elements of an input, whatever its channels.
const ELEMENTS = 2 ** 17;
const SIZE = 2;
// Two numbers: the stock layer takes one for none.
const LAYER = { size: [SIZE, SIZE], interpolation: 'bilinear' };
// Many and short: what is compared is close together.
const ROUNDS = { rounds: 41, sliceMs: 4 };
const DECODER = { sides: [12, 16], channels: [64, 32, 16, 8] };

async function load() {
  const require = createRequire(import.meta.url);
  const { warn } = console;
  // It greets users of Node with a warning.
  console.warn = () => undefined;
  const tf = await import('@tensorflow/tfjs');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`);
  for (const backend of BACKENDS) {
    await tf.setBackend(backend);
    tf.scalar(0).dispose();
  }
  console.warn = warn;
  return tf;
}

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

async function runOne(tf, { name, backend, make }, settings) {
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
  const medians = await measure(contenders, { ...ROUNDS, ...settings });
  dispose();
  return { backend, name, stock: medians.get('stock'), ours: medians.get('ours') };
}

/** Runs the cases whose name has these words. */
export async function runTfjs({ only = '', quick = false, settings, log }) {
  const tf = await load();
  const { upSampling2d } = await register(tf);
  const cases = BACKENDS.flatMap((backend) => [
    ...operationCases(tf, backend),
    ...modelCases(tf, backend, upSampling2d),
  ]).filter(({ name, backend }) => `${backend} ${name}`.includes(only));
  const results = [];
  for (const one of quick ? cases.slice(0, 2) : cases) {
    const result = await runOne(tf, one, settings);
    results.push(result);
    log(`${result.backend} ${result.name}: ${formatTime(result.stock)} ${formatTime(result.ours)}`);
  }
  unregister(tf);
  return { ...describeRun(), versions: { tfjs: tf.version['tfjs-core'] }, results };
}

/** The results as a table for people. */
export function tfjsTable(results) {
  return {
    header: ['backend', 'by 2', 'TensorFlow.js', 'with upsampling2d/tfjs', 'ratio'],
    rows: results.map(({ backend, name, stock, ours }) => [
      backend,
      name,
      formatTime(stock),
      formatTime(ours),
      `${formatRatio(stock / ours)}x`,
    ]),
    legend:
      'Median milliseconds of interleaved rounds, tensors resident. bilinear and nearest: tf.image’s operations with half-pixel centers. The decoder: four times UpSampling2D (bilinear) and a convolution of 3 by 3.',
  };
}
