// Typed arrays for every dtype: making them from a seed, reading them as numbers, comparing them bit by bit.
import { Float16Array as Half } from '@petamoriken/float16';
import { elements } from '../../src/bench/elements.js';
import { roundHalfToEven } from './reference.js';

// Beside the other helpers for tensors.
export { elements };

// Jest's sandbox makes every look-up of a global slow; the innermost loops use these.
const { abs, floor, fround, imul, max, min } = Math;

export const INTERPOLATIONS = [
  'nearest',
  'bilinear',
  'bicubic',
  'lanczos3',
  'lanczos5',
  'gaussian',
  'mitchellcubic',
  'area',
];
export const COORDINATES = ['half_pixel', 'asymmetric', 'align_corners'];
export const FORMATS = ['channels_last', 'channels_first'];
export const REAL_DTYPES = ['float32', 'float64', 'float16'];
export const INTEGER_RANGES = {
  uint8: [0, 255],
  uint8clamped: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
};
export const INTEGER_DTYPES = Object.keys(INTEGER_RANGES);
export const COPY_DTYPES = ['bool', 'int64', 'uint64'];
export const FILTER_DTYPES = [...REAL_DTYPES, ...INTEGER_DTYPES];
export const ALL_DTYPES = [...FILTER_DTYPES, ...COPY_DTYPES];

export const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  uint8: Uint8Array,
  uint8clamped: Uint8ClampedArray,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bool: Uint8Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
};

// area has one coordinate mode only.
export function modesOf(interpolation) {
  return interpolation === 'area' ? ['half_pixel'] : COORDINATES;
}

export function dtypesOf(interpolation) {
  return interpolation === 'nearest' || interpolation === 'area' ? ALL_DTYPES : FILTER_DTYPES;
}

// Small, fast and the same everywhere (mulberry32): numbers in [0, 1).
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = imul(t ^ (t >>> 15), t | 1);
    t ^= t + imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function tensorOf(data, shape, dtype) {
  return dtype === 'float16' || dtype === 'bool' ? { data, shape, dtype } : { data, shape };
}

// Values over the dtype's whole range, with its ends well represented; reals in [-1, 1).
export function randomTensor(dtype, shape, seed) {
  const next = random(seed);
  const data = new ARRAYS[dtype](elements(shape));
  const half = dtype === 'float16' ? new Half(data.buffer) : null;
  for (let i = 0; i < data.length; i++) {
    const u = next();
    if (half) half[i] = u * 2 - 1;
    else if (dtype === 'bool') data[i] = u < 0.5 ? 0 : 1;
    else if (dtype === 'int64') data[i] = BigInt.asIntN(64, (BigInt(floor(u * 2 ** 32)) << 32n) | 0xfedcba98n);
    else if (dtype === 'uint64') data[i] = (BigInt(floor(u * 2 ** 32)) << 32n) | 0xfedcba98n;
    else if (dtype in INTEGER_RANGES) {
      const [low, high] = INTEGER_RANGES[dtype];
      data[i] = u < 0.1 ? low : u > 0.9 ? high : low + floor(next() * (high - low + 1));
    } else data[i] = u * 2 - 1;
  }
  return tensorOf(data, shape, dtype);
}

// The numbers in a typed array; half-precision bits are decoded.
export function numbers(data, dtype) {
  const bits = dtype === 'float16' && Object.prototype.toString.call(data) === '[object Uint16Array]';
  if (bits) return Float64Array.from(new Half(data.buffer, data.byteOffset, data.length));
  return Float64Array.from(data);
}

export function encode(values, dtype) {
  if (dtype === 'float16') return new Uint16Array(Half.from(values).buffer);
  if (dtype in INTEGER_RANGES) return ARRAYS[dtype].from(values, (value) => nearestOf(value, dtype));
  return ARRAYS[dtype].from(values);
}

// The value of the dtype that a number becomes: rounded half to even and saturated.
export function nearestOf(value, dtype) {
  if (dtype === 'float64') return value;
  if (dtype === 'float32') return fround(value);
  if (dtype === 'float16') return Half.of(value)[0];
  const [low, high] = INTEGER_RANGES[dtype];
  return min(high, max(low, roundHalfToEven(value)));
}

export function largest(values) {
  let result = 0;
  for (const value of values) result = max(result, abs(value));
  return result;
}

export function bytes(data) {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

export function sameBits(a, b) {
  return Buffer.compare(bytes(a), bytes(b)) === 0;
}

export function expectSameBits(actual, expected) {
  if (actual.length === expected.length && sameBits(actual, expected)) return;
  const at = Array.from(expected).findIndex((value, i) => !Object.is(value, actual[i]));
  throw new Error(
    `not the same bits: lengths ${actual.length} and ${expected.length}, first difference at ${at}: ` +
      `${actual[at]} instead of ${expected[at]}`,
  );
}

// Every result must be what some number within `slack` of the reference rounds to.
export function expectWithin(result, dtype, reference, slack, label = '') {
  const actual = numbers(result, dtype);
  if (actual.length !== reference.length) {
    throw new Error(`${label}: ${actual.length} elements instead of ${reference.length}`);
  }
  for (let i = 0; i < actual.length; i++) {
    if (abs(actual[i] - reference[i]) <= slack) continue;
    const low = nearestOf(reference[i] - slack, dtype);
    const high = nearestOf(reference[i] + slack, dtype);
    if (!(actual[i] >= low && actual[i] <= high)) {
      throw new Error(`${label}: element ${i} is ${actual[i]}, expected ${reference[i]} within ${slack} (as ${dtype})`);
    }
  }
}

// [n, h, w, c] to [n, c, h, w].
export function toChannelsFirst(data, [n, h, w, c]) {
  const result = new data.constructor(data.length);
  for (let i = 0; i < n; i++) {
    for (let p = 0; p < h * w; p++) {
      for (let k = 0; k < c; k++) result[(i * c + k) * h * w + p] = data[(i * h * w + p) * c + k];
    }
  }
  return result;
}
