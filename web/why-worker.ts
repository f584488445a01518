// TensorFlow.js alone and with upsampling2d/tfjs, side by side, beside the page's own thread.
import * as tf from '@tensorflow/tfjs';
import { register } from 'upsampling2d/tfjs';
import type { Answer, Prediction, Question } from './why-protocol.ts';
import { FACTOR } from './why-settings.ts';

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
const floatsOf = (base64: string) => new Float32Array(bytesOf(base64));

/** A model as the converter of TensorFlow.js wrote it, an input, and Keras' prediction; arrays as base64. */
interface Fixture {
  layers: { modelTopology: object; weightSpecs: tf.io.WeightsManifestEntry[]; weightData: string };
  x: string;
  xShape: number[];
  ys: [string];
  yShapes: [[number, number, number, number]];
}

async function fetchFixture(url: string): Promise<Fixture> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`The model did not load (${response.status}).`);
  return new Response(response.body.pipeThrough(new DecompressionStream('gzip'))).json();
}

async function predict({ layers, x, xShape }: Fixture): Promise<Float32Array> {
  // Loading changes the topology.
  const { weightData, ...rest } = structuredClone(layers);
  const model = await tf.loadLayersModel({ load: async () => ({ ...rest, weightData: bytesOf(weightData) }) });
  const values = tf.tidy(() => (model.predict(tf.tensor(floatsOf(x), xShape)) as tf.Tensor).dataSync());
  model.dispose();
  return values as Float32Array;
}

type Factory = typeof tf.layers.upSampling2d;

function enlarge(factory: Factory, x: Float32Array, shape: [number, number, number], size: [number, number]) {
  return tf.tidy(() => {
    const layer = factory({ size, interpolation: 'bilinear' });
    return (layer.apply(tf.tensor4d(x, [1, ...shape])) as tf.Tensor).dataSync() as Float32Array;
  });
}

const answer = (message: Answer) => self.postMessage(message);

async function run({ pixels, width, height, model }: Question): Promise<void> {
  await tf.setBackend('cpu');
  const fixture = fetchFixture(model);
  const both = (factory: Factory) => ({
    numbers: enlarge(factory, Float32Array.of(1, 2), [1, 2, 1], [1, 2]),
    picture: enlarge(factory, pixels, [height, width, 3], [FACTOR, FACTOR]),
  });
  const stock = both(tf.layers.upSampling2d);
  const stockPrediction = await predict(await fixture);
  const registered = await register(tf);
  const ours = both(registered.upSampling2d as unknown as Factory);
  answer({ numbers: { stock: stock.numbers, ours: ours.numbers } });
  answer({ picture: { stock: stock.picture, ours: ours.picture } });
  const { ys, yShapes } = await fixture;
  const [, rows, columns, classes] = yShapes[0];
  const prediction: Prediction = {
    ...{ stock: stockPrediction, ours: await predict(await fixture), keras: floatsOf(ys[0]) },
    ...{ width: columns, height: rows, classes },
  };
  answer({ prediction });
}

self.onmessage = ({ data }: MessageEvent<Question>) =>
  run(data).catch((error: unknown) => answer({ problem: error instanceof Error ? error.message : String(error) }));
