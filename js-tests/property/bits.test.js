// Bit for bit the same: layouts, channels and batches alone and together, bands and the whole, SIMD and scalar.
import fc from 'fast-check';
import { init, UpSampling2D } from 'upsampling2d';
import { copies, KINDS, shapeOf } from '../helpers/cells.js';
import { loadBuild, runBuild } from '../helpers/native.js';
import { axisTaps, REACH } from '../helpers/reference.js';
import {
  ALL_DTYPES,
  dtypesOf,
  elements,
  expectSameBits,
  FORMATS,
  INTERPOLATIONS,
  modesOf,
  REAL_DTYPES,
  random,
  randomTensor,
  tensorOf,
  toChannelsFirst,
} from '../helpers/tensors.js';

const SEED = 27182818;

// Rows beyond a cut that filters can read, and one for positions between rows. A gradient reads every output that the row went into,
// and these outputs must be far enough from the edge of the cut to have the weights of the whole.
const HALO = REACH + 1;

beforeAll(() => init());

const kinds = INTERPOLATIONS.flatMap((interpolation) =>
  modesOf(interpolation).map((coordinates) => [interpolation, coordinates]),
);
const layerOf = (options) => new UpSampling2D(options);

function shapes(count, seed) {
  const next = random(seed);
  const upTo = (n) => 1 + Math.floor(next() * n);
  return Array.from({ length: count }, () => ({
    shape: [upTo(2), upTo(9), upTo(21), upTo(next() < 0.5 ? 4 : 24)],
    size: [upTo(5), upTo(5)],
  }));
}

describe.each(kinds)('%s %s', (interpolation, coordinates) => {
  test('channels_first is channels_last transposed, for every dtype', () => {
    for (const dtype of dtypesOf(interpolation)) {
      for (const [i, { shape, size }] of shapes(4, SEED).entries()) {
        const [n, h, w, c] = shape;
        const last = layerOf({ interpolation, coordinates, size, dataFormat: 'channels_last' });
        const first = layerOf({ interpolation, coordinates, size, dataFormat: 'channels_first' });
        const x = randomTensor(dtype, shape, i);
        const y = last.apply(x);
        const turned = first.apply(tensorOf(toChannelsFirst(x.data, shape), [n, c, h, w], dtype));
        expectSameBits(turned.data, toChannelsFirst(y.data, y.shape));
        if (REAL_DTYPES.includes(dtype)) {
          const dy = randomTensor(dtype, y.shape, i + 100);
          const turnedDy = tensorOf(toChannelsFirst(dy.data, y.shape), turned.shape, dtype);
          expectSameBits(first.gradient(turnedDy).data, toChannelsFirst(last.gradient(dy).data, shape));
        }
      }
    }
  });

  test('a channel of many is that channel alone, a picture of a batch is that picture alone', () => {
    for (const dtype of dtypesOf(interpolation)) {
      for (const channels of [2, 3, 4, 5, 8, 19]) {
        const [batch, rows, cols] = [2, 4, 6];
        const config = { interpolation, coordinates, size: [2, 3], dataFormat: 'channels_last' };
        const layer = layerOf(config);
        const x = randomTensor(dtype, [batch, rows, cols, channels], channels);
        const whole = layer.apply(x).data;
        const b = channels % 2;
        const k = channels - 1;
        const picture = x.data.slice(b * rows * cols * channels, (b + 1) * rows * cols * channels);
        const apart = layer.apply(tensorOf(picture, [1, rows, cols, channels], dtype)).data;
        expectSameBits(apart, whole.slice(b * apart.length, (b + 1) * apart.length));
        const one = layer.apply(
          tensorOf(
            picture.filter((_, i) => i % channels === k),
            [1, rows, cols, 1],
            dtype,
          ),
        ).data;
        expectSameBits(
          one,
          apart.filter((_, i) => i % channels === k),
        );
      }
    }
  });
});

