// UpSampling2D in TensorFlow's float32 arithmetic (2.21, x86-64): every operation rounded once, in the order of
// tensorflow/core/kernels/image, nothing fused. Where there is a Keras behind it these are its very bits. Shares no code
// with the product; takes and gives numbers (tensors.js encodes them), as reference.js does, and the same configs.
import { geometry, roundHalfToEven } from './reference.js';

// Jest's sandbox makes every look-up of a global slow; these stand in the innermost loops.
const { abs, ceil, exp, floor, fround, max, min, PI, trunc } = Math;

const RADIUS = { lanczos3: 3, lanczos5: 5, gaussian: 1.5, mitchellcubic: 2 };
const COLUMNS_FIRST = ['bilinear', 'area'];

const clamp = (index, n) => min(n - 1, max(0, index));

// image_resizer_state.h, CalculateResizeScale.
function scaleOf(mode, n, outputs) {
  if (mode === 'align_corners' && outputs > 1) return fround(fround(n - 1) / fround(outputs - 1));
  return fround(fround(n) / fround(outputs));
}

// Where output `o` lies, if pixel j lies at j: HalfPixelScaler and LegacyScaler of the same file.
function positionOf(mode, scale, o) {
  if (mode !== 'half_pixel') return fround(fround(o) * scale);
  return fround(fround(fround(o + 0.5) * scale) - 0.5);
}

// resize_nearest_neighbor_op.cc: half-pixel centres have a scaler of their own there, HalfPixelScalerForNN.
function nearestIndex(mode, scale, o) {
  if (mode === 'half_pixel') return floor(fround(fround(o + 0.5) * scale));
  const position = fround(fround(o) * scale);
  return floor(mode === 'align_corners' ? position + 0.5 : position);
}

// glibc's sinf (2.28 or later, sysdeps/ieee754/flt-32/s_sinf.c) for 0 <= y < 120, as its build without FMA computes it.
export function sinf(y) {
  // Below 3/4 there is no reduction, and below 2^-12 not even a polynomial.
  if (y < 2 ** -12) return y;
  let x = y;
  let quarter = 0;
  if (y >= 0.75) {
    // y * 2/pi, rounded half away by way of 24 binary places, and what is left of y beyond it. The constants are
    // 0x1.45F306DC9C883p+23 and 0x1.921FB54442D18p0.
    quarter = (trunc(y * 10680707.430881744) + 0x800000) >> 24;
    x = y - quarter * 1.5707963267948966;
  }
  const x2 = x * x;
  let value;
  if (quarter % 2 === 0) {
    // -0x1.555545995a603p-3, 0x1.1107605230bc4p-7, -0x1.994eb3774cf24p-13
    const x3 = x * x2;
    const rest = 0.008332178146138854 + x2 * -0.00019517298981385725;
    value = x + x3 * -0.16666654943701084 + x3 * x2 * rest;
  } else {
    // -0x1.ffffffd0c621cp-2, 0x1.55553e1068f19p-5, -0x1.6c087e89a359dp-10, 0x1.99343027bf8c3p-16
    const x4 = x2 * x2;
    const rest = -0.001388676379437604 + x2 * 0.000024390450703564542;
    value = 1 + x2 * -0.49999999725108224 + x4 * 0.041666623324344516 + x4 * x2 * rest;
  }
  return fround(quarter % 4 >= 2 ? -value : value);
}

// sampling_kernels.h.
const FLOAT_PI = fround(PI);

function lanczos(radius, x) {
  if (x > radius) return 0;
  if (x <= 1e-3) return 1;
  const angle = fround(FLOAT_PI * x);
  const sines = fround(fround(radius * sinf(angle)) * sinf(fround(angle / radius)));
  return fround(sines / fround(fround(fround(FLOAT_PI * FLOAT_PI) * x) * x));
}

// A polynomial of x, the highest power first, by Horner's rule.
function horner(coefficients, x) {
  return coefficients.map(fround).reduce((sum, coefficient) => fround(fround(sum * x) + coefficient));
}

const KERNELS = {
  lanczos3: (x) => lanczos(3, x),
  lanczos5: (x) => lanczos(5, x),
  gaussian: (x) => (x >= 1.5 ? 0 : fround(exp(-fround(x * x) / 0.5))),
  mitchellcubic: (x) => {
    if (x >= 2) return 0;
    if (x >= 1) return horner([-7 / 18, 2, -10 / 3, 16 / 9], x);
    return horner([7 / 6, -2, 0, 8 / 9], x);
  },
};

