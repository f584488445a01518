// The cost of one element as everything grows; it stays the same where cost is linear. Each series varies one thing. The last
// three keep the number of elements, so that nothing else can change the cost.
import { UpSampling2D } from 'upsampling2d';
import { makeCase, makeInput } from './cases.js';
import { elements } from './elements.js';
import { measure, timerOf } from './measure.js';

const MEGA = 1e6;

/** A picture of four channels that has this many pixels after it is enlarged. */
function picture(megapixels) {
  const side = Math.round(Math.sqrt((megapixels * MEGA) / 4));
  return makeCase('uint8', [1, side, side, 4], 2, 'channels_last', 'bilinear');
}

function tensor(shape, size = 2) {
  return makeCase('float32', shape, size, 'channels_last', 'bilinear');
}

const series = (name, sizes, test) => ({ name, points: sizes.map((x) => ({ x, test: test(x) })) });

export const SERIES = [
  series('megapixels of output', [0.1, 0.3, 1, 3, 10, 30, 100], picture),
  series('channels', [1, 2, 3, 4, 8, 16, 64, 256], (x) => tensor([1, 64, Math.round(16384 / x), x])),
  series('factor', [2, 3, 4, 6, 8, 12, 16], (x) => tensor([1, Math.round(1024 / x), Math.round(1024 / x), 4], x)),
  series('batch', [1, 2, 4, 8, 16, 64], (x) => tensor([x, 512 / x, 512, 4])),
];

/** What all series have in common, for the reader of the figures. */
export const SCALING_NOTE =
  'Bilinear, apply with out; uint8 RGBA by 2 for the megapixels, else float32 with about four million elements of output';

/** The series whose name has these words. */
export const chooseSeries = (only = '') => SERIES.filter(({ name }) => name.includes(only));

/**
 * Times a series, all points in the same rounds; nanoseconds are those of one element of output.
 *
 * @param {typeof SERIES[number]} series
 * @param {{ pause?: (share: number) => unknown }} [settings] and the others of measure()
 * @returns {Promise<{ name: string, points: { x: number, shape: number[], ms: number, nanoseconds: number }[] }>}
 */
export async function runSeries({ name, points }, settings = {}) {
  const contenders = [];
  try {
    for (const { x, test } of points) {
      await settings.pause?.(0);
      const { size, dataFormat, interpolation } = test;
      const layer = new UpSampling2D({ size, dataFormat, interpolation });
      const input = { data: makeInput(test), shape: test.shape };
      const options = { out: layer.apply(input).data };
      contenders.push({ key: x, time: timerOf(() => void layer.apply(input, options)), layer });
    }
    const medians = await measure(contenders, settings);
    return {
      name,
      points: points.map(({ x, test }) => {
        const ms = medians.get(x) ?? Number.NaN;
        return { x, shape: test.shape, ms, nanoseconds: (ms * 1e6) / elements(test.outShape) };
      }),
    };
  } finally {
    for (const { layer } of contenders) layer.dispose();
  }
}
