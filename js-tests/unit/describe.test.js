// describe(): which kernel serves each combination, the version, and the memory in use.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe as describePackage, init, UpSampling2D, version } from 'upsampling2d';
import { ROOT } from '../helpers/child.js';
import { dtypesOf, FORMATS, INTERPOLATIONS } from '../helpers/tensors.js';

beforeAll(() => init());

test('the version is that of package.json', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(version).toBe(manifest.version);
  expect(describePackage().version).toBe(manifest.version);
});

test('the product is the SIMD build', () => {
  expect(describePackage().simd).toBe(true);
});

test('every dtype, layout and interpolation that exists has a kernel, and no other', () => {
  const key = ({ dtype, dataFormat, interpolation }) => `${dtype} ${dataFormat} ${interpolation}`;
  const wanted = INTERPOLATIONS.flatMap((interpolation) =>
    FORMATS.flatMap((dataFormat) => dtypesOf(interpolation).map((dtype) => key({ dtype, dataFormat, interpolation }))),
  );
  const { kernels } = describePackage();
  expect(kernels.map(key).sort()).toEqual(wanted.sort());
  for (const { kernel } of kernels) expect(kernel).toMatch(/^[a-z]\w*__\w+$/);
});

test('the hot paths are served by SIMD kernels', () => {
  const { kernels } = describePackage();
  for (const dtype of ['float32', 'uint8', 'uint8clamped']) {
    for (const interpolation of INTERPOLATIONS) {
      const served = kernels.filter((entry) => entry.dtype === dtype && entry.interpolation === interpolation);
      for (const { kernel } of served) expect(kernel).toMatch(/__simd128/);
    }
  }
});

test('memory is counted', () => {
  const before = describePackage().memory;
  expect(before.bytes % 65536).toBe(0);
  expect(before.inUse).toBeLessThanOrEqual(before.bytes);
  const plan = new UpSampling2D({ dataFormat: 'channels_last' }).plan([1, 64, 64, 4], 'float32');
  const during = describePackage().memory;
  expect(during.inUse - before.inUse).toBeGreaterThanOrEqual(64 * 64 * 4 * 4 * 5);
  plan.dispose();
  expect(describePackage().memory.inUse).toBeLessThan(during.inUse);
});

test('what it returns cannot spoil the next answer', () => {
  const { kernels } = describePackage();
  try {
    kernels.length = 0;
  } catch (error) {
    expect(error).toMatchObject({ name: 'TypeError' });
  }
  expect(describePackage().kernels.length).toBeGreaterThan(100);
});
