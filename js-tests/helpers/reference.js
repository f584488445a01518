// The oracle of these tests: UpSampling2D computed the slow and obvious way in double precision, straight from the
// definition. It shares no code with the product. Coordinates are exact fractions, never rounded on the way.

// Jest's sandbox makes every look-up of a global slow; the innermost loops use these.
const { abs, exp, floor, max, min, PI, sin } = Math;

const LANCZOS_RADIUS = { lanczos3: 3, lanczos5: 5 };
const CUBIC_STEPS = 1024;
const CUBIC_A = -0.5;

// The input position of output `o`, as the exact fraction num / den; pixel j is at j.
export function coordinate(mode, o, n, factor) {
  if (mode === 'half_pixel') return { num: 2 * o + 1 - factor, den: 2 * factor };
  if (mode === 'asymmetric') return { num: o, den: factor };
  if (mode === 'align_corners')
    return n * factor === 1 ? { num: 0, den: 1 } : { num: o * (n - 1), den: n * factor - 1 };
  throw new Error(`unknown coordinates ${mode}`);
}

export function roundHalfToEven(value) {
  const below = floor(value);
  const rest = value - below;
  if (rest < 0.5) return below;
  if (rest > 0.5) return below + 1;
  return below % 2 === 0 ? below : below + 1;
}

// Integer division rounded half to even, without leaving whole numbers.
function divideHalfToEven(num, den) {
  const below = floor(num / den);
  const twice = 2 * (num - below * den);
  if (twice < den) return below;
  if (twice > den) return below + 1;
  return below % 2 === 0 ? below : below + 1;
}

export function nearestIndex(mode, o, n, factor) {
  if (mode !== 'align_corners') return floor(o / factor);
  const { num, den } = coordinate(mode, o, n, factor);
  return min(n - 1, floor((2 * num + den) / (2 * den)));
}

function sinc(x) {
  return x === 0 ? 1 : sin(PI * x) / (PI * x);
}

// Weight at distance num / den. Lanczos is exactly zero at whole distances, which Math.sin does not know.
function kernel(interpolation, num, den) {
  const x = abs(num) / den;
  if (interpolation === 'gaussian') return x < 1.5 ? exp(-2 * x * x) : 0;
  if (interpolation === 'mitchellcubic') {
    if (x < 1) return (7 / 6) * x ** 3 - 2 * x ** 2 + 8 / 9;
    return x < 2 ? -(7 / 18) * x ** 3 + 2 * x ** 2 - (10 / 3) * x + 16 / 9 : 0;
  }
  const radius = LANCZOS_RADIUS[interpolation];
  if (num === 0) return 1;
  if (x >= radius || num % den === 0) return 0;
  return sinc(x) * sinc(x / radius);
}

function cubicNear(i) {
  const x = i / CUBIC_STEPS;
  return ((CUBIC_A + 2) * x - (CUBIC_A + 3)) * x * x + 1;
}

function cubicFar(i) {
  const y = 1 + i / CUBIC_STEPS;
  return ((CUBIC_A * y - 5 * CUBIC_A) * y + 8 * CUBIC_A) * y - 4 * CUBIC_A;
}

function renormalised(taps, n) {
  const inside = taps.filter(({ index, weight }) => index >= 0 && index < n && weight !== 0);
  const sum = inside.reduce((total, { weight }) => total + weight, 0);
  return inside.map(({ index, weight }) => ({ index, weight: weight / sum }));
}

// The pixels that output `o` is made of, with their weights. Pixels of weight 0 are left out.
export function taps(interpolation, mode, o, n, factor) {
  if (interpolation === 'nearest' || interpolation === 'area') {
    return [{ index: nearestIndex(mode, o, n, factor), weight: 1 }];
  }
  const { num, den } = coordinate(mode, o, n, factor);
  const below = floor(num / den);
  const rest = num - below * den;
  if (interpolation === 'bilinear') {
    const clamp = (index) => min(n - 1, max(0, index));
    const lower = clamp(below);
    const upper = clamp(rest === 0 ? below : below + 1);
    if (lower === upper) return [{ index: lower, weight: 1 }];
    return [
      { index: lower, weight: (den - rest) / den },
      { index: upper, weight: rest / den },
    ];
  }
  if (interpolation === 'bicubic') {
    const i = divideHalfToEven(rest * CUBIC_STEPS, den);
    const weights = [cubicFar(i), cubicNear(i), cubicNear(CUBIC_STEPS - i), cubicFar(CUBIC_STEPS - i)];
    return renormalised(
      weights.map((weight, k) => ({ index: below - 1 + k, weight })),
      n,
    );
  }
  const around = [];
  for (let index = below - 5; index <= below + 6; index++) {
    around.push({ index, weight: kernel(interpolation, index * den - num, den) });
  }
  return renormalised(around, n);
}

