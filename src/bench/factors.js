// What an element of the output costs by factor and interpolation, forward, and how a gradient compares with its forward pass.
// At factors that are no powers of two every output has weights of its own: TensorFlow's float32 positions.
import { UpSampling2D } from 'upsampling2d';
import { makeCase, makeInput } from './cases.js';
import { elements } from './elements.js';
import { measure, timerOf } from './measure.js';

const FACTORS = [2, 3, 4, 5, 7];
// The gradient stands beside the forward pass at these.
const BOTH = [2, 3];
const INTERPOLATIONS = ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'area'];
// Elements of an output, about.
const ELEMENTS = 2 ** 20;

// Feature maps and pictures; in channels_last the last number is that of the channels.
const TENSORS = [
  { dataFormat: 'channels_last', channels: 256 },
  { dataFormat: 'channels_last', channels: 8 },
  { dataFormat: 'channels_last', channels: 3 },
  { dataFormat: 'channels_first', channels: 64 },
];

/** What all rows have in common, for the reader of the figures. */
export const FACTORS_NOTE =
  'float32, apply and gradient with out, about a million elements of output: nanoseconds for an element by factor, and the time of the gradient over that of the forward pass';

/** A row for each tensor and interpolation. */
export const ROWS = TENSORS.flatMap(({ dataFormat, channels }) =>
  INTERPOLATIONS.map((interpolation) => ({
    name: `${dataFormat}, ${channels} channels, ${interpolation}`,
    tests: FACTORS.map((factor) => {
      const side = Math.max(1, Math.round(Math.sqrt(ELEMENTS / channels) / factor));
      return makeCase('float32', [1, side, side, channels], factor, dataFormat, interpolation);
    }),
  })),
);

function contendersOf(test) {
  const { size, dataFormat, interpolation } = test;
  const layer = new UpSampling2D({ size, dataFormat, interpolation });
  const input = { data: makeInput(test), shape: test.shape };
  const output = layer.apply(input);
  const forward = { out: output.data };
  const contenders = [{ key: `forward ${size}`, time: timerOf(() => void layer.apply(input, forward)), layer }];
  if (BOTH.includes(size)) {
    const backward = { out: layer.gradient(output).data };
    contenders.push({ key: `gradient ${size}`, time: timerOf(() => void layer.gradient(output, backward)), layer });
  }
  return contenders;
}

/**
 * Times a row, everything in the same rounds.
 *
 * @param {typeof ROWS[number]} row
 * @returns {Promise<{ name: string, nanoseconds: number[], gradients: number[] }>} by factor; gradients as ratios
 */
export async function runFactors({ name, tests }, settings = {}) {
  const contenders = tests.flatMap(contendersOf);
  try {
    const medians = await measure(contenders, settings);
    return {
      name,
      nanoseconds: tests.map(({ size, outShape }) => (medians.get(`forward ${size}`) * 1e6) / elements(outShape)),
      gradients: BOTH.map((size) => medians.get(`gradient ${size}`) / medians.get(`forward ${size}`)),
    };
  } finally {
    for (const { layer } of contenders) layer.dispose();
  }
}

/** The table of some rows. */
export function factorsTable(results) {
  return {
    header: ['tensor', ...FACTORS.map((factor) => `by ${factor}`), ...BOTH.map((factor) => `gradient by ${factor}`)],
    rows: results.map(({ name, nanoseconds, gradients }) => [
      name,
      ...nanoseconds.map((ns) => ns.toPrecision(2)),
      ...gradients.map((ratio) => `${ratio.toFixed(2)}x`),
    ]),
    legend: `${FACTORS_NOTE}.`,
  };
}
