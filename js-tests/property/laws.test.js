// The laws of a linear, separable, symmetric map whose weights sum to 1. They hold for all numbers.
import fc from 'fast-check';
import { init, UpSampling2D } from 'upsampling2d';
import { copies, shapeOf } from '../helpers/cells.js';
import { tolerance } from '../helpers/reference.js';
import {
  ARRAYS,
  COORDINATES,
  encode,
  expectSameBits,
  FILTER_DTYPES,
  FORMATS,
  INTEGER_RANGES,
  INTERPOLATIONS,
  largest,
  modesOf,
  nearestOf,
  numbers,
  randomTensor,
  tensorOf,
} from '../helpers/tensors.js';

const SEED = 31415926;
const RUNS = 25;

beforeAll(() => init());

const kinds = INTERPOLATIONS.flatMap((interpolation) =>
  modesOf(interpolation).map((coordinates) => [interpolation, coordinates]),
);

const place = fc.record({
  dataFormat: fc.constantFrom(...FORMATS),
  size: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })),
  batch: fc.integer({ min: 1, max: 2 }),
  rows: fc.integer({ min: 1, max: 12 }),
  cols: fc.integer({ min: 1, max: 12 }),
  channels: fc.integer({ min: 1, max: 9 }),
  seed: fc.nat(),
});
const real = fc.constantFrom('float32', 'float64');

const run = (property) => fc.assert(property, { seed: SEED, numRuns: RUNS });

function layerOf(interpolation, coordinates, { size, dataFormat }) {
  return new UpSampling2D({ interpolation, coordinates, size, dataFormat });
}

function expectClose(actual, expected, slack) {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) {
    if (!(Math.abs(actual[i] - expected[i]) <= slack))
      throw new Error(`element ${i}: ${actual[i]} and ${expected[i]} differ by more than ${slack}`);
  }
}

const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

describe.each(kinds)(`%s %s (seed ${SEED}, ${RUNS} runs each)`, (interpolation, coordinates) => {
  test('a constant stays that constant, in every dtype', () => {
    run(
      fc.property(
        place,
        fc.constantFrom(...FILTER_DTYPES),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (where, dtype, u) => {
          const [low, high] = INTEGER_RANGES[dtype] ?? [-1, 1];
          const data = encode([low + ((u + 1) / 2) * (high - low)], dtype);
          const value = numbers(data, dtype)[0];
          const shape = shapeOf(where);
          const filled = new ARRAYS[dtype](shape.reduce((a, b) => a * b)).fill(data[0]);
          const result = numbers(
            layerOf(interpolation, coordinates, where).apply(tensorOf(filled, shape, dtype)).data,
            dtype,
          );
          const slack =
            copies(interpolation) || dtype in INTEGER_RANGES
              ? 0
              : tolerance(interpolation, Math.abs(value), dtype) + (dtype === 'float16' ? 2 ** -11 : 0);
          expectClose(result, new Float64Array(result.length).fill(nearestOf(value, dtype)), slack);
        },
      ),
    );
  });

  test('linear', () => {
    run(
      fc.property(place, real, fc.double({ min: -3, max: 3, noNaN: true }), (where, dtype, factor) => {
        const layer = layerOf(interpolation, coordinates, where);
        const shape = shapeOf(where);
        const x = randomTensor(dtype, shape, where.seed);
        const z = randomTensor(dtype, shape, where.seed + 1);
        const k = dtype === 'float32' ? Math.fround(factor) : factor;
        const mixed = x.data.map((value, i) => k * value + z.data[i]);
        const fx = layer.apply(x).data;
        const fz = layer.apply(z).data;
        const expected = Array.from(fx, (value, i) => k * value + fz[i]);
        const eps = dtype === 'float32' ? 2e-6 : 2e-14;
        expectClose(layer.apply({ data: mixed, shape }).data, expected, 3 * eps * 4 * (Math.abs(k) + 1));
      }),
    );
  });

  test('the gradient is the adjoint: <Ax, g> = <x, Aᵀg>', () => {
    run(
      fc.property(place, real, (where, dtype) => {
        const layer = layerOf(interpolation, coordinates, where);
        const x = randomTensor(dtype, shapeOf(where), where.seed);
        const g = randomTensor(dtype, layer.computeOutputShape(x.shape), where.seed + 1);
        const left = dot(Float64Array.from(layer.apply(x).data), g.data);
        const back = layer.gradient(g);
        expect(back.shape).toEqual(x.shape);
        const right = dot(Float64Array.from(x.data), back.data);
        const eps = dtype === 'float32' ? 4e-6 : 4e-14;
        expect(Math.abs(left - right)).toBeLessThanOrEqual(
          eps * 4 * g.data.reduce((sum, value) => sum + Math.abs(value), 0),
        );
      }),
    );
  });

  test('the gradient of the sum sums to the number of outputs', () => {
    run(
      fc.property(place, real, (where, dtype) => {
        const layer = layerOf(interpolation, coordinates, where);
        const shape = layer.computeOutputShape(shapeOf(where));
        const count = shape.reduce((a, b) => a * b);
        const { data } = layer.gradient({ data: new ARRAYS[dtype](count).fill(1), shape });
        const sum = Float64Array.from(data).reduce((a, b) => a + b, 0);
        expect(Math.abs(sum - count)).toBeLessThanOrEqual((dtype === 'float32' ? 4e-6 : 4e-14) * count);
      }),
    );
  });

  test('rows and columns are separate', () => {
    run(
      fc.property(place, ({ rows, cols, size, seed }) => {
        const u = randomTensor('float64', [1, rows, 1, 1], seed);
        const v = randomTensor('float64', [1, 1, cols, 1], seed + 1);
        const product = Float64Array.from(
          { length: rows * cols },
          (_, i) => u.data[Math.floor(i / cols)] * v.data[i % cols],
        );
        const make = (factors) => layerOf(interpolation, coordinates, { size: factors, dataFormat: 'channels_last' });
        const tall = make([size[0], 1]).apply(u).data;
        const wide = make([1, size[1]]).apply(v).data;
        const whole = make(size).apply({ data: product, shape: [1, rows, cols, 1] }).data;
        const expected = Float64Array.from(
          { length: whole.length },
          (_, i) => tall[Math.floor(i / wide.length)] * wide[i % wide.length],
        );
        expectClose(whole, expected, 1e-13 * 12);
      }),
    );
  });

  test('the transposed picture gives the transposed result', () => {
    run(
      fc.property(place, ({ rows, cols, size, seed }) => {
        const x = randomTensor('float64', [1, rows, cols, 1], seed);
        const turned = Float64Array.from(
          { length: rows * cols },
          (_, i) => x.data[(i % rows) * cols + Math.floor(i / rows)],
        );
        const result = layerOf(interpolation, coordinates, { size, dataFormat: 'channels_last' }).apply(x).data;
        const other = layerOf(interpolation, coordinates, {
          size: [size[1], size[0]],
          dataFormat: 'channels_last',
        }).apply({ data: turned, shape: [1, cols, rows, 1] }).data;
        const [h, w] = [rows * size[0], cols * size[1]];
        expectClose(
          other,
          Float64Array.from({ length: h * w }, (_, i) => result[(i % h) * w + Math.floor(i / h)]),
          1e-13 * 12,
        );
      }),
    );
  });

  if (coordinates !== 'asymmetric' && !(interpolation === 'nearest' && coordinates === 'align_corners')) {
    test('the mirrored picture gives the mirrored result', () => {
      run(
        fc.property(place, ({ rows, cols, size, seed }) => {
          const layer = layerOf(interpolation, coordinates, { size, dataFormat: 'channels_last' });
          const x = randomTensor('float64', [1, rows, cols, 1], seed);
          const mirrored = layer.apply({ data: x.data.slice().reverse(), shape: x.shape }).data;
          expectClose(mirrored, layer.apply(x).data.slice().reverse(), 1e-13 * 12);
        }),
      );
    });
  }
});

