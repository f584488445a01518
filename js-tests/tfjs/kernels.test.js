// tf.image.resizeBilinear and resizeNearestNeighbor with our kernels in place, against their definition; and every call that is not
// ours has the stock kernel's answer, bit for bit.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { register, unregister } from 'upsampling2d/tfjs';
import { BACKENDS, distance, noise, on, tf, warnings } from './tensorflow.js';

const OPS = { resizeBilinear: 'ResizeBilinear', resizeNearestNeighbor: 'ResizeNearestNeighbor' };
const MODES = [
  { alignCorners: false, halfPixelCenters: false },
  { alignCorners: false, halfPixelCenters: true },
  { alignCorners: true, halfPixelCenters: false },
];

// [shape, size]
const WHOLE = [
  [
    [1, 1, 1, 1],
    [1, 1],
  ],
  [
    [1, 2, 3, 1],
    [2, 3],
  ],
  [
    [2, 3, 2, 3],
    [6, 6],
  ],
  [
    [1, 2, 5, 8],
    [8, 5],
  ],
  [
    [2, 4, 3, 9],
    [12, 15],
  ],
  [
    [1, 1, 4, 16],
    [7, 8],
  ],
];
const OTHER = [
  [
    [1, 2, 3, 2],
    [3, 4],
  ],
  [
    [2, 5, 4, 1],
    [2, 3],
  ],
  [
    [1, 4, 4, 3],
    [2, 2],
  ],
  [
    [1, 3, 2, 2],
    [6, 3],
  ],
];

// The taps of an axis: for each output, its pixels and their weights.
function axis(op, n, size, { alignCorners, halfPixelCenters }) {
  const scale = alignCorners && size > 1 ? (n - 1) / (size - 1) : n / size;
  const inside = (pixel) => Math.min(n - 1, Math.max(0, pixel));
  return Array.from({ length: size }, (_, o) => {
    if (op === 'resizeNearestNeighbor') {
      const at = (halfPixelCenters ? o + 0.5 : o) * scale;
      return [[inside(alignCorners ? Math.round(at) : Math.floor(at + 1e-9)), 1]];
    }
    const at = halfPixelCenters ? (o + 0.5) * scale - 0.5 : o * scale;
    const low = Math.floor(at);
    return [
      [inside(low), 1 - (at - low)],
      [inside(low + 1), at - low],
    ];
  });
}

// The whole map, as calls of visit(from, to, weight).
function walk(op, [n, h, w, c], [rows, cols], mode, visit) {
  const [down, across] = [axis(op, h, rows, mode), axis(op, w, cols, mode)];
  for (let b = 0; b < n; b++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < cols; x++)
        for (const [row, a] of down[y])
          for (const [col, d] of across[x])
            for (let k = 0; k < c; k++) {
              visit(((b * h + row) * w + col) * c + k, ((b * rows + y) * cols + x) * c + k, a * d);
            }
}

const target = ([n, , , c], [rows, cols]) => [n, rows, cols, c];
const count = (shape) => shape.reduce((a, b) => a * b, 1);

function resized(op, x, shape, size, mode) {
  const y = new Float64Array(count(target(shape, size)));
  walk(op, shape, size, mode, (from, to, weight) => {
    y[to] += weight * x[from];
  });
  return y;
}

function resizedBack(op, dy, shape, size, mode) {
  const dx = new Float64Array(count(shape));
  walk(op, shape, size, mode, (from, to, weight) => {
    dx[from] += weight * dy[to];
  });
  return dx;
}

const run = (backend, op, x, shape, size, { alignCorners, halfPixelCenters }, dtype = 'float32') =>
  on(backend, () => tf.image[op](tf.tensor(x, shape, dtype), size, alignCorners, halfPixelCenters));

const gradientOf = (backend, op, dy, shape, size, { alignCorners, halfPixelCenters }) =>
  on(backend, () =>
    tf.grad((x) =>
      tf.image[op](x, size, alignCorners, halfPixelCenters)
        .mul(tf.tensor(dy, target(shape, size)))
        .sum(),
    )(tf.zeros(shape)),
  );

afterAll(() => unregister(tf));

