// Sets the built package beside recordings of real Keras (record.py has their format): case by case, and as a table.
//
// The promise of each case is `ruleOf`. Where the package does not keep it yet, reached.json says how far it has come, row by
// row: the test fails when a number falls, and also when one rises, until `npm run keras -- --committed --reached` has
// written the file anew.
import { readFileSync } from 'node:fs';
import { crc32, gunzipSync } from 'node:zlib';
import * as api from 'upsampling2d';
import { ARRAYS, elements, encode, INTEGER_RANGES, largest, numbers, random, tensorOf } from '../helpers/tensors.js';

// Jest's sandbox makes every look-up of a global slow; the innermost loops use these.
const { abs, floor, max, min } = Math;
const { is } = Object;

// The sum of the weights' magnitudes, by which rounding errors can grow.
const GAIN = {
  nearest: 1,
  area: 1,
  bilinear: 1.3,
  gaussian: 1.3,
  mitchellcubic: 1.3,
  bicubic: 1.6,
  lanczos3: 2.4,
  lanczos5: 3.4,
};
// Computed in double on purpose, where Keras goes through float32.
const DOUBLE = ['int32', 'uint32', 'float64'];
const SAME_GRADIENTS = ['lanczos3', 'lanczos5', 'gaussian', 'mitchellcubic'];
// The share of bytes that are equal when bytes are filtered to bytes; the others are off by 1.
export const EQUAL_BYTES = 0.997;

export function readRecording(file) {
  return JSON.parse(gunzipSync(readFileSync(file)).toString());
}

// The same noise as `noise` in cases.py.
export function noiseOf({ seed, scale }, dtype, shape) {
  const next = random(seed);
  const values = new Float64Array(elements(shape));
  if (dtype in INTEGER_RANGES) {
    const [low, high] = INTEGER_RANGES[dtype];
    const span = high - low + 1;
    for (let i = 0; i < values.length; i++) {
      values[i] = min(high, max(low, floor((next() * 1.25 - 0.125) * span) + low));
    }
    return ARRAYS[dtype].from(values);
  }
  for (let i = 0; i < values.length; i++) values[i] = (next() * 2 - 1) * scale;
  return encode(values, dtype);
}

// The CRC-32 of all elements, with one kind of NaN.
function crcOf(data, dtype) {
  const copy = data.slice();
  if (dtype === 'float32' || dtype === 'float16') {
    const [bits, infinity, quiet] =
      dtype === 'float32'
        ? [new Uint32Array(copy.buffer), 0x7f800000, 0x7fc00000]
        : [new Uint16Array(copy.buffer), 0x7c00, 0x7e00];
    const unsigned = dtype === 'float32' ? 0x7fffffff : 0x7fff;
    for (let i = 0; i < bits.length; i++) if ((bits[i] & unsigned) > infinity) bits[i] = quiet;
  } else if (dtype === 'float64') {
    const bits = new BigUint64Array(copy.buffer);
    for (let i = 0; i < copy.length; i++) if (Number.isNaN(copy[i])) bits[i] = 0x7ff8000000000000n;
  }
  return crc32(new Uint8Array(copy.buffer)).toString(16).padStart(8, '0');
}

function decode(text, dtype) {
  return new ARRAYS[dtype](Uint8Array.from(Buffer.from(text, 'base64')).buffer);
}

// An input of a recording: x or g.
export function inputOf(given, dtype, shape) {
  const data = given.data === undefined ? noiseOf(given, dtype, shape) : decode(given.data, dtype);
  if (crcOf(data, dtype) !== given.crc) throw new Error(`the noise of seed ${given.seed} is not what Python made`);
  return data;
}

// The promise for a case: the same 'bits'; 'bytes', which are equal with few exceptions; or 'close', within a tolerance.
export function ruleOf({ interpolation, dtype, dtype_y }, backend) {
  if (interpolation === 'nearest') return 'bits';
  if (backend !== 'tensorflow') return 'close';
  if (DOUBLE.includes(dtype)) return 'close';
  return ['uint8', 'int8'].includes(dtype_y) ? 'bytes' : 'bits';
}

// The tolerance of each result, for a largest input of `peak`.
function toleranceOf({ interpolation, size, data_format, shape, dtype, dtype_y }, backend, peak) {
  const [height, width] = data_format === 'channels_last' ? shape.slice(1) : shape.slice(2);
  let slack = 2e-6 * GAIN[interpolation] * peak;
  // Positions in double are exact. Positions in float32 are off by this share of a pixel of the input, or of the output for
  // area.
  if (interpolation === 'area') slack += (height * size[0] + width * size[1]) * 2 ** -23 * peak;
  else if (DOUBLE.includes(dtype)) slack += (height + width) * 2 ** -23 * peak;
  if (dtype_y === 'float16') {
    // jax and numpy keep weights and intermediate rows in float16 as well.
    if (backend === 'jax' || backend === 'numpy') slack += GAIN[interpolation] * peak * 2 ** -10;
    // Both have been rounded to float16, each by up to half a step.
    return (want) => slack + max(abs(want) * 2 ** -10, 2 ** -24);
  }
  if (['int32', 'uint32'].includes(dtype_y)) return () => slack + 1;
  return dtype_y in INTEGER_RANGES ? () => 1 : () => slack;
}

