// How much sooner applyAsync is done with more workers, by interpolation and size, against apply on one thread with the same
// arrays in the same rounds; and against what could be had at best.
import { makeCase, makeInput } from './cases.js';
import { elements } from './elements.js';
import { measureRounds, median, timerOf } from './measure.js';

/** How many workers there are: more than the machine has cores, too, which must not cost much. */
export const WORKERS = [1, 2, 4];

const picture = (side, interpolation) => makeCase('uint8', [1, side, side, 4], 2, 'channels_last', interpolation);

/** Megapixels of output: 1, 8 and 33. */
export const CASES = ['bilinear', 'lanczos3'].flatMap((interpolation) =>
  [512, 1448, 2896].map((side) => picture(side, interpolation)),
);
CASES.push(makeCase('float32', [1, 1448, 1448, 3], 2, 'channels_last', 'bicubic'));

// Workers need every core at once, and other programs take one now and then: many rounds, of which the best counts.
const ROUNDS = { rounds: 50, leastRounds: 50, warmUpMs: 300 };

// Two workers start anew for each, when those before have ended.
const FIRST_CALLS = 7;
const END_MS = 100;

/** For the reader of the figures. */
export const WORKERS_NOTE =
  'apply: with out, on the calling thread, with the same arrays; not shared: with others, which an engine copies faster than shared ones. ' +
  'The other columns are how many times sooner than apply applyAsync with out is done, with 1, 2 and 4 workers. ' +
  'of bound: two workers against half of apply, with one copy of the result where arrays are not shared. Each time is the best of 50 rounds. first call: milliseconds where two workers have to start, the middle of 7';

function inSharedMemory(data) {
  const shared = new data.constructor(new SharedArrayBuffer(data.byteLength));
  shared.set(data);
  return shared;
}

/**
 * Times one case.
 *
 * @param {typeof import('upsampling2d')} api a copy of the package whose module is loaded
 * @param {ReturnType<typeof makeCase>} test
 * @param {{ sharedArrays: boolean, settings?: object }} options whether the user's arrays are in shared memory
 * @returns {Promise<{ name: string, mode: string, apply: number, notShared: number, copy: number, pooled: number[], first: number }>} milliseconds
 */
export async function runWorkersCase(api, test, { sharedArrays, settings }) {
  const { size, dataFormat, interpolation, shape } = test;
  const layer = new api.UpSampling2D({ size, dataFormat, interpolation });
  const plain = makeInput(test);
  const data = sharedArrays ? inSharedMemory(plain) : plain;
  const fresh = layer.apply({ data: plain, shape }).data;
  const out = sharedArrays ? inSharedMemory(fresh) : fresh.slice();
  const pooled = WORKERS.map((workers) => ({
    key: workers,
    time: timerOf(() => layer.applyAsync({ data, shape }, { out, workers })),
  }));
  const firstCall = timerOf(() => layer.applyAsync({ data, shape }, { out }));
  const ownOut = fresh.slice();
  const contenders = [
    { key: 'apply', time: timerOf(() => void layer.apply({ data, shape }, { out })) },
    { key: 'not shared', time: timerOf(() => void layer.apply({ data: plain, shape }, { out: ownOut })) },
    { key: 'copy', time: timerOf(() => void ownOut.set(fresh)) },
    ...pooled,
  ];
  try {
    api.setWorkers({ count: Math.max(...WORKERS) });
    await layer.applyAsync({ data, shape }, { out });
    const rounds = await measureRounds(contenders, { ...settings, ...ROUNDS });
    const best = (key) => Math.min(...rounds.get(key));
    const first = [];
    api.setWorkers({ count: 2 });
    for (let i = 0; i < FIRST_CALLS; i++) {
      await api.closeWorkers();
      await new Promise((resolve) => setTimeout(resolve, END_MS));
      first.push(await firstCall(1));
    }
    return {
      name: `${test.name}, ${(elements(test.outShape) / 1e6).toPrecision(2)} M`,
      mode: sharedArrays ? 'shared arrays' : 'buffers',
      apply: best('apply'),
      notShared: best('not shared'),
      copy: best('copy'),
      pooled: WORKERS.map((workers) => best(workers)),
      first: median(first),
    };
  } finally {
    layer.dispose();
    await api.closeWorkers();
  }
}
