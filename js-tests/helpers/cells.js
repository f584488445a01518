// One combination of all options, and the check of a call against the oracle.
import { UpSampling2D } from 'upsampling2d';
import { copy, forward, tolerance } from './reference.js';
import { forward as tensorflow } from './tensorflow.js';
import {
  COPY_DTYPES,
  dtypesOf,
  encode,
  expectSameBits,
  expectWithin,
  FORMATS,
  INTEGER_RANGES,
  INTERPOLATIONS,
  largest,
  modesOf,
  nearestOf,
  numbers,
  randomTensor,
} from './tensors.js';

export const FACTORS = [1, 2, 3, 4, 5, 7];
export const CHANNELS = [1, 2, 3, 4, 5, 8, 19];
export const SIZES = [1, 2, 3, 5, 16, 33];

export const KINDS = INTERPOLATIONS.flatMap((interpolation) =>
  modesOf(interpolation).flatMap((coordinates) =>
    FORMATS.flatMap((dataFormat) =>
      dtypesOf(interpolation).map((dtype) => ({ interpolation, coordinates, dataFormat, dtype })),
    ),
  ),
);

export const COMBINATIONS = KINDS.length * FACTORS.length ** 2 * CHANNELS.length * SIZES.length ** 2;

export function shapeOf({ dataFormat, batch = 1, rows, cols, channels }) {
  return dataFormat === 'channels_first' ? [batch, channels, rows, cols] : [batch, rows, cols, channels];
}

export function copies(interpolation) {
  return interpolation === 'nearest' || interpolation === 'area';
}

function expectWithinOne(data, dtype, reference, label) {
  for (let i = 0; i < data.length; i++) {
    const wanted = nearestOf(reference[i], dtype);
    if (Math.abs(data[i] - wanted) > 1) throw new Error(`${label}: element ${i} is ${data[i]} instead of ${wanted}`);
  }
}

// Computed in double, or in whole numbers as far as that goes: not in TensorFlow's float32.
const OTHERS = ['float64', 'int32', 'uint32', 'uint8', 'uint8clamped', 'int8', ...COPY_DTYPES];

export function checkCell(cell, seed) {
  const { interpolation, coordinates, dataFormat, dtype, size } = cell;
  const config = { interpolation, coordinates, dataFormat, size };
  const label = JSON.stringify({ ...cell, seed });
  const input = randomTensor(dtype, shapeOf(cell), seed);
  const before = input.data.slice();
  const layer = new UpSampling2D(config);
  const { data, shape } = layer.apply(input);
  layer.dispose();
  expectSameBits(input.data, before);
  if (interpolation === 'nearest' || (interpolation === 'area' && OTHERS.includes(dtype))) {
    expectSameBits(data, copy(input.data, input.shape, config));
    return;
  }
  const values = numbers(input.data, dtype);
  if (!OTHERS.includes(dtype)) {
    expectSameBits(data, encode(tensorflow(values, input.shape, config), dtype));
    return;
  }
  const reference = forward(values, input.shape, config);
  expect(shape.reduce((a, b) => a * b)).toBe(reference.length);
  if (dtype in INTEGER_RANGES) expectWithinOne(data, dtype, reference, label);
  else expectWithin(data, dtype, reference, tolerance(interpolation, largest(values), dtype), label);
}
