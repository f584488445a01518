// The package in a bundled page and in a module worker, under a strict policy, in every browser.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as upsampling2d from 'upsampling2d';
import { hashes } from '../helpers/hashes.js';
import { BROWSERS, LISTENER, openPage } from './browsers.js';
import { bundle } from './demo-page.js';
import { serve } from './server.js';

const { BACKENDS, COORDINATES, DATA_FORMATS, DTYPES, INTERPOLATIONS, init, UpSampling2D, upsampleImageData } =
  upsampling2d;

// Sent as a header, so that it binds the worker as well as the page.
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; img-src data:";

const SHAPE = [1, 5, 7, 3];
const CONFIG = { size: [3, 2], interpolation: 'lanczos3' };
const values = Array.from({ length: 105 }, (_, i) => ((i * 7919) % 251) / 8);

let server;

beforeAll(async () => {
  const headers = { 'content-security-policy': POLICY };
  server = await serve(bundle('js-tests/browser/pages/vite.config.js', 'bundled'), '/', headers, LISTENER);
  await init();
});

afterAll(() => server?.close());

describe.each(BROWSERS)('%s', (_, launch) => {
  let running;
  let page;
  let allComplaints;

  beforeAll(async () => {
    running = await launch();
    ({ page, allComplaints } = await openPage(running.browser, server.url));
    await page.evaluate(() => globalThis.package.init());
  });

  afterAll(() => running?.close());

  test('the main thread gives the numbers of Node', async () => {
    const received = await page.evaluate(
      (config, data, shape) => {
        const layer = new globalThis.package.UpSampling2D(config);
        const result = layer.apply({ data: new Float32Array(data), shape });
        return { ...result, data: [...result.data] };
      },
      CONFIG,
      values,
      SHAPE,
    );
    const expected = new UpSampling2D(CONFIG).apply({ data: new Float32Array(values), shape: SHAPE });
    expect(received).toEqual({ ...expected, data: [...expected.data] });
  });

  test('every interpolation, dtype, layout, mode and backend has the bits of Node', async () => {
    const expected = await hashes(upsampling2d);
    const covered = (names) => names.filter((name) => !Object.keys(expected).some((key) => key.includes(name)));
    const names = [...INTERPOLATIONS, ...DTYPES, ...DATA_FORMATS, ...COORDINATES, ...BACKENDS, 'gradient', 'picture'];
    expect(covered(names)).toEqual([]);
    expect(await page.evaluate(() => globalThis.package.hashes())).toEqual(expected);
  });

  test('so does a module worker', async () => {
    const received = await page.evaluate(
      async (config, data, shape) => {
        const result = await globalThis.package.applyInWorker(config, { data: new Float32Array(data), shape });
        return { ...result, data: [...result.data] };
      },
      CONFIG,
      values,
      SHAPE,
    );
    const expected = new UpSampling2D(CONFIG).apply({ data: new Float32Array(values), shape: SHAPE });
    expect(received).toEqual({ ...expected, data: [...expected.data] });
  });

  test('typed arrays and results of another realm are taken', async () => {
    const { foreign, data, out } = await page.evaluate(
      (config, data, shape) => {
        const frame = document.body.appendChild(document.createElement('iframe'));
        const { Float32Array: ForeignArray, Array: ForeignList } = frame.contentWindow;
        const input = ForeignArray.from(data);
        const layer = new globalThis.package.UpSampling2D({ ...config, size: ForeignList.from(config.size) });
        const tensor = { data: input, shape: ForeignList.from(shape) };
        const result = layer.apply(tensor);
        const out = new ForeignArray(result.data.length);
        layer.apply(tensor, { out });
        return { foreign: !(input instanceof Float32Array), data: [...result.data], out: [...out] };
      },
      CONFIG,
      values,
      SHAPE,
    );
    const expected = new UpSampling2D(CONFIG).apply({ data: new Float32Array(values), shape: SHAPE });
    expect(foreign).toBe(true);
    expect(data).toEqual([...expected.data]);
    expect(out).toEqual([...expected.data]);
  });

  test('Float16Array, where the browser has it, gives the bits that Node gives', async () => {
    const received = await page.evaluate(
      (config, data, shape) => {
        if (typeof Float16Array === 'undefined') return null;
        const layer = new globalThis.package.UpSampling2D(config);
        const input = new Float16Array(data);
        const result = layer.apply({ data: input, shape });
        return {
          kind: result.data.constructor.name,
          dtype: result.dtype,
          input: [...new Uint16Array(input.buffer)],
          bits: [...new Uint16Array(result.data.buffer, result.data.byteOffset, result.data.length)],
        };
      },
      CONFIG,
      values,
      SHAPE,
    );
    if (received === null) return;
    const input = { data: Uint16Array.from(received.input), shape: SHAPE, dtype: 'float16' };
    const expected = new UpSampling2D(CONFIG).apply(input);
    expect(received).toMatchObject({ kind: 'Float16Array', dtype: 'float16', bits: [...expected.data] });
  });

  test('ImageData becomes ImageData, in linear light too', async () => {
    const bytes = Array.from({ length: 6 * 4 * 4 }, (_, i) => (i * 37) % 256);
    const options = { size: [2, 3], interpolation: 'bicubic', linearLight: true };
    const received = await page.evaluate(
      (data, options) => {
        const image = new ImageData(new Uint8ClampedArray(data), 6, 4);
        const result = globalThis.package.upsampleImageData(image, options);
        const { width, height } = result;
        return { real: result instanceof ImageData, width, height, data: [...result.data] };
      },
      bytes,
      options,
    );
    const image = { data: Uint8ClampedArray.from(bytes), width: 6, height: 4 };
    const expected = upsampleImageData(image, options);
    expect(received).toEqual({ real: true, width: 18, height: 8, data: [...expected.data] });
  });

  test('an error reads as in Node, and the next call is right', async () => {
    const received = await page.evaluate(() => {
      const layer = new globalThis.package.UpSampling2D({ size: 2 });
      let message = '';
      try {
        layer.apply({ data: new Float32Array(3), shape: [1, 1, 2, 1] });
      } catch (error) {
        message = `${error.name}: ${error.message}`;
      }
      return { message, next: [...layer.apply({ data: new Float32Array([1, 2]), shape: [1, 1, 2, 1] }).data] };
    });
    const layer = new UpSampling2D({ size: 2 });
    const wrong = () => layer.apply({ data: new Float32Array(3), shape: [1, 1, 2, 1] });
    expect(wrong).toThrow(received.message.replace(/^\w+: /, ''));
    expect(received.message).toMatch(/^RangeError: Expected /);
    expect(received.next).toEqual([1, 1, 2, 2, 1, 1, 2, 2]);
  });

  test('nothing was complained about', async () => {
    expect(await allComplaints()).toEqual([]);
  });
});
