// The section on the reasons: TensorFlow.js alone beside this package, on four numbers, a picture and a model.
import modelFile from 'virtual:model';
import { byId } from './dom.ts';
import type { Picture } from './picture.ts';
import type { Region } from './region.ts';
import type { Answer, Pair, Prediction, Question } from './why-protocol.ts';
import { FACTOR, SOURCE } from './why-settings.ts';

/** From none to much, on the light and the dark ground. */
const HEAT = [
  [13, 17, 42],
  [91, 22, 106],
  [187, 55, 84],
  [249, 142, 8],
  [252, 255, 164],
] as const;
/** Of the classes of the model, and of a pixel that has another one than in Keras. */
const CLASSES = [
  [38, 70, 83],
  [42, 157, 143],
  [233, 196, 106],
] as const;
const WRONG = [255, 255, 255] as const;
/** Where two classes are as likely in Keras, either is right. */
const SAME = 1e-6;

type Colour = readonly [number, number, number];

function paint(id: string, width: number, height: number, colourOf: (pixel: number) => Colour): void {
  const canvas = byId<HTMLCanvasElement>(id);
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) image.data.set([...colourOf(pixel), 255], 4 * pixel);
  context.putImageData(image, 0, 0);
}

function heatOf(share: number): Colour {
  const place = Math.min(1, Math.max(0, share)) * (HEAT.length - 1);
  const index = Math.min(HEAT.length - 2, Math.floor(place));
  const mix = place - index;
  const [low, high] = [HEAT[index] as Colour, HEAT[index + 1] as Colour];
  const blend = (i: 0 | 1 | 2) => low[i] + (high[i] - low[i]) * mix;
  return [blend(0), blend(1), blend(2)];
}

const digits = (value: number) => Number(value.toPrecision(2)).toString();

function showNumbers({ stock, ours }: Pair): void {
  byId('why-stock').textContent = `[${stock.join(', ')}]`;
  byId('why-ours').textContent = `[${ours.join(', ')}]`;
}

function showPicture({ stock, ours }: Pair): void {
  const [width, height] = [SOURCE.width * FACTOR, SOURCE.height * FACTOR];
  const at = (values: Float32Array, pixel: number, channel: number) => values[3 * pixel + channel] ?? 0;
  const rgb = (values: Float32Array) => (pixel: number) =>
    [0, 1, 2].map((channel) => 255 * at(values, pixel, channel)) as unknown as Colour;
  const distance = Float32Array.from({ length: width * height }, (_, pixel) =>
    Math.max(...[0, 1, 2].map((channel) => Math.abs(at(stock, pixel, channel) - at(ours, pixel, channel)))),
  );
  const largest = distance.reduce((most, value) => Math.max(most, value), 0);
  paint('why-picture-stock', width, height, rgb(stock));
  paint('why-picture-ours', width, height, rgb(ours));
  paint('why-heat', width, height, (pixel) => heatOf((distance[pixel] ?? 0) / (largest || 1)));
  byId('why-largest').textContent = `Difference: up to ${digits(largest * 255)} of 255`;
}

function showPrediction({ stock, ours, keras, width, height, classes }: Prediction): void {
  const probabilities = (values: Float32Array, pixel: number) =>
    values.subarray(pixel * classes, (pixel + 1) * classes);
  const show = (id: string, name: string, values: Float32Array) => {
    let wrong = 0;
    paint(`why-mask-${id}`, width, height, (pixel) => {
      const one = probabilities(values, pixel);
      const chosen = one.indexOf(Math.max(...one));
      const truth = probabilities(keras, pixel);
      if ((truth[chosen] ?? 0) >= Math.max(...truth) - SAME) return CLASSES[chosen % CLASSES.length] as Colour;
      wrong++;
      return WRONG;
    });
    const far = values.reduce((most, value, i) => Math.max(most, Math.abs(value - (keras[i] ?? 0))), 0);
    byId(`why-count-${id}`).textContent =
      id === 'keras' ? name : `${name}: ${wrong} of ${width * height} pixels wrong, off by up to ${digits(far)}`;
  };
  show('stock', 'TensorFlow.js', stock);
  show('ours', 'After register(tf)', ours);
  show('keras', 'Keras', keras);
}

/** The crop of the picture around the middle of its region, as numbers from 0 to 1. */
function cropOf({ canvas, context }: Picture, region: Region): Float32Array {
  const start = (centre: number, size: number, length: number) =>
    Math.round(Math.min(Math.max(centre * size - length / 2, 0), Math.max(0, size - length)));
  const { width, height } = SOURCE;
  const left = start(region.x, canvas.width, width);
  const top = start(region.y, canvas.height, height);
  const { data } = context.getImageData(left, top, width, height);
  return Float32Array.from(
    { length: 3 * width * height },
    (_, i) => (data[4 * Math.floor(i / 3) + (i % 3)] ?? 0) / 255,
  );
}

export function setUpWhy(current: () => { picture: Picture; region: Region } | null): void {
  const start = byId<HTMLButtonElement>('why-start');
  const say = (text: string) => {
    byId('why-status').textContent = text;
  };
  let worker: Worker | undefined;

  function finish(text: string): void {
    worker?.terminate();
    worker = undefined;
    start.disabled = false;
    start.textContent = 'Compare again';
    say(text);
  }

  start.addEventListener('click', () => {
    const now = current();
    if (!now) return;
    start.disabled = true;
    say('TensorFlow.js loads and computes …');
    worker = new Worker(new URL('./why-worker.ts', import.meta.url), { type: 'module' });
    worker.onerror = (event) => finish(event.message || 'The worker of this comparison did not start.');
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ('problem' in data) return finish(data.problem);
      byId('why-results').hidden = false;
      if ('numbers' in data) return showNumbers(data.numbers);
      if ('picture' in data) return showPicture(data.picture);
      showPrediction(data.prediction);
      finish('Computed here, on TensorFlow.js’ cpu backend. The model is an attention U-Net of Keras.');
    };
    const model = new URL(modelFile, document.baseURI).href;
    worker.postMessage({ pixels: cropOf(now.picture, now.region), ...SOURCE, model } satisfies Question);
  });
}
