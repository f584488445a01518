// The demo page's sections in every browser: filters, reasons, live frames; what axe finds, what the page weighs, and whether
// the browsers show the same.
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { INTERPOLATIONS, init, UpSampling2D } from 'upsampling2d';
import { seriousFaults } from './axe.js';
import { BROWSERS, closeWithoutComplaints, LISTENER, openPage } from './browsers.js';
import { bundle, readCanvas, waitForColour, waitForResult } from './demo-page.js';
import { gallery } from './looks.js';
import { serve } from './server.js';

const VIEW = { width: 1280, height: 900 };
// Without pictures and lazy parts.
const MOST_BYTES = 250_000;
const LAZY = /why-worker|live-worker|charts|fflate|model\.bin/;

// Marks when the comparison shows its first picture.
function markFirstPicture() {
  const observer = new MutationObserver(() => {
    if (document.getElementById('stage')?.dataset.state !== 'ready') return;
    performance.mark('first picture');
    observer.disconnect();
  });
  observer.observe(document, { subtree: true, childList: true, attributeFilter: ['data-state'] });
}

// On a busy machine WebKitGTK has crashed under video. What it took along is tried once more, in a new browser.
jest.retryTimes(1, { retryImmediately: true, logErrorsBeforeRetry: true });

const { compare } = gallery();
let server;

beforeAll(async () => {
  server = await serve(
    bundle('web/vite.config.ts', 'sections'),
    '/any/path/',
    {},
    `${LISTENER}(${markFirstPicture})();`,
  );
  await init();
});

afterAll(() => server?.close());

const textOf = (page, selector) => page.$eval(selector, (element) => element.textContent);
const choose = (page, selector, value) =>
  page.$eval(
    selector,
    (select, wanted) => {
      select.value = wanted;
      select.dispatchEvent(new Event('change'));
    },
    value,
  );
const bringIntoView = (page, selector) => page.$eval(selector, (element) => element.scrollIntoView());