const SEPARABLE = ['nearest', 'area', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5'];

test.each(kinds.filter(([interpolation]) => SEPARABLE.includes(interpolation)))(
  `%s %s: rows then columns is both at once (seed ${SEED})`,
  (interpolation, coordinates) => {
    run(
      fc.property(place, real, (where, dtype) => {
        const x = randomTensor(dtype, shapeOf(where), where.seed);
        const make = (size) => layerOf(interpolation, coordinates, { ...where, size });
        const whole = make(where.size).apply(x).data;
        const steps = make([1, where.size[1]]).apply(make([where.size[0], 1]).apply(x)).data;
        expectClose(steps, whole, 3 * tolerance(interpolation, 1, dtype) + (interpolation === 'area' ? 4e-6 : 0));
      }),
    );
  },
);

test(`area is nearest, in float32 and what is computed in it but for rounding (seed ${SEED})`, () => {
  run(
    fc.property(place, fc.constantFrom(...Object.keys(ARRAYS)), (where, dtype) => {
      const x = randomTensor(dtype, shapeOf(where), where.seed);
      const area = layerOf('area', 'half_pixel', where);
      const nearest = layerOf('nearest', 'half_pixel', where);
      const [means, copies] = [area, nearest].map((layer) => layer.apply(x).data);
      if (['float32', 'float16', 'int16', 'uint16'].includes(dtype)) {
        expectClose(numbers(means, dtype), numbers(copies, dtype), { float32: 4e-6, float16: 4e-3 }[dtype] ?? 1);
      } else expectSameBits(means, copies);
      if (dtype.startsWith('float')) {
        const dy = randomTensor(dtype, area.computeOutputShape(x.shape), where.seed);
        expectSameBits(area.gradient(dy).data, nearest.gradient(dy).data);
      }
    }),
  );
});

describe('the choice of filter has an effect', () => {
  const impulse = new Float32Array(15 * 15);
  impulse[7 * 15 + 7] = 1;
  for (let i = 0; i < 15; i++) impulse[i] = 1;
  const pairs = INTERPOLATIONS.flatMap((one, i) => INTERPOLATIONS.slice(i + 1).map((two) => [one, two])).filter(
    ([one, two]) => !(one === 'nearest' && two === 'area'),
  );

  test.each(pairs)('%s and %s differ on an impulse', (one, two) => {
    for (const coordinates of COORDINATES) {
      if ((one === 'area' || two === 'area') && coordinates !== 'half_pixel') continue;
      for (const size of [2, 3]) {
        const [a, b] = [one, two].map(
          (interpolation) =>
            new UpSampling2D({ size, interpolation, coordinates, dataFormat: 'channels_last' }).apply({
              data: impulse,
              shape: [1, 15, 15, 1],
            }).data,
        );
        expect(largest(a.map((value, i) => value - b[i]))).toBeGreaterThan(0.005);
      }
    }
  });

  test.each(INTERPOLATIONS.filter((name) => !copies(name)))(
    '%s: the three coordinate modes differ',
    (interpolation) => {
      const results = COORDINATES.map(
        (coordinates) =>
          new UpSampling2D({ size: 2, interpolation, coordinates, dataFormat: 'channels_last' }).apply({
            data: impulse,
            shape: [1, 15, 15, 1],
          }).data,
      );
      for (const [i, j] of [
        [0, 1],
        [0, 2],
        [1, 2],
      ])
        expect(largest(results[i].map((value, at) => value - results[j][at]))).toBeGreaterThan(0.01);
    },
  );
});