describe('many bands', () => {
  const tall = INTERPOLATIONS.flatMap((interpolation) => FORMATS.map((dataFormat) => [interpolation, dataFormat]));

  test.each(tall)('%s %s: a tall picture is the same in bands and in one piece', (interpolation, dataFormat) => {
    for (const dtype of ['float32', 'uint8', 'int32']) {
      const layer = layerOf({ interpolation, size: [2, 3], dataFormat });
      const x = randomTensor(dtype, shapeOf({ dataFormat, rows: 900, cols: 120, channels: 4 }), 5);
      const banded = layer.apply(x).data;
      const plan = layer.plan(x.shape, dtype);
      plan.input.set(x.data);
      plan.run();
      expectSameBits(plan.output.slice(), banded);
      plan.dispose();
    }
  });

  test.each(tall)('%s %s: rows of a tall picture are those of a cut out of it', (interpolation, dataFormat) => {
    const [rows, cols, channels, factor] = [1500, 90, 3, 2];
    const halo = HALO;
    for (const coordinates of modesOf(interpolation).filter((mode) => mode !== 'align_corners')) {
      for (const dtype of ['float32', 'uint16']) {
        const layer = layerOf({ interpolation, coordinates, size: [factor, 1], dataFormat });
        const x = randomTensor(dtype, shapeOf({ dataFormat, rows, cols, channels }), 9);
        const whole = layer.apply(x).data;
        const outer = dataFormat === 'channels_first' ? channels : 1;
        const inner = elements(x.shape) / outer / rows;
        const cut = (data, perRow, total, from, to) => {
          const piece = new data.constructor(outer * (to - from) * perRow);
          for (let p = 0; p < outer; p++)
            piece.set(data.subarray((p * total + from) * perRow, (p * total + to) * perRow), p * (to - from) * perRow);
          return piece;
        };
        for (const begin of [100, 511, 1203]) {
          const end = begin + 37;
          const piece = cut(x.data, inner, rows, begin - halo, end + halo);
          const result = layer.apply({
            data: piece,
            shape: shapeOf({ dataFormat, rows: end - begin + 2 * halo, cols, channels }),
          }).data;
          const middle = cut(
            result,
            inner,
            (end - begin + 2 * halo) * factor,
            halo * factor,
            (halo + end - begin) * factor,
          );
          expectSameBits(middle, cut(whole, inner, rows * factor, begin * factor, end * factor));
        }
      }
    }
  });

  test.each(tall)('%s %s: the gradient of a tall picture is that of a cut out of it', (interpolation, dataFormat) => {
    const [rows, cols, channels, factor] = [1200, 64, 4, 4];
    const halo = 2 * HALO;
    const layer = layerOf({ interpolation, size: [factor, 2], dataFormat });
    const x = shapeOf({ dataFormat, rows, cols, channels });
    const dy = randomTensor('float32', layer.computeOutputShape(x), 9);
    const whole = layer.gradient(dy).data;
    const outer = dataFormat === 'channels_first' ? channels : 1;
    const cut = (data, perRow, total, from, to) => {
      const piece = new data.constructor(outer * (to - from) * perRow);
      for (let p = 0; p < outer; p++)
        piece.set(data.subarray((p * total + from) * perRow, (p * total + to) * perRow), p * (to - from) * perRow);
      return piece;
    };
    const perRow = elements(x) / outer / rows;
    const outPerRow = perRow * 2;
    for (const begin of [90, 700]) {
      const end = begin + 25;
      const span = end - begin + 2 * halo;
      const piece = cut(dy.data, outPerRow, rows * factor, (begin - halo) * factor, (end + halo) * factor);
      const shape = layer.computeOutputShape(shapeOf({ dataFormat, rows: span, cols, channels }));
      const result = layer.gradient({ data: piece, shape }).data;
      expectSameBits(cut(result, perRow, span, halo, halo + end - begin), cut(whole, perRow, rows, begin, end));
    }
  });
});