// Weights in double precision are rounded here, and divided by their sum as TensorFlow does it.
function normalised(weights) {
  const inverse = fround(1 / weights.reduce((sum, weight) => fround(sum + weight), 0));
  return weights.map((weight) => fround(weight * inverse));
}

// resize_bilinear_op.cc, compute_interpolation_weights.
function bilinearWindow(position, n) {
  const below = floor(position);
  const fraction = fround(position - below);
  return [
    { index: max(below, 0), weight: fround(1 - fraction) },
    { index: clamp(ceil(position), n), weight: fraction },
  ];
}

// resize_bicubic_op.cc: the tables of InitCoeffsTable(-0.5), which it computes in double.
function cubicNear(step) {
  const x = step / 1024;
  return fround((1.5 * x - 2.5) * x * x + 1);
}

function cubicFar(step) {
  const x = 1 + step / 1024;
  return fround(((-0.5 * x + 2.5) * x - 4) * x + 2);
}

// GetWeightsAndIndices with use_keys_cubic.
function bicubicWindow(position, n) {
  const below = floor(position);
  const step = roundHalfToEven(fround(position - below) * 1024);
  const weights = [cubicFar(step), cubicNear(step), cubicNear(1024 - step), cubicFar(1024 - step)];
  const wanted = weights.map((_, k) => below - 1 + k);
  const kept = normalised(weights.map((weight, k) => (wanted[k] === clamp(wanted[k], n) ? weight : 0)));
  return kept.map((weight, k) => ({ index: clamp(wanted[k], n), weight }));
}

// scale_and_translate_op.cc, ComputeSpansCore; pixel j is centred at j + 0.5. All spans of an axis have one length, so
// that pixels of weight 0 may follow.
function spanWindow(interpolation, centre, n) {
  const radius = RADIUS[interpolation];
  const begin = clamp(ceil(fround(fround(centre - radius) - 0.5)), n);
  const end = clamp(floor(fround(fround(centre + radius) - 0.5)), n) + 1;
  const weights = [];
  for (let j = begin; j < end; j++) weights.push(KERNELS[interpolation](abs(fround(fround(j + 0.5) - centre))));
  const window = normalised(weights).map((weight, k) => ({ index: begin + k, weight }));
  const last = min(begin + min(2 * ceil(radius) + 1, n), n);
  for (let index = end; index < last; index++) window.push({ index, weight: 0 });
  return window;
}

// resize_area_op.cc.
function areaWindow(scale, n, o) {
  const from = fround(fround(o) * scale);
  const to = fround(fround(o + 1) * scale);
  const window = [];
  for (let j = floor(from); j < ceil(to); j++) {
    const cut = j + 1 > to;
    const weight = j < from ? (cut ? scale : fround(j + 1 - from)) : cut ? fround(to - j) : 1;
    window.push({ index: clamp(j, n), weight });
  }
  return window;
}

// What output `o` of n * factor is made of: pixels and weights, in TensorFlow's order. Weights may be 0 (such a pixel still
// makes a NaN of an infinity). bilinear: the lower and the upper pixel, with weights 1 - t and t. area ignores the mode.
// Where TensorFlow has no asymmetric or align_corners form (bicubic and what is like it) the kernel is the half-pixel one
// at that mode's position.
export function tapsOf(interpolation, mode, o, n, factor) {
  if (interpolation === 'area') return areaWindow(scaleOf('half_pixel', n, n * factor), n, o);
  const scale = scaleOf(mode, n, n * factor);
  if (interpolation === 'nearest') return [{ index: clamp(nearestIndex(mode, scale, o), n), weight: 1 }];
  const position = positionOf(mode, scale, o);
  if (interpolation === 'bilinear') return bilinearWindow(position, n);
  if (interpolation === 'bicubic') return bicubicWindow(position, n);
  // ScaleAndTranslate is given the factor and inverts it itself.
  const halfPixel = mode === 'half_pixel';
  const centre = fround(halfPixel ? fround(o + 0.5) * fround(1 / factor) : position + 0.5);
  return spanWindow(interpolation, centre, n);
}

function windowsOf(interpolation, mode, n, factor) {
  return Array.from({ length: n * factor }, (_, o) => tapsOf(interpolation, mode, o, n, factor));
}

// One output of a window whose k-th pixel lies at at(k) of `input`.
function combine(interpolation, window, input, at) {
  if (interpolation === 'nearest') return input[at(0)];
  if (interpolation === 'bilinear') {
    const [left, right] = [input[at(0)], input[at(1)]];
    return fround(left + fround(fround(right - left) * window[1].weight));
  }
  // bicubic has no sum that starts at 0, and so keeps a -0.
  let sum = interpolation === 'bicubic' ? -0 : 0;
  for (let k = 0; k < window.length; k++) sum = fround(sum + fround(window[k].weight * input[at(k)]));
  return sum;
}

