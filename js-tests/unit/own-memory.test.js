// Arrays on the module's own memory, and on memory that two SharedArrayBuffers share.
import fc from 'fast-check';
import { describe as describePackage, init, UpSampling2D, upsampleImageData } from 'upsampling2d';
import { inChild } from '../helpers/child.js';
import { expectSameBits, random, randomTensor } from '../helpers/tensors.js';

beforeAll(() => init());

const held = [];
const TAKE = new Map();
beforeAll(() => TAKE.set('layer', new UpSampling2D({ size: 1, dataFormat: 'channels_last' })));
afterEach(() => free());

function free() {
  for (const plan of held.splice(0)) plan.dispose();
}

const bytesNow = () => describePackage().memory.bytes;

// Leaves so little memory that the tables of a long side without phases, and large rows, have to grow it.
function fillMemory() {
  for (let bytes = 2 ** 24; bytes >= 2 ** 15; bytes /= 2) {
    for (;;) {
      const memory = describePackage().memory;
      if (memory.bytes - memory.inUse < 6 * bytes + 2 ** 19) break;
      held.push(TAKE.get('layer').plan([1, 1, bytes, 1], 'uint8'));
      // In pieces too small for it, so that there is more now: smaller plans fill the pieces.
      if (bytesNow() > memory.bytes) break;
    }
  }
}

function onOwnMemory(data) {
  const plan = TAKE.get('layer').plan([1, 1, data.byteLength, 1], 'uint8');
  held.push(plan);
  plan.input.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return () => new data.constructor(plan.input.buffer, plan.input.byteOffset, data.length);
}

const interpolation = fc.constantFrom('nearest', 'bilinear', 'bicubic', 'lanczos5');
const dtype = fc.constantFrom('float32', 'uint8', 'float64', 'int16');
const width = fc.integer({ min: 4000, max: 20000 });

test('inputs and outputs there, whatever grows', () => {
  let growths = 0;
  fc.assert(
    fc.property(interpolation, dtype, width, fc.integer({ min: 1, max: 9 }), (mode, type, cols, rows) => {
      const options = { size: [1, 3], dataFormat: 'channels_last', interpolation: mode, coordinates: 'align_corners' };
      const compute = (tensor, out) => {
        const layer = new UpSampling2D(options);
        const { data } = layer.apply(tensor, out && { out });
        layer.dispose();
        return data;
      };
      const input = randomTensor(type, [1, rows, cols, 1], cols);
      const wanted = compute(input);
      const data = onOwnMemory(input.data);
      const room = onOwnMemory(wanted.slice().fill(0));
      fillMemory();
      const before = bytesNow();
      const result = compute({ data: data(), shape: input.shape }, room());
      if (bytesNow() > before) growths++;
      expectSameBits(result, wanted);
      expectSameBits(room(), wanted);
      expectSameBits(compute({ data: data(), shape: input.shape }), wanted);
      free();
    }),
    // Each run leaves a larger memory behind.
    { numRuns: 6, endOnFailure: true },
  );
  expect(growths).toBeGreaterThan(1);
});

test('a gradient and pictures there', () => {
  const layer = () => new UpSampling2D({ dataFormat: 'channels_last', interpolation: 'lanczos3' });
  for (let seed = 1; seed < 5; seed++) {
    const width = 2 * (50 + seed * 37);
    const dy = randomTensor('float32', [1, 32, width, 3], seed);
    const wanted = layer().gradient(dy).data;
    const data = onOwnMemory(dy.data);
    fillMemory();
    expectSameBits(layer().gradient({ data: data(), shape: dy.shape }).data, wanted);

    const next = random(seed);
    const pixels = Uint8ClampedArray.from({ length: width * 20 * 4 }, () => Math.floor(next() * 256));
    const options = { size: [2, 3], interpolation: 'bicubic' };
    const big = upsampleImageData({ data: pixels, width, height: 20 }, options).data;
    // Another set of options, so that the plans are made anew.
    upsampleImageData({ data: pixels.slice(0, 4), width: 1, height: 1 }, { size: 1 });
    const picture = onOwnMemory(pixels);
    fillMemory();
    expectSameBits(upsampleImageData({ data: picture(), width, height: 20 }, options).data, big);
    free();
  }
});

describe('two SharedArrayBuffers of one memory', () => {
  const layer = () => new UpSampling2D({ dataFormat: 'channels_last', interpolation: 'bilinear' });
  const bytes = (4 * 300 * 300 + 300 * 300) * 4;

  test.each([
    ['out begins with the input', 0, 0],
    ['out begins in the middle of the input', 0, 150 * 300 * 4],
    ['the input lies at the end of out', 3 * 300 * 300 * 4, 0],
    ['they do not meet', 4 * 300 * 300 * 4, 0],
  ])('%s: right numbers', (_, inputAt, outAt) => {
    const input = randomTensor('float32', [1, 300, 300, 1], 9);
    const wanted = layer().apply(input).data;
    const buffer = new SharedArrayBuffer(bytes);
    // What a worker receives: another object of the same memory.
    const same = structuredClone(buffer);
    const data = new Float32Array(buffer, inputAt, 300 * 300);
    data.set(input.data);
    const out = new Float32Array(same, outAt, 4 * 300 * 300);
    expectSameBits(layer().apply({ data, shape: input.shape }, { out }).data.slice(), wanted);
  });

  test('a shared WebAssembly.Memory before and after it grew', () => {
    const memory = new WebAssembly.Memory({ initial: 32, maximum: 64, shared: true });
    const data = new Float32Array(memory.buffer, 0, 300 * 300);
    const input = randomTensor('float32', [1, 300, 300, 1], 9);
    data.set(input.data);
    const wanted = layer().apply(input).data;
    memory.grow(4);
    const out = new Float32Array(memory.buffer, 0, 4 * 300 * 300);
    expectSameBits(layer().apply({ data, shape: input.shape }, { out }).data.slice(), wanted);
  });
});

test('the arrays of a plan keep it; those that nobody has do not', async () => {
  const answer = await inChild(
    `
    import { describe, init, UpSampling2D } from 'upsampling2d';
    await init();
    const layer = new UpSampling2D({ size: 1, dataFormat: 'channels_last' });
    const settle = async () => { for (let i = 0; i < 8; i++) { gc(); await new Promise((done) => setTimeout(done, 10)); } };
    const make = (value) => {
      const plan = layer.plan([1, 1, 100000, 1], 'float32');
      plan.input.fill(value);
      plan.run();
      return plan.output;
    };
    await settle();
    const before = describe().memory.inUse;
    let kept = make(1);
    await settle();
    const others = Array.from({ length: 5 }, (_, i) => layer.plan([1, 1, 100000, 1], 'float32'));
    for (const other of others) { other.input.fill(7); other.run(); }
    const untouched = kept.length === 0 || kept.every((value) => value === 1);
    for (const other of others) other.dispose();
    const during = describe().memory.inUse - before;
    kept = undefined;
    await settle();
    report({ untouched, during, after: describe().memory.inUse - before });
  `,
    { args: ['--expose-gc'] },
  );
  expect(answer.untouched).toBe(true);
  expect(answer.during).toBeGreaterThanOrEqual(800000);
  expect(answer.after).toBeLessThan(400000);
});
