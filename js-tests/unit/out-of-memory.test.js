// A memory that is full to the brim: refused calls say so, nothing breaks, and what was freed can be had again.
// Each case in a process of its own, since the module's memory never shrinks.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe as describePackage, init, UpSampling2D, upsampleImageData } from 'upsampling2d';
import { inChild, ROOT } from '../helpers/child.js';
import { expectArgumentError, expectStillWorks } from '../helpers/errors.js';

beforeAll(() => init());

const FULL = `
  import { describe, init, UpSampling2D, upsampleImageData } from 'upsampling2d';
  await init();
  const layer = new UpSampling2D({ size: 1, dataFormat: 'channels_last', interpolation: 'bilinear' });
  const good = () => {
    const two = new UpSampling2D({ dataFormat: 'channels_last', interpolation: 'bilinear' });
    const { data } = two.apply({ data: Float32Array.of(1, 2), shape: [1, 1, 2, 1] });
    two.dispose();
    return data.join();
  };
  // Plans of halving sides, until not the smallest can be had.
  const fill = () => {
    const plans = [];
    for (let bytes = 2 ** 29; bytes >= 16; ) {
      try { plans.push(layer.plan([1, 1, bytes, 1], 'uint8')); } catch { bytes /= 2; }
    }
    return plans;
  };
  const failures = {};
  const refused = (call) => {
    let text = 'nothing';
    try { call(); } catch (error) { text = error.name + (/out of memory/.test(error.message) ? ' for memory' : ': ' + error.message); }
    failures[text] = (failures[text] ?? 0) + 1;
  };
`;

test('thousands of refused calls in a full memory; then everything works again', async () => {
  const answer = await inChild(`${FULL}
    const before = good();
    const resident = layer.plan([1, 8, 8, 4], 'float32');
    resident.input.fill(3);
    resident.run();
    // The working memory that is kept from plan to plan is there already.
    layer.plan([1, 1, 2 ** 22, 1], 'uint8').dispose();
    const { inUse } = describe().memory;
    const plans = fill();
    let side = 1000;
    for (let i = 0; i < 500; i++) {
      side++;
      refused(() => layer.plan([1, side, side, 4], 'float64'));
      refused(() => layer.apply({ data: new Uint8Array(side * 7), shape: [1, side, 7, 1] }));
      refused(() => new UpSampling2D({ size: 3, interpolation: 'lanczos5', dataFormat: 'channels_last' }).apply(
        { data: new Uint8Array(side * 9), shape: [1, side, 9, 1] }));
      refused(() => layer.gradient({ data: new Float32Array(side * 5), shape: [1, side, 5, 1] }));
      refused(() => upsampleImageData({ data: new Uint8ClampedArray(side * 64), width: side, height: 16 }, { interpolation: 'bicubic' }));
    }
    resident.run();
    const still = resident.output.every((value) => value === 3);
    for (const plan of plans) plan.dispose();
    const after = good();
    report({ before, after, still, failures, lost: describe().memory.inUse - inUse, full: describe().memory.bytes > 2 ** 31 });
  `);
  expect(answer.after).toBe(answer.before);
  expect(answer.still).toBe(true);
  expect(answer.full).toBe(true);
  expect(answer.failures).toEqual({ 'RangeError for memory': 2500 });
  expect(answer.lost).toBeLessThan(2 ** 20);
});

test('describe() in a full memory: an error, and the whole list afterwards', async () => {
  const answer = await inChild(`${FULL}
    const plans = fill();
    refused(describe);
    refused(describe);
    for (const plan of plans) plan.dispose();
    report({ failures, kernels: describe().kernels.length });
  `);
  expect(answer.failures).toEqual({ 'RangeError for memory': 2 });
  expect(answer.kernels).toBe(describePackage().kernels.length);
});

test('what a refused plan would have destroyed still runs', () => {
  const plan = new UpSampling2D({ dataFormat: 'channels_last', interpolation: 'lanczos3' }).plan([1, 64, 64, 4]);
  plan.input.fill(2);
  plan.run();
  const before = plan.output.slice();
  const layer = new UpSampling2D({ size: [2, 8], dataFormat: 'channels_last', interpolation: 'bicubic' });
  for (let i = 0; i < 3; i++) expect(() => layer.plan([1, 4, 2 ** 25, 1])).toThrow(/out of memory/);
  plan.run();
  expect(plan.output.every((value, i) => value === before[i])).toBe(true);
  plan.dispose();
  expectStillWorks();
});

describe('plans that no module can hold are refused before anything is taken', () => {
  const layer = new Map();
  beforeAll(() => layer.set(4, new UpSampling2D({ size: 4, dataFormat: 'channels_last' })));

  test.each([
    ['the output', [1, 20000, 20000, 1], 'uint8', /output.*80000/],
    ['both together', [1, 11000, 11000, 1], 'float64', /output/],
    ['the input', [1, 2 ** 15, 2 ** 15, 1], 'int64', /^Expected a tensor .*32768/],
  ])('%s', (_, shape, dtype, mention) => {
    const before = describePackage().memory;
    expectArgumentError(() => layer.get(4).plan(shape, dtype), RangeError, [/out of memory/, mention]);
    expect(describePackage().memory).toEqual(before);
    expectStillWorks();
  });
});

test('the error of a call names the output as well', () => {
  const wide = new UpSampling2D({ size: [2, 8], dataFormat: 'channels_last', interpolation: 'bicubic' });
  expectArgumentError(() => wide.plan([1, 4, 2 ** 25, 1]), RangeError, [/out of memory/, /268435456/]);
});

test('a picture whose result is 2 GiB is refused before any work', () => {
  const image = { data: new Uint8ClampedArray(2 ** 20), width: 512, height: 512 };
  const before = describePackage().memory;
  const start = performance.now();
  expectArgumentError(() => upsampleImageData(image, { size: [32, 64] }), RangeError, [/2147483647/, /32768, 16384/]);
  expect(performance.now() - start).toBeLessThan(1000);
  expect(describePackage().memory).toEqual(before);
});

test('init() without address space: memory, not another module', async () => {
  const program = `import('upsampling2d').then(({ init }) => init()).catch(({ name, message }) => console.log(name, message))`;
  const stdout = await new Promise((done) => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const command = 'ulimit -v 8000000 && exec "$0" -e "$1"';
    execFile('sh', ['-c', command, process.execPath, program], { cwd: join(ROOT), env }, (_error, text) => done(text));
  });
  expect(stdout).toMatch(/^RangeError Expected .*out of memory/);
  expect(stdout).not.toMatch(/another module/);
});
