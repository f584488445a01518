// apply(): its results belong to the caller, and calls may come from several places.
import { Worker } from 'node:worker_threads';
import { init, UpSampling2D } from 'upsampling2d';
import { copy } from '../helpers/reference.js';
import { expectSameBits, INTERPOLATIONS, randomTensor } from '../helpers/tensors.js';

beforeAll(() => init());

test('a result stays as it is after later calls and after dispose', () => {
  const layer = new UpSampling2D({ size: 2, dataFormat: 'channels_last', interpolation: 'bicubic' });
  const first = layer.apply(randomTensor('float32', [1, 9, 9, 3], 1)).data;
  const kept = first.slice();
  for (let seed = 2; seed < 12; seed++) layer.apply(randomTensor('float32', [1, 9, 9, 3], seed));
  layer.apply(randomTensor('float32', [2, 300, 200, 3], 12));
  expectSameBits(first, kept);
  layer.dispose();
  expectSameBits(first, kept);
  structuredClone(first.buffer, { transfer: [first.buffer] });
});

test('shapes and dtypes in turn, on one layer', () => {
  const layer = new UpSampling2D({ size: [3, 2], dataFormat: 'channels_first' });
  const config = layer.getConfig();
  const inputs = ['float32', 'uint8', 'int64', 'float64', 'uint16', 'bool'].flatMap((dtype, i) => [
    randomTensor(dtype, [1, 2, 3 + i, 4], i),
    randomTensor(dtype, [2, 1, 4, 5 + i], 50 + i),
  ]);
  for (let round = 0; round < 3; round++) {
    for (const input of inputs) {
      expectSameBits(
        layer.apply(input).data,
        copy(input.data, input.shape, { ...config, dataFormat: 'channels_first' }),
      );
    }
  }
});

test('many layers and sizes at once', async () => {
  const sizes = Array.from({ length: 24 }, (_, i) => [1, 3 + (i % 7), 4 + (i % 5), 1 + (i % 4)]);
  const run = async (shape, i) => {
    const config = {
      size: 1 + (i % 4),
      interpolation: INTERPOLATIONS[i % INTERPOLATIONS.length],
      dataFormat: 'channels_last',
    };
    const layer = new UpSampling2D(config);
    const input = randomTensor('float32', shape, i);
    const first = layer.apply(input).data;
    await null;
    expectSameBits(layer.apply(input).data, first);
    const alone = await UpSampling2D.create(config);
    expectSameBits(alone.apply(input).data, first);
  };
  await Promise.all(sizes.map(run));
});

test('from several worker threads', async () => {
  const answers = await Promise.all(
    [1, 2].map(
      (seed) =>
        new Promise((done, fail) => {
          const worker = new Worker(new URL('../helpers/worker.js', import.meta.url), {
            workerData: seed,
            execArgv: [],
          });
          worker.once('message', done);
          worker.once('error', fail);
        }),
    ),
  );
  answers.forEach((data, i) => {
    const layer = new UpSampling2D({ size: 2, dataFormat: 'channels_last', interpolation: 'lanczos3' });
    expect(Array.from(data)).toEqual(Array.from(layer.apply(randomTensor('float32', [1, 8, 8, 3], i + 1)).data));
  });
});