// Keras 3 on TensorFlow saturates float16 too, even infinities. Results with that done to them.
function saturated(data) {
  return data.map((bits) => ((bits & 0x7fff) === 0x7c00 ? bits - 1 : bits));
}

// Whether integers differ only since the sum leaves the type's range. There the package saturates, as most of Keras does. torch
// wraps around, and so does int32 with TensorFlow and numpy, which saturate at the float32 2^31 that is just too much; numpy
// clips to the smallest and largest of the input instead of the type.
function leavesRange(got, want, { dtype_y, backend, ends, allowed }) {
  if (!(dtype_y in INTEGER_RANGES)) return false;
  const [low, high] = INTEGER_RANGES[dtype_y];
  const [least, most] = ends;
  if (backend === 'numpy' && got > most && abs(want - most) <= allowed(want)) return true;
  if (backend === 'numpy' && got < least && abs(want - least) <= allowed(want)) return true;
  if (backend !== 'torch' && dtype_y !== 'int32') return false;
  const range = high - low + 1;
  if (got === high) return want + range - high < 0.6 * range;
  return got === low && low - (want - range) < 0.6 * range;
}

// Sets a result beside a recorded array: how many elements are the same, and the others' distance.
function differ(data, dtype, recorded, allowed, excused = () => false) {
  const total = data.length;
  const result = { total, same: total, off: 0, ratio: 0, zeros: 0, excused: 0, worst: undefined };
  if (crcOf(data, dtype) === recorded.crc) return result;
  const got = numbers(data, dtype);
  const want = numbers(decode(recorded.data, dtype), dtype);
  const { step } = recorded;
  if (want.length !== Math.ceil(total / step)) {
    throw new Error(`${total} elements do not go with ${want.length} that are ${step} apart`);
  }
  let same = 0;
  for (let i = 0; i < want.length; i++) {
    const [a, b] = [got[i * step], want[i]];
    if (is(a, b)) {
      same++;
      continue;
    }
    if (excused(a, b)) {
      result.excused++;
      continue;
    }
    if (a === b) result.zeros++;
    // Infinities and NaN have no distance.
    const off = a === b ? 0 : Number.isFinite(a - b) ? abs(a - b) : Infinity;
    if (result.worst === undefined || off > result.off) {
      result.off = off;
      result.worst = `element ${i * step} is ${is(a, -0) ? '-0' : a} instead of ${is(b, -0) ? '-0' : b}`;
    }
    result.ratio = max(result.ratio, off / allowed(b));
  }
  // Elements outside the samples are assumed to be like the samples, but at least one element differed.
  result.same = min(Math.round((same / want.length) * total), total - 1);
  result.worst ??= 'which is not among the samples';
  return result;
}

function peakOf(values) {
  return largest(values.filter(Number.isFinite)) || 1;
}

export function labelOf(item) {
  const { group, model, interpolation, coordinates, size, dtype, dtype_y, data_format, shape } = item;
  const kind = [group, model, interpolation, coordinates].filter(Boolean).join(' ');
  return `${kind} ${dtype} -> ${dtype_y}, ${data_format} [${shape}] by [${size}]`;
}

function layerOf({ size, interpolation, data_format, coordinates, dtype, dtype_y }, backend) {
  const options = { size, interpolation, dataFormat: data_format, backend };
  if (coordinates) options.coordinates = coordinates;
  if (dtype_y !== dtype) options.outputDtype = dtype_y;
  return new api.UpSampling2D(options);
}

function compareForward(layer, item, backend) {
  const { dtype, shape, dtype_y, shape_y } = item;
  const x = inputOf(item.x, dtype, shape);
  const y = layer.apply(tensorOf(x, shape, dtype));
  if (`${y.dtype} [${y.shape}]` !== `${dtype_y} [${shape_y}]`) {
    throw new Error(`the output is ${y.dtype} [${y.shape}]`);
  }
  const values = numbers(x, dtype);
  const peak = peakOf(values);
  const allowed = toleranceOf(item, backend, peak);
  const range = {
    dtype_y,
    backend,
    ends: [values.reduce((a, b) => min(a, b)), values.reduce((a, b) => max(a, b))],
    allowed,
  };
  const saturates = backend === 'tensorflow' && dtype_y === 'float16' && item.interpolation !== 'nearest';
  const data = saturates ? saturated(y.data) : y.data;
  const result = differ(data, dtype_y, item.y, allowed, (got, want) => leavesRange(got, want, range));
  return { ...result, off: result.off / peak };
}

function compareGradient(layer, item, backend) {
  const g = inputOf(item.g, item.dtype_y, item.shape_y);
  const dx = layer.gradient(tensorOf(g, item.shape_y, item.dtype_y));
  const peak = max(peakOf(g), peakOf(decode(item.dx.data, item.dtype)));
  const tolerance = (backend === 'tensorflow' ? 1e-6 : 2e-6 * GAIN[item.interpolation]) * peak;
  return differ(dx.data, item.dtype, item.dx, () => tolerance);
}

