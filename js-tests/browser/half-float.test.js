// Pictures of half floats, which Node 20 has no array for: premultiplied while they are filtered, in the light that was
// asked for, and of the same kind when they come back.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Float16Array as Half } from '@petamoriken/float16';
import { forward } from '../helpers/reference.js';
import { random } from '../helpers/tensors.js';
import { BROWSERS, LISTENER, openPage } from './browsers.js';
import { bundle } from './demo-page.js';
import { serve } from './server.js';

const WIDTH = 7;
const HEIGHT = 5;
const SIZE = [2, 3];

// Colours below 0 and above 1, and pixels without any alpha.
const next = random(11);
const PICTURE = Array.from(
  Half.from({ length: 4 * WIDTH * HEIGHT }, (_, i) => (i % 4 < 3 ? 2 * next() - 0.5 : Math.max(0, 1.5 * next() - 0.5))),
);

// sRGB as its standard defines it, and as CSS continues it below 0.
function lightOf(value) {
  const size = Math.abs(value);
  return Math.sign(value) * (size <= 0.04045 ? size / 12.92 : ((size + 0.055) / 1.055) ** 2.4);
}

const weighted = (pixels, toLight) =>
  Float64Array.from(pixels, (value, i) => (i % 4 < 3 ? toLight(value) * pixels[i | 3] : value));

let server;

beforeAll(async () => {
  server = await serve(bundle('js-tests/browser/pages/vite.config.js', 'half-float'), '/', {}, LISTENER);
});

afterAll(() => server?.close());