describe.each(BROWSERS)('%s', (name, launch) => {
  let running;
  let page;
  let allComplaints;

  const open = async () => {
    running = await launch();
    ({ page, allComplaints } = await openPage(running.browser, server.url, VIEW));
    await waitForResult(page, 1804, 1200, 'lanczos3');
  };

  beforeAll(open);

  beforeEach(async () => {
    if (await page.evaluate(() => true).catch(() => false)) return;
    await running.close();
    await open();
  });

  afterAll(() => closeWithoutComplaints(running, allComplaints));

  const looksAlike = async (section) =>
    expect(await compare(page, name, `${section.slice(1)}-light-wide`, section)).toBeNull();

  test('the first picture needs less than 250 KB, and nothing of the sections below', async () => {
    const loaded = await page.evaluate(() =>
      performance.getEntries().map(({ name: url, decodedBodySize = 0 }) => [url, decodedBodySize]),
    );
    const needed = loaded.filter(([url]) => !/photos|\.svg$/.test(url));
    expect(needed.map(([url]) => url).filter((url) => LAZY.test(url))).toEqual([]);
    const bytes = needed.reduce((sum, [, size]) => sum + size, 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(MOST_BYTES);
    const [{ startTime }] = await page.evaluate(() =>
      performance.getEntriesByName('first picture').map((mark) => mark.toJSON()),
    );
    console.info(`${name}: ${bytes} bytes, first picture after ${Math.round(startTime)} ms`);
    await looksAlike('#compare');
  });

  test('the filter of each interpolation: weights that sum to one, ringing as it is', async () => {
    await bringIntoView(page, '#filters');
    await page.waitForSelector('#weights tbody tr');
    const overshoots = {};
    for (const interpolation of INTERPOLATIONS) {
      await choose(page, '#interpolation', interpolation);
      await page.waitForFunction(
        (wanted) => document.getElementById('weights-note').textContent.startsWith(`${wanted} by 4 `),
        {},
        interpolation,
      );
      const rows = await page.$eval('#weights', (table) =>
        [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent.replace('−', '-'))),
      );
      expect(rows.map(([phase]) => phase)).toEqual(['1 of 4', '2 of 4', '3 of 4', '4 of 4']);
      for (const [, , taps, ...weights] of rows) {
        const numbers = weights.filter((text) => text !== '').map(Number);
        expect(numbers).toHaveLength(Number(taps));
        expect(numbers.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 4);
      }
      const percent = /by (\d+\.\d) %/.exec(await textOf(page, '#edge-note'))?.[1];
      // Of an edge between 0 and 1 by this package, in Node.
      const layer = new UpSampling2D({ size: [1, 4], interpolation });
      const edge = Float64Array.from({ length: 16 }, (_, i) => Number(i >= 8));
      const over = Math.max(...layer.apply({ data: edge, shape: [1, 1, 16, 1] }).data) - 1;
      expect([interpolation, percent]).toEqual([interpolation, over > 1e-6 ? (100 * over).toFixed(1) : undefined]);
      overshoots[interpolation] = percent;
      layer.dispose();
    }
    expect(overshoots.bilinear).toBeUndefined();
    expect(Number(overshoots.lanczos5)).toBeGreaterThan(5);
    await choose(page, '#interpolation', 'lanczos3');
    await waitForResult(page, 1804, 1200, 'lanczos3');
    await looksAlike('#filters');
  });

  test('TensorFlow.js alone is wrong, and after register() right: numbers, a picture, a model', async () => {
    await page.focus('#why-start');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.getElementById('why-start').textContent === 'Compare again', {
      timeout: 120_000,
      polling: 100,
    });
    expect(await textOf(page, '#why-status')).toMatch(/^Computed here/);
    expect(await textOf(page, '#why-stock')).toBe('[1, 1.5, 2, 2]');
    expect(await textOf(page, '#why-ours')).toBe('[1, 1.25, 1.75, 2]');
    expect(Number(/up to (\d+)/.exec(await textOf(page, '#why-largest'))[1])).toBeGreaterThan(20);
    expect(await textOf(page, '#why-count-stock')).toMatch(/^TensorFlow\.js: [1-9]\d\d of 3072 pixels wrong/);
    expect(await textOf(page, '#why-count-ours')).toMatch(/: 0 of 3072 pixels wrong, off by up to \de-[789]$/);
    const white = async (id) => {
      const { data } = await readCanvas(page, `#why-mask-${id}`);
      return data.filter((_, i) => i % 4 === 0 && data[i] + data[i + 1] + data[i + 2] === 3 * 255).length;
    };
    const wrong = /(\d+) of 3072/.exec(await textOf(page, '#why-count-stock'))[1];
    expect([await white('stock'), await white('ours'), await white('keras')]).toEqual([Number(wrong), 0, 0]);
    await looksAlike('#why');
  }, 150_000);

  describe('live', () => {
    const frames = async () => Number(/of (\d+)/.exec(await textOf(page, '#live-dropped'))?.[1] ?? 0);
    const shownFrames = async () => {
      const [, dropped, all] = /(\d+) of (\d+)/.exec(await textOf(page, '#live-dropped')) ?? [0, 0, 0];
      return all - dropped;
    };

    async function untilShown(count) {
      const end = Date.now() + 60_000;
      while ((await shownFrames()) < count) {
        if (Date.now() > end) throw new Error(`few frames: ${await textOf(page, '#live')}`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }

    // The mean distance between the enlarged frame, made small again, and the frame beside it.
    const distance = () =>
      page.evaluate(() => {
        const read = (id, width, height) => {
          const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d', {
            willReadFrequently: true,
          });
          context.drawImage(document.getElementById(id), 0, 0, width, height);
          return context.getImageData(0, 0, width, height).data;
        };
        const { width, height } = document.getElementById('live-before');
        const [plain, ours] = [read('live-before', width, height), read('live-after', width, height)];
        return plain.reduce((sum, value, i) => sum + Math.abs(value - ours[i]), 0) / plain.length;
      });

    test.each([
      ['lanczos3', 2, 1],
      ['bilinear', 3, 2],
      ['nearest', 4, 3],
    ])('the clip by %s, %d times', async (interpolation, factor, nth) => {
      await bringIntoView(page, '#live');
      await choose(page, '#live-interpolation', interpolation);
      await page.$eval(`#live-factors label:nth-child(${nth}) input`, (radio) => radio.click());
      await page.$eval('#live-start', (button) => button.textContent === 'Start' && button.click());
      await page.waitForFunction(
        (text) => document.getElementById('live-status').textContent.includes(text),
        {},
        `640 × 360 to ${640 * factor} × ${360 * factor} with ${interpolation}`,
      );
      await untilShown(5);
      const size = await page.$eval('#live-after', ({ width, height }) => [width, height]);
      expect(size).toEqual([640 * factor, 360 * factor]);
      expect(await distance()).toBeLessThan(2);
      // 0.0 where a browser's clock is coarse.
      expect(await textOf(page, '#live-time')).toMatch(/^\d+\.\d$/);
    });

    test('stops, and then shows no frame more', async () => {
      await looksAlike('#live');
      await page.focus('#live-start');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.getElementById('live-status').textContent === 'Stopped.');
      const before = await frames();
      const pixels = () => page.$eval('#live-after', (canvas) => canvas.toDataURL().length);
      const length = await pixels();
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect([await frames(), await pixels()]).toEqual([before, length]);
    });

    test('the camera: what it films, and a sentence where there is none', async () => {
      await page.evaluate(() => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
        const context = canvas.getContext('2d');
        globalThis.filming = setInterval(() => {
          context.fillStyle = '#2f7fc1';
          context.fillRect(0, 0, 320, 180);
        }, 30);
        const media = { getUserMedia: async () => canvas.captureStream(30) };
        Object.defineProperty(navigator, 'mediaDevices', { value: media, configurable: true });
      });
      const camera = '#live-kinds label:nth-child(4) input';
      await page.$eval(camera, (radio) => radio.click());
      await untilShown(3);
      await waitForColour(page, '#live-after', [0x2f, 0x7f, 0xc1]);
      await page.$eval('#live-start', (button) => button.click());
      await page.evaluate(() => {
        clearInterval(globalThis.filming);
        const refuse = async () => {
          throw new DOMException('no', 'NotAllowedError');
        };
        Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: refuse }, configurable: true });
        document.getElementById('live-start').click();
      });
      await page.waitForFunction(
        () => document.getElementById('live-status').textContent === 'The camera was not allowed.',
      );
    });
  });

  test('axe finds nothing serious, with everything open', async () => {
    await page.$eval('#exports', (details) => {
      details.open = true;
    });
    await page.waitForSelector('#kernels tbody tr');
    expect(await seriousFaults(page)).toEqual([]);
  }, 120_000);
});