// The report of one case: the promise (`rule`), the results (`forward`, `gradient`), and the `problems`.
// `makeLayer` may put something else in place of the package.
export function compareCase(item, backend, makeLayer = layerOf) {
  const rule = ruleOf(item, backend);
  const result = { item, rule, problems: [] };
  const problem = (text) => result.problems.push(`${labelOf(item)}: ${text}`);
  try {
    const layer = makeLayer(item, backend);
    result.forward = compareForward(layer, item, backend);
    const { total, same, off, ratio, worst } = result.forward;
    const share = `${total - same} of ${total} differ, by up to ${off.toExponential(1)} of the largest input; ${worst}`;
    if (rule === 'bits' && same < total) problem(share);
    if (rule !== 'bits' && ratio > 1) problem(`${ratio.toPrecision(3)} times the tolerance; ${share}`);
    if (item.dx) {
      result.gradient = compareGradient(layer, item, backend);
      const { ratio, same, total, worst } = result.gradient;
      const exact = backend === 'tensorflow' && SAME_GRADIENTS.includes(item.interpolation);
      if (exact && same < total) problem(`gradient: ${total - same} of ${total} differ; ${worst}`);
      if (ratio > 1) problem(`gradient: ${ratio.toPrecision(3)} times the tolerance; ${worst}`);
    }
    layer.dispose();
  } catch (error) {
    problem(error.message);
  }
  return result;
}

// A backend has no such interpolation: the constructor must say so, and name one that does.
export function compareRefusal({ size, interpolation }, backend) {
  let message = 'nothing was thrown';
  try {
    new api.UpSampling2D({ size, interpolation, backend }).dispose();
  } catch (error) {
    message = error.message;
  }
  const others = ['tensorflow', 'jax', 'numpy'].filter((name) => name !== backend);
  return others.some((name) => message.includes(name)) && message.includes(interpolation)
    ? []
    : [`${interpolation} with backend ${backend}: expected an error that names a backend which has it, but ${message}`];
}

// Whether the backend has no such interpolation at all. Keras 3 on TensorFlow lacks some that tf-keras has.
export function isRefusal(item, backend) {
  return item.group === 'refused' && backend !== 'tensorflow';
}

// The results of a recording's cases, as rows: one an interpolation, coordinate mode and rule.
export function tabulate(results) {
  const rows = new Map();
  for (const { item, rule, forward, gradient, problems } of results) {
    const { interpolation, coordinates = '' } = item;
    const key = `${interpolation} ${coordinates} ${rule}`;
    const fresh = { interpolation, coordinates, rule, cases: 0, elements: 0, same: 0, off: 0, ratio: 0, zeros: 0 };
    const row = rows.get(key) ?? {
      ...fresh,
      excused: 0,
      gradients: 0,
      sameGradients: 0,
      gradientRatio: 0,
      problems: [],
    };
    rows.set(key, row);
    row.cases++;
    row.problems.push(...problems);
    if (forward) {
      row.elements += forward.total;
      row.same += forward.same;
      row.off = max(row.off, forward.off);
      row.ratio = max(row.ratio, forward.ratio);
      row.zeros += forward.zeros;
      row.excused += forward.excused;
    }
    if (gradient) {
      row.gradients += gradient.total;
      row.sameGradients += gradient.same;
      row.gradientRatio = max(row.gradientRatio, gradient.ratio);
    }
  }
  for (const row of rows.values()) {
    if (row.rule === 'bytes' && row.same < EQUAL_BYTES * row.elements) {
      row.problems.push(`${row.interpolation}: only ${percent(row.same, row.elements)} of the bytes are equal`);
    }
  }
  return [...rows.values()];
}

// The report of a recording: its rows, and problems with refusals.
export function compareRecording({ backend, cases }) {
  const rows = tabulate(cases.filter((item) => !item.error).map((item) => compareCase(item, backend)));
  const refusals = cases.filter((item) => isRefusal(item, backend)).flatMap((item) => compareRefusal(item, backend));
  return { rows, refusals };
}

// What of its promises the package keeps, for reached.json: by row the elements and gradients with the same bits, how far the
// others are off, the problems that are left, and a checksum of what they say, so that a case cannot get worse while another
// gets better.
export function reachedOf({ rows, refusals }) {
  const left = (problems) => ({ problems: problems.length, checksum: crc32(problems.join('\n')) });
  const entries = rows.map(({ interpolation, coordinates, rule, same, sameGradients, off, problems }) => [
    [interpolation, coordinates, rule].filter(Boolean).join(' '),
    { same, sameGradients, off: Number.isFinite(off) ? off : String(off), ...left(problems) },
  ]);
  return { ...Object.fromEntries(entries), refusals: left(refusals) };
}

export function percent(part, whole) {
  if (whole === 0) return '-';
  // 100 % only if all are equal.
  return `${(floor((part / whole) * 1e5) / 1e3).toFixed(3)} %`;
}