describe.each(BROWSERS)('%s', (browser, launch) => {
  let running;
  let page;
  let has;

  beforeAll(async () => {
    running = await launch();
    ({ page } = await openPage(running.browser, server.url));
    await page.evaluate(() => globalThis.package.init());
    has = await page.evaluate(() => ({
      array: typeof Float16Array === 'function',
      // A class that knows no half floats takes them for bytes, or throws.
      image: (() => {
        try {
          const image = new ImageData(new Float16Array(4), 1, 1, { pixelFormat: 'rgba-float16' });
          return image.data instanceof Float16Array;
        } catch {
          return false;
        }
      })(),
    }));
  });

  afterAll(() => running?.close());

  const enlarge = (data, width, height, options, colorSpace = 'srgb') =>
    page.evaluate(
      (data, width, height, options, colorSpace) => {
        const image = { data: new Float16Array(data), width, height, colorSpace, pixelFormat: 'rgba-float16' };
        const result = globalThis.package.upsampleImageData(image, options);
        return {
          ...{ data: [...result.data], width: result.width, height: result.height },
          ...{ colorSpace: result.colorSpace, pixelFormat: result.pixelFormat },
          kind: Object.prototype.toString.call(result.data),
        };
      },
      ...[data, width, height, options, colorSpace],
    );

  test('the engine is one of those that are tested with half floats', () => {
    expect(has.array).toBe(true);
    if (browser === 'Chromium') expect(has.image).toBe(true);
  });

  test('no colour of transparent pixels bleeds into others', async () => {
    const options = { size: [1, 2], interpolation: 'bilinear' };
    expect(await enlarge([1, 0, 0, 1, 0, 0, 1, 0], 2, 1, options)).toEqual({
      data: [1, 0, 0, 1, 1, 0, 0, 0.75, 1, 0, 0, 0.25, 0, 0, 0, 0],
      ...{ width: 4, height: 1, colorSpace: 'srgb', pixelFormat: 'rgba-float16', kind: '[object Float16Array]' },
    });
  });

  test.each(['bilinear', 'bicubic', 'lanczos3', 'lanczos5', 'gaussian', 'mitchellcubic'])(
    '%s is the definition of colours that are weighted by alpha, in both lights',
    async (interpolation) => {
      for (const linearLight of [false, true]) {
        const toLight = linearLight ? lightOf : (value) => value;
        const config = { size: SIZE, interpolation, coordinates: 'half_pixel', dataFormat: 'channels_last' };
        const expected = forward(weighted(PICTURE, toLight), [1, HEIGHT, WIDTH, 4], config);
        const options = { size: SIZE, interpolation, linearLight };
        const { data, width, height } = await enlarge(PICTURE, WIDTH, HEIGHT, options);
        expect([width, height]).toEqual([WIDTH * SIZE[1], HEIGHT * SIZE[0]]);
        weighted(data, toLight).forEach((value, i) => {
          // Alpha is cut off at its ends, where it says nothing of the colours.
          const alpha = expected[i | 3];
          if (i % 4 === 3) expect(Math.abs(value - Math.min(Math.max(alpha, 0), 1))).toBeLessThan(1e-3);
          else if (alpha >= 0 && alpha <= 1) expect(Math.abs(value - expected[i])).toBeLessThan(8e-3);
        });
      }
    },
  );

  test('an alpha above 1 changes no colour', async () => {
    const options = { size: [1, 2], interpolation: 'bilinear' };
    const { data } = await enlarge([0.25, -1, 4, 2, 0.25, -1, 4, 2], 2, 1, options);
    expect(data).toEqual([1, 2, 3, 4].flatMap(() => [0.25, -1, 4, 1]));
  });

  test('nearest copies every bit', async () => {
    const { data } = await enlarge(PICTURE, WIDTH, HEIGHT, { size: 1, interpolation: 'nearest' });
    expect(data).toEqual(PICTURE);
  });

  test('light is sRGB’s in its spaces, and the plain mean where values are light', async () => {
    const grey = (value) => [value, value, value, 1];
    const options = { size: [1, 2], interpolation: 'bilinear', linearLight: true };
    const middle = ({ data }) => data[4];
    const ends = [...grey(0), ...grey(1)];
    expect(middle(await enlarge(ends, 2, 1, options, 'srgb-linear'))).toBe(0.25);
    expect(middle(await enlarge(ends, 2, 1, { ...options, linearLight: false }))).toBe(0.25);
    for (const space of ['srgb', 'display-p3']) {
      expect(middle(await enlarge(ends, 2, 1, options, space))).toBeCloseTo(0.5371, 3);
      expect(middle(await enlarge([...grey(-0.5), ...grey(-0.5)], 2, 1, options, space))).toBeCloseTo(-0.5, 3);
    }
    await expect(enlarge(ends, 2, 1, options, 'rec2100-pq')).rejects.toThrow(
      'Expected srgb, display-p3, srgb-linear or display-p3-linear for image.colorSpace with linearLight',
    );
  });

  test('a real ImageData comes back as one where the engine makes them', async () => {
    if (!has.image) return;
    const received = await page.evaluate(() => {
      const settings = { colorSpace: 'display-p3', pixelFormat: 'rgba-float16' };
      const image = new ImageData(new Float16Array([0.5, 2, -1, 1]), 1, 1, settings);
      const result = globalThis.package.upsampleImageData(image, { size: 2, interpolation: 'bilinear' });
      const { width, colorSpace, pixelFormat, data } = result;
      return { real: result instanceof ImageData, width, colorSpace, pixelFormat, data: [...data.subarray(0, 4)] };
    });
    const kept = { colorSpace: 'display-p3', pixelFormat: 'rgba-float16' };
    expect(received).toEqual({ real: true, width: 2, ...kept, data: [0.5, 2, -1, 1] });
  });

  test('a plan’s half precision has numbers, and bits under another name', async () => {
    const received = await page.evaluate(() => {
      const layer = new globalThis.package.UpSampling2D({ size: [1, 2], interpolation: 'bilinear' });
      const plan = layer.plan([1, 1, 2, 1], 'float16');
      plan.inputBits.set([0x3c00, 0x4000]);
      plan.run();
      const kind = (array) => Object.prototype.toString.call(array);
      return {
        kinds: [plan.input, plan.output, plan.inputBits, plan.outputBits].map(kind),
        numbers: [...plan.input, ...plan.output],
        bits: [...plan.outputBits],
      };
    });
    expect(received).toEqual({
      kinds: ['Float16Array', 'Float16Array', 'Uint16Array', 'Uint16Array'].map((name) => `[object ${name}]`),
      numbers: [1, 2, 1, 1.25, 1.75, 2],
      bits: [0x3c00, 0x3d00, 0x3f00, 0x4000],
    });
  });
});
