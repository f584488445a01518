// Arrays on the module's own memory, and on memory that two SharedArrayBuffers share.
import fc from 'fast-check';
import { init, UpSampling2D, upsampleImageData } from 'upsampling2d';
import { inChild, ROOT } from '../helpers/child.js';
import { expectSameBits, random, randomTensor } from '../helpers/tensors.js';

beforeAll(() => init());

// One load of the package, with a module of its own.
class Loaded {
  held = [];

  constructor(exports) {
    Object.assign(this, exports);
    this.same = new this.UpSampling2D({ size: 1, dataFormat: 'channels_last' });
  }

  bytes() {
    return this.describe().memory.bytes;
  }

  hold(plan) {
    this.held.push(plan);
    return plan;
  }

  // Leaves so little memory that tables and rows of the next plan have to grow it.
  fillMemory() {
    for (let bytes = 2 ** 20; bytes >= 2 ** 10; bytes /= 2) {
      for (;;) {
        const memory = this.describe().memory;
        if (memory.bytes - memory.inUse < 6 * bytes + 2 ** 13) break;
        this.hold(this.same.plan([1, 1, bytes, 1], 'uint8'));
        // In pieces too small for it, so that there is more now: smaller plans fill the pieces.
        if (this.bytes() > memory.bytes) break;
      }
    }
  }

  // A function, since growth detaches the array.
  onOwnMemory(data) {
    const plan = this.hold(this.same.plan([1, 1, data.byteLength, 1], 'uint8'));
    plan.input.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return () => new data.constructor(plan.input.buffer, plan.input.byteOffset, data.length);
  }

  free() {
    for (const plan of this.held.splice(0)) plan.dispose();
  }
}

const RUNS = 30;
let loads = 0;

// Checks on random arguments. Each run has a module of its own, because it leaves a larger memory behind, and because
// working memory that is there already need not grow. Answers in how many runs `check` says that the memory grew.
async function checkInFullMemories(arbitraries, check) {
  let growths = 0;
  const run = async (...values) => {
    const exports = await import(`${ROOT}/dist/index.js?own-memory=${loads++}`);
    await exports.init();
    const loaded = new Loaded(exports);
    if (check(loaded, ...values)) growths++;
    expect(loaded.bytes()).toBeLessThan(2 ** 26);
    loaded.free();
  };
  await fc.assert(fc.asyncProperty(...arbitraries, run), { numRuns: RUNS, endOnFailure: true });
  return growths;
}

const interpolation = fc.constantFrom('nearest', 'bilinear', 'bicubic', 'lanczos5');
const dtype = fc.constantFrom('float32', 'uint8', 'float64', 'int16');
const width = fc.integer({ min: 1000, max: 3000 });
const height = fc.integer({ min: 1, max: 6 });

test('inputs and outputs there, and plans, whatever grows', async () => {
  const growths = await checkInFullMemories([interpolation, dtype, width, height], (loaded, mode, type, cols, rows) => {
    const options = { size: [1, 3], dataFormat: 'channels_last', interpolation: mode, coordinates: 'align_corners' };
    const input = randomTensor(type, [1, rows, cols, 1], cols);
    const { shape } = input;
    const layer = () => new loaded.UpSampling2D(options);
    // By another module, so that this one has no working memory yet.
    const wanted = new UpSampling2D(options).apply(input).data;
    const compute = (tensor, out) => {
      const once = layer();
      const { data } = once.apply(tensor, out && { out });
      once.dispose();
      return data;
    };
    const data = loaded.onOwnMemory(input.data);
    const room = loaded.onOwnMemory(wanted.slice().fill(0));
    const early = loaded.hold(layer().plan(shape, type));
    early.input.set(input.data);
    loaded.fillMemory();
    const before = loaded.bytes();

    expectSameBits(compute({ data: data(), shape }, room()), wanted);
    expectSameBits(room(), wanted);
    expectSameBits(compute({ data: early.input, shape }, early.output), wanted);
    early.output.fill(0);
    early.run();
    expectSameBits(early.output, wanted);
    const late = loaded.hold(layer().plan(shape, type));
    late.input.set(data());
    late.run();
    expectSameBits(late.output, wanted);
    expectSameBits(early.output, wanted);
    expectSameBits(early.input, input.data);
    return loaded.bytes() > before;
  });
  expect(growths).toBeGreaterThan(RUNS / 4);
});

test('a gradient there', async () => {
  const growths = await checkInFullMemories([interpolation, width, height], (loaded, mode, cols, rows) => {
    const options = { dataFormat: 'channels_last', interpolation: mode, coordinates: 'align_corners' };
    const dy = randomTensor('float32', [1, 2 * rows, 2 * cols, 1], cols);
    const wanted = new UpSampling2D(options).gradient(dy).data;
    const data = loaded.onOwnMemory(dy.data);
    loaded.fillMemory();
    const before = loaded.bytes();
    const { data: got } = new loaded.UpSampling2D(options).gradient({ data: data(), shape: dy.shape });
    expectSameBits(got, wanted);
    return loaded.bytes() > before;
  });
  expect(growths).toBeGreaterThan(RUNS / 4);
});

test('pictures there', async () => {
  const growths = await checkInFullMemories([interpolation, width, height], (loaded, mode, cols, rows) => {
    const next = random(cols);
    const size = { width: cols, height: rows };
    const pixels = Uint8ClampedArray.from({ length: cols * rows * 4 }, () => Math.floor(next() * 256));
    const options = { size: [1, 3], interpolation: mode, coordinates: 'align_corners' };
    const wanted = upsampleImageData({ data: pixels, ...size }, options).data;
    const data = loaded.onOwnMemory(pixels);
    loaded.fillMemory();
    const before = loaded.bytes();
    expectSameBits(loaded.upsampleImageData({ data: data(), ...size }, options).data, wanted);
    return loaded.bytes() > before;
  });
  expect(growths).toBeGreaterThan(RUNS / 4);
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