describe.each(BACKENDS)('%s', (backend) => {
  const every = (cases) => MODES.flatMap((mode) => cases.map(([shape, size]) => ({ ...mode, shape, size, mode })));

  describe.each(Object.keys(OPS))('%s', (op) => {
    beforeAll(() => register(tf));

    test.each(every([...WHOLE, ...OTHER]))(
      '$shape to $size, alignCorners $alignCorners, halfPixelCenters $halfPixelCenters',
      async ({ shape, size, mode }) => {
        const x = noise(shape);
        const [y] = await run(backend, op, x, shape, size, mode);
        expect(distance(y, resized(op, x, shape, size, mode))).toBeLessThan(op === 'resizeBilinear' ? 3e-6 : 1e-12);
      },
    );

    test.each(every(WHOLE).filter(({ alignCorners }) => !alignCorners))(
      'the gradient from $size to $shape, halfPixelCenters $halfPixelCenters',
      async ({ shape, size, mode }) => {
        const dy = noise(target(shape, size));
        const [dx] = await gradientOf(backend, op, dy, shape, size, mode);
        expect(distance(dx, resizedBack(op, dy, shape, size, mode))).toBeLessThan(2e-6);
      },
    );
  });

  // What goes to the stock kernel: x, shape, size, mode, dtype.
  const handed = [
    ...every(OTHER).map(({ shape, size, mode }) => [noise(shape), shape, size, mode]),
    ...every(WHOLE)
      .filter(({ alignCorners }) => alignCorners)
      .map(({ shape, size, mode }) => [noise(shape), shape, size, mode]),
    ...MODES.map((mode) => [[1, -2, 3, 4, 5, 6], [1, 2, 3, 1], [4, 6], mode, 'int32']),
    ...MODES.map((mode) => [[], [0, 2, 3, 1], [4, 6], mode]),
    ...MODES.map((mode) => [[], [1, 2, 3, 0], [4, 6], mode]),
  ];

  test('every other call has the stock kernel’s answer', async () => {
    const outcomes = async () => {
      const found = [];
      for (const op of Object.keys(OPS)) for (const one of handed) found.push(await run(backend, op, ...one));
      return found;
    };
    unregister(tf);
    const stock = await outcomes();
    await register(tf);
    expect(await outcomes()).toEqual(stock);
  });

  test('a tensor of rank 3 stays one', async () => {
    await register(tf);
    await tf.setBackend(backend);
    const x = tf.tensor(noise([2, 3, 4]), [2, 3, 4]);
    const y = tf.image.resizeBilinear(x, [4, 9], false, true);
    const mode = MODES[1];
    expect(y.shape).toEqual([4, 9, 4]);
    expect(
      distance(y.dataSync(), resized('resizeBilinear', noise([2, 3, 4]), [1, 2, 3, 4], [4, 9], mode)),
    ).toBeLessThan(2e-6);
    tf.dispose([x, y]);
  });

  test('the defects of the stock gradients are gone', async () => {
    await register(tf);
    const half = MODES[1];
    expect(await gradientOf(backend, 'resizeBilinear', [1, 10, 100, 1000], [1, 1, 2, 1], [1, 4], half)).toEqual([
      Float32Array.of(33.5, 1077.5),
    ]);
    // The second picture of a batch.
    const ones = new Float32Array(8).fill(10);
    expect(await gradientOf(backend, 'resizeNearestNeighbor', ones, [2, 1, 1, 1], [2, 2], half)).toEqual([
      Float32Array.of(40, 40),
    ]);
    // At this factor stock kernels take a wrong pixel in asymmetric coordinates. TensorFlow itself does not.
    const [shape, factor] = [[1, 1, 98, 1], 49];
    const [y] = await run(backend, 'resizeNearestNeighbor', noise(shape), shape, [1, 98 * factor], MODES[0]);
    const repeated = Float32Array.from({ length: 98 * factor }, (_, o) => noise(shape)[Math.floor(o / factor)]);
    expect(distance(y, repeated)).toBe(0);
  });

  test('a gradient kernel that is called without attributes takes its factors from the shapes', async () => {
    await register(tf);
    const [dx] = await on(backend, () =>
      tf
        .engine()
        .runKernel(
          'ResizeBilinearGrad',
          { images: tf.zeros([1, 1, 2, 1]), dy: tf.tensor([1, 10, 100, 1000], [1, 1, 4, 1]) },
          { halfPixelCenters: true },
        ),
    );
    expect([...dx]).toEqual([33.5, 1077.5]);
  });
});

test('where XNNPACK is faster its numbers stay', async () => {
  const [shape, size, mode] = [[1, 4, 4, 64], [12, 12], MODES[1]];
  unregister(tf);
  const stock = await run('wasm', 'resizeBilinear', noise(shape), shape, size, mode);
  await register(tf);
  expect(await run('wasm', 'resizeBilinear', noise(shape), shape, size, mode)).toEqual(stock);
});

test('memory that the backend cannot get is an error, and nothing is written to address 0', async () => {
  await register(tf);
  await tf.setBackend('wasm');
  const { dataIdMap } = tf.backend();
  const get = dataIdMap.get.bind(dataIdMap);
  const x = tf.zeros([1, 2, 2, 1]);
  const { numTensors, numDataBuffers } = tf.memory();
  const known = tf.backend().numDataIds();
  // As makeOutput leaves it where malloc has failed.
  dataIdMap.get = (dataId) => (dataId === x.dataId ? get(dataId) : { ...get(dataId), memoryOffset: 0 });
  try {
    expect(() => tf.image.resizeNearestNeighbor(x, [4, 4])).toThrow(RangeError);
  } finally {
    dataIdMap.get = get;
  }
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  expect(tf.backend().numDataIds()).toBe(known);
  x.dispose();
});

test('nothing was written to the console', () => {
  expect(warnings()).toEqual([]);
});
