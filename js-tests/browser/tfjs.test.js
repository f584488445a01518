// The adapter for TensorFlow.js in Chromium, on every backend for browsers, under a strict policy. WebGL and WebGPU run in software.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { INTERPOLATIONS } from 'upsampling2d';
import { forward, GAIN, gradient, outputShape } from '../helpers/reference.js';
import { FORMATS, modesOf } from '../helpers/tensors.js';
import { distance, noise } from '../tfjs/arrays.js';
import { parseModel } from '../tfjs/model.js';
import { MODELS, readModel } from '../tfjs/models.js';
import { LISTENER, launchChromium, openPage } from './browsers.js';
import { bundle } from './demo-page.js';
import { serve } from './server.js';

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:";
const SIZE = [2, 3];
const SHAPE = [2, 5, 3, 4];

let server;
let running;

beforeAll(async () => {
  const headers = { 'content-security-policy': POLICY };
  server = await serve(bundle('js-tests/browser/tfjs-pages/vite.config.js', 'tfjs'), '/', headers, LISTENER);
  running = await launchChromium({ gpu: true });
});
afterAll(async () => {
  await running?.close();
  await server?.close();
});

describe.each(['webgl', 'webgpu', 'wasm', 'cpu'])('%s', (backend) => {
  let page;
  let allComplaints;

  beforeAll(async () => {
    ({ page, allComplaints } = await openPage(running.browser, server.url));
    expect(await page.evaluate((name) => globalThis.page.start(name, { ops: true }), backend)).toBe(backend);
  });

  test.each(INTERPOLATIONS)('%s and its derivatives', async (interpolation) => {
    // Layouts are the same operations on WebGPU, where programs take long to compile.
    for (const dataFormat of backend === 'webgpu' ? FORMATS.slice(0, 1) : FORMATS)
      for (const coordinates of modesOf(interpolation)) {
        const config = { interpolation, dataFormat, coordinates, size: SIZE };
        const target = outputShape(SHAPE, config);
        const [x, w] = [[...noise(SHAPE)], [...noise(target, 2)]];
        const given = { x, w, shape: SHAPE, target, config };
        const found = await page.evaluate((one) => globalThis.page.derivatives(one), given);
        const exact = forward(x, SHAPE, config);
        const expected = [exact, gradient(w, SHAPE, config), gradient(exact, SHAPE, config)];
        const far = found.map((values, i) => distance(values, expected[i]));
        const near = far.every((value) => value < 4e-6 * GAIN[interpolation]);
        expect([config, near ? [] : far]).toEqual([config, []]);
      }
  });

  test.each([
    ['upSampling1d', { size: 3 }, [2, 5, 2], 3],
    ['upSampling3d', { size: [2, 1, 3] }, [1, 2, 3, 2, 2], 6],
    ['upSampling3d', { size: 2, dataFormat: 'channelsFirst' }, [1, 2, 2, 3, 2], 8],
  ])('%s %j', async (factory, options, shape, copies) => {
    const x = [...noise(shape)];
    const [y, dx] = await page.evaluate((one) => globalThis.page.layer(one), { factory, options, x, shape });
    expect(y).toHaveLength(x.length * copies);
    expect([...new Set(y)].sort()).toEqual([...new Set(x)].sort());
    expect(
      distance(
        dx,
        x.map((value) => value * copies),
      ),
    ).toBeLessThan(1e-6);
  });

  test('an empty tensor gives an empty one', async () => {
    for (const interpolation of INTERPOLATIONS) {
      const y = await page.evaluate(
        (one) => globalThis.page.empty({ interpolation: one }, [0, 2, 3, 1]),
        interpolation,
      );
      expect(y).toEqual({ shape: [0, 4, 6, 1], dtype: 'float32' });
    }
  });

  // On the processor's backends they are tested in Node.
  const models = {
    webgl: MODELS,
    // That model has nothing of ours, but an operation that reads computed numbers synchronously, at which the adapter in software ends.
    webgpu: MODELS.filter((name) => name !== 'keras3_nearest'),
  };
  test.each(models[backend] ?? ['unet', 'keras3_lanczos3'])('%s', async (name) => {
    const text = readModel(name);
    for (const kind of parseModel(text).kinds) {
      const { error, left } = await page.evaluate((...args) => globalThis.page.model(...args), text, kind);
      expect([kind, left]).toEqual([kind, 0]);
      expect(error).toBeLessThan(NEAR[name] ?? 1e-5);
    }
  });

  test('nothing was complained about', async () => {
    await page.evaluate(() => globalThis.page.unregister());
    expect(await allComplaints()).toEqual([]);
  });
});

// Convolutions sum in another order there, which the attention gates of these models multiply: the same with operations of TensorFlow.js
// alone.
const NEAR = { att_unet_2d_bilinear: 1e-3, unet: 5e-5 };