export function axisTaps(interpolation, mode, n, factor) {
  return Array.from({ length: n * factor }, (_, o) => taps(interpolation, mode, o, n, factor));
}

// A tensor of either layout as planes x rows x cols x depth.
export function geometry(shape, dataFormat) {
  const [n, a, b, c] = shape;
  if (dataFormat === 'channels_first') return { planes: n * a, rows: b, cols: c, depth: 1 };
  return { planes: n, rows: a, cols: b, depth: c };
}

export function outputShape(shape, { size, dataFormat }) {
  const [n, a, b, c] = shape;
  if (dataFormat === 'channels_first') return [n, a, b * size[0], c * size[1]];
  return [n, a * size[0], b * size[1], c];
}

// Applies the map (or its transpose) along one axis of outer x length x inner.
function alongAxis(input, outer, length, inner, tapsOf, transposed) {
  const outLength = transposed ? length / tapsOf.factor : tapsOf.length;
  const output = new Float64Array(outer * outLength * inner);
  for (let p = 0; p < outer; p++) {
    for (let o = 0; o < tapsOf.length; o++) {
      for (const { index, weight } of tapsOf[o]) {
        const from = (p * length + (transposed ? o : index)) * inner;
        const to = (p * outLength + (transposed ? index : o)) * inner;
        for (let k = 0; k < inner; k++) output[to + k] += weight * input[from + k];
      }
    }
  }
  return output;
}

function axes(shape, { size, dataFormat, interpolation, coordinates }) {
  const { planes, rows, cols, depth } = geometry(shape, dataFormat);
  const mode = coordinates ?? 'half_pixel';
  const rowTaps = Object.assign(axisTaps(interpolation, mode, rows, size[0]), { factor: size[0] });
  const colTaps = Object.assign(axisTaps(interpolation, mode, cols, size[1]), { factor: size[1] });
  return { planes, rows, cols, depth, rowTaps, colTaps };
}

// values: numbers of the input tensor; the result is not rounded.
export function forward(values, shape, config) {
  const { planes, rows, cols, depth, rowTaps, colTaps } = axes(shape, config);
  const wide = alongAxis(values, planes * rows, cols, depth, colTaps, false);
  return alongAxis(wide, planes, rows, colTaps.length * depth, rowTaps, false);
}

// dy: numbers of the gradient of the output; `shape` is the shape of the forward input.
export function gradient(dy, shape, config) {
  const { planes, rows, cols, depth, rowTaps, colTaps } = axes(shape, config);
  const flat = alongAxis(dy, planes, rowTaps.length, colTaps.length * depth, rowTaps, true);
  return alongAxis(flat, planes * rows, cols * config.size[1], depth, colTaps, true);
}

// nearest and area on elements of any kind: the elements themselves, never their values.
export function copy(data, shape, { size, dataFormat, coordinates }) {
  const { planes, rows, cols, depth } = geometry(shape, dataFormat);
  const mode = coordinates ?? 'half_pixel';
  const output = new data.constructor(data.length * size[0] * size[1]);
  let to = 0;
  for (let p = 0; p < planes; p++) {
    for (let y = 0; y < rows * size[0]; y++) {
      const row = nearestIndex(mode, y, rows, size[0]);
      for (let x = 0; x < cols * size[1]; x++) {
        const col = nearestIndex(mode, x, cols, size[1]);
        for (let k = 0; k < depth; k++) output[to++] = data[((p * rows + row) * cols + col) * depth + k];
      }
    }
  }
  return output;
}

// The largest error in a result if every input has an error of one unit: the sum of |weights| over both axes.
const GAIN = {
  nearest: 1,
  area: 1,
  bilinear: 1.3,
  bicubic: 1.6,
  gaussian: 1.3,
  mitchellcubic: 1.3,
  lanczos3: 2.4,
  lanczos5: 3.4,
};

// Largest absolute deviation that is rounding and not another definition.
export function tolerance(interpolation, largest, dtype = 'float32') {
  if (interpolation === 'nearest' || interpolation === 'area') return 0;
  const unit = dtype === 'float64' || dtype === 'int32' || dtype === 'uint32' ? 2e-14 : 2e-6;
  return unit * GAIN[interpolation] * largest;
}