describe('the builds', () => {
  let scalar;
  let simd;
  beforeAll(async () => {
    scalar = await loadBuild('wasm-scalar');
    simd = await loadBuild('wasm-release');
  });

  test('one has SIMD and the other has not', () => {
    const config = { size: [2, 2], dataFormat: 'channels_last', interpolation: 'bilinear' };
    const x = randomTensor('float32', [1, 4, 4, 4], 1);
    const options = { dtype: 'float32', outputShape: [1, 8, 8, 4] };
    expect(runBuild(simd, config, x, options).kernel).toMatch(/__simd128/);
    expect(runBuild(scalar, config, x, options).kernel).not.toMatch(/simd128/);
  });

  const draws = shapes(KINDS.length, SEED + 1);
  test.each(INTERPOLATIONS)('%s: without SIMD the same bits, for every kind', (interpolation) => {
    KINDS.forEach((kind, i) => {
      if (kind.interpolation !== interpolation) return;
      for (const { shape, size } of [draws[i], draws[(i + 7) % draws.length]]) {
        const { dtype } = kind;
        const config = { ...kind, size };
        const layer = layerOf({ interpolation, coordinates: kind.coordinates, dataFormat: kind.dataFormat, size });
        const x = randomTensor(dtype, shape, i);
        const y = layer.apply(x);
        expectSameBits(runBuild(scalar, config, x, { dtype, outputShape: y.shape }).data, y.data);
        if (REAL_DTYPES.includes(dtype)) {
          const dy = randomTensor(dtype, y.shape, i + 1);
          const back = runGradient(scalar, config, dy, shape, dtype);
          expectSameBits(back, layer.gradient(dy).data);
        }
      }
    });
  });

  test.each(INTERPOLATIONS.filter((name) => !copies(name)))(
    '%s: float32 from integers, without SIMD the same bits',
    (interpolation) => {
      for (const dtype of ALL_DTYPES.filter((name) => name.includes('int') && !name.includes('64'))) {
        const config = { interpolation, size: [2, 3], dataFormat: 'channels_last' };
        const x = randomTensor(dtype, [1, 7, 9, 3], 3);
        const y = layerOf({ ...config, outputDtype: 'float32' }).apply(x);
        const other = runBuild(
          scalar,
          config,
          { ...x, outArray: Float32Array },
          { dtype, outDtype: 'float32', outputShape: y.shape },
        );
        expectSameBits(other.data, y.data);
      }
    },
  );

  test(`bands in any order, alone or continued (seed ${SEED})`, () => {
    const config = fc.record({
      interpolation: fc.constantFrom(...INTERPOLATIONS),
      dataFormat: fc.constantFrom(...FORMATS),
      size: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 })),
      dtype: fc.constantFrom('float32', 'uint8', 'float16', 'int32'),
      rows: fc.integer({ min: 200, max: 500 }),
      seed: fc.nat(),
    });
    let several = 0;
    fc.assert(
      fc.property(config, ({ dtype, rows, seed, ...rest }) => {
        const x = randomTensor(dtype, shapeOf({ dataFormat: rest.dataFormat, rows, cols: 300, channels: 3 }), seed);
        const layer = layerOf(rest);
        const y = layer.apply(x);
        const next = random(seed);
        const shuffled = (bands) =>
          Array.from({ length: bands }, (_, i) => [next(), i])
            .sort((a, b) => a[0] - b[0])
            .map(([, i]) => i);
        const pairs = (bands) => shuffled(bands).flatMap((i) => (i + 1 < bands ? [i, i + 1] : [i]));
        for (const order of [undefined, shuffled, pairs]) {
          const { data, bands } = runBuild(simd, rest, x, { dtype, outputShape: y.shape, order });
          expectSameBits(data, y.data);
          if (bands > 2) several++;
        }
      }),
      { seed: SEED, numRuns: 12 },
    );
    expect(several).toBeGreaterThan(10);
  });

  function runGradient(module, config, dy, inputShape, dtype) {
    const layer = { ...config };
    return runBuild(module, layer, dy, { gradient: true, dtype, outputShape: inputShape }).data;
  }
});

test('the footprint of the halo in these tests is wide enough', () => {
  for (const interpolation of INTERPOLATIONS) {
    const list = axisTaps(interpolation, 'half_pixel', 40, 2);
    list.forEach((taps, o) => {
      for (const { index } of taps) expect(Math.abs(index - o / 2)).toBeLessThanOrEqual(HALO);
    });
  }
});