// Along the middle axis of outer x length x inner.
function alongAxis(interpolation, windows, outer, length, inner, input) {
  const output = new Float32Array(outer * windows.length * inner);
  let to = 0;
  for (let p = 0; p < outer; p++) {
    for (const window of windows) {
      for (let c = 0; c < inner; c++) {
        output[to++] = combine(interpolation, window, input, (k) => (p * length + window[k].index) * inner + c);
      }
    }
  }
  return output;
}

function axes(shape, { size, dataFormat, interpolation, coordinates }) {
  const mode = coordinates ?? 'half_pixel';
  const { planes, rows, cols, depth } = geometry(shape, dataFormat);
  return {
    planes,
    rows,
    cols,
    depth,
    rowWindows: windowsOf(interpolation, mode, rows, size[0]),
    colWindows: windowsOf(interpolation, mode, cols, size[1]),
  };
}

// values: numbers of the input tensor, which are rounded to float32 first; the result is float32.
export function forward(values, shape, config) {
  const { interpolation, size } = config;
  const input = Float32Array.from(values);
  // The one op that looks whether there is anything to do.
  if (interpolation === 'bilinear' && size[0] === 1 && size[1] === 1) return input;
  const { planes, rows, cols, depth, rowWindows, colWindows } = axes(shape, config);
  const [tall, wide] = [rowWindows.length, colWindows.length];
  if (!COLUMNS_FIRST.includes(interpolation)) {
    const high = alongAxis(interpolation, rowWindows, planes, rows, cols * depth, input);
    return alongAxis(interpolation, colWindows, planes * tall, cols, depth, high);
  }
  const broad = alongAxis(interpolation, colWindows, planes * rows, cols, depth, input);
  const output = alongAxis(interpolation, rowWindows, planes, rows, wide * depth, broad);
  if (interpolation === 'bilinear') return output;
  const inverse = fround(1 / fround(scaleOf('half_pixel', rows, tall) * scaleOf('half_pixel', cols, wide)));
  return output.map((value) => value * inverse);
}

// scale_and_translate_op.cc, ComputeGradSpansCore: which outputs a pixel is in. Weights of 0 do not count, but stand for
// what lies between those that do and fill up the spans to one length.
function transposed(windows, n) {
  const pixels = Array.from({ length: n }, () => []);
  windows.forEach((window, o) => {
    for (const { index, weight } of window) if (weight !== 0) pixels[index].push({ index: o, weight });
  });
  const ends = pixels.map((taps) => ({ begin: taps[0].index, end: taps[taps.length - 1].index + 1 }));
  const length = max(...ends.map(({ begin, end }) => end - begin));
  return pixels.map((taps, j) => {
    const { begin } = ends[j];
    const weights = new Map(taps.map(({ index, weight }) => [index, weight]));
    return Array.from({ length: min(begin + length, windows.length) - begin }, (_, k) => ({
      index: begin + k,
      weight: weights.get(begin + k) ?? 0,
    }));
  });
}

// ResizeNearestNeighborGrad, ResizeBilinearGrad, ResizeBicubicGrad: output pixel by output pixel.
function scattered(dy, { planes, rows, cols, depth, rowWindows, colWindows }) {
  const dx = new Float32Array(planes * rows * cols * depth);
  let from = 0;
  for (let p = 0; p < planes; p++) {
    for (const rowWindow of rowWindows) {
      for (const colWindow of colWindows) {
        for (let c = 0; c < depth; c++) {
          const value = dy[from++];
          for (const row of rowWindow) {
            for (const col of colWindow) {
              const to = ((p * rows + row.index) * cols + col.index) * depth + c;
              dx[to] += fround(fround(value * row.weight) * col.weight);
            }
          }
        }
      }
    }
  }
  return dx;
}

// dy: numbers of the gradient of the output; shape is that of the forward input. area has none in TensorFlow.
export function gradient(dy, shape, config) {
  const { interpolation } = config;
  if (interpolation === 'area') throw new Error('TensorFlow has no gradient of area');
  const input = Float32Array.from(dy);
  const plan = axes(shape, config);
  if (!(interpolation in RADIUS)) return scattered(input, plan);
  const { planes, rows, cols, depth, rowWindows, colWindows } = plan;
  const [tall, wide] = [rowWindows.length, colWindows.length];
  const flat = alongAxis(interpolation, transposed(rowWindows, rows), planes, tall, wide * depth, input);
  return alongAxis(interpolation, transposed(colWindows, cols), planes * rows, wide, depth, flat);
}
