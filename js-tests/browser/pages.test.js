// Both pages in Firefox and WebKit, as demo.test.js and bench.test.js have them in Chromium: they load without complaint,
// hold the right pixels, are worked by keyboard, and are drawn.
import { mkdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PNG } from 'pngjs';
import { init } from 'upsampling2d';
import { BROWSERS, LISTENER, openPage } from './browsers.js';
import { bundle, decodeFile, difference, PHOTOS, readCanvas, waitForResult } from './demo-page.js';
import { serve } from './server.js';

const SCREENSHOTS = fileURLToPath(new URL('../../build/screenshots/', import.meta.url));
const CASE = 'float32 [1, 8, 8, 4] x2 bilinear';

let server;

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  server = await serve(bundle('web/vite.config.ts', 'pages'), '/any/path/', {}, LISTENER);
  await init();
});

afterAll(() => server?.close());

// The most frequent colour of a picture, and how many colours it has.
function coloursOf({ data }) {
  const counts = new Map();
  for (const pixel of new Uint32Array(data.buffer, data.byteOffset, data.length / 4)) {
    counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  }
  const [[ground]] = [...counts].sort(([, a], [, b]) => b - a);
  return { ground: [ground & 255, (ground >> 8) & 255, (ground >> 16) & 255].join(), count: counts.size };
}

describe.each(BROWSERS.filter(([name]) => name !== 'Chromium'))('%s', (browser, launch) => {
  let running;

  beforeAll(async () => {
    running = await launch();
  });

  afterAll(() => running?.close());

  // What is on the screen, once it is right or time is up: browsers draw some time after scripts have run.
  async function waitForScreen(page, name, isRight) {
    const path = `${SCREENSHOTS}${browser.toLowerCase()}-${name}.png`;
    for (const end = Date.now() + 20_000; ; await sleep(200)) {
      await page.screenshot({ path });
      const colours = coloursOf(PNG.sync.read(readFileSync(path)));
      if (isRight(colours) || Date.now() > end) return colours;
    }
  }

  test('the demo page upsamples and compares', async () => {
    const { page, allComplaints } = await openPage(running.browser, server.url);
    await waitForResult(page, 1804, 1200, 'lanczos3');
    await page.$eval('[name="photo"][value="coffee.png"]', (radio) => radio.click());
    await waitForResult(page, 2400, 1600, 'lanczos3');
    const image = decodeFile(`${PHOTOS}coffee.png`);
    expect(difference(await readCanvas(page, '#result'), image, { size: 4, interpolation: 'lanczos3' })).toBeNull();
    await page.focus('#rows');
    await page.keyboard.press('ArrowDown');
    await waitForResult(page, 1800, 1200, 'lanczos3');
    expect(difference(await readCanvas(page, '#result'), image, { size: 3, interpolation: 'lanczos3' })).toBeNull();
    expect(await allComplaints()).toEqual([]);
  });

  test('the demo page is drawn, and no line of it runs through a heading', async () => {
    const { page, allComplaints } = await openPage(running.browser, server.url);
    await waitForResult(page, 1804, 1200, 'lanczos3');
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).join());
    // The photograph has many colours, and the ground one.
    const isDrawn = (colours) => colours.ground === ground && colours.count > 10_000;
    const colours = await waitForScreen(page, 'demo', isDrawn);
    expect({ ...colours, drawn: isDrawn(colours) }).toEqual({ ...colours, drawn: true });
    const headings = await page.evaluate(() =>
      [...document.querySelectorAll('fieldset > legend')].map((legend) => {
        const line = parseFloat(getComputedStyle(legend.parentElement).borderTopWidth);
        const room = legend.getBoundingClientRect().top - legend.parentElement.getBoundingClientRect().top;
        return { heading: legend.textContent, crossed: line > 0 && room < line };
      }),
    );
    expect(headings.map(({ heading }) => heading)).toContain('Zoom region');
    expect(headings.filter(({ crossed }) => crossed)).toEqual([]);
    expect(await allComplaints()).toEqual([]);
  });

  test('the bench page measures a case, draws it, and leads to the demo page', async () => {
    const { page, allComplaints } = await openPage(running.browser, `${server.url}bench.html`);
    await page.waitForSelector('#start:enabled');
    await page.focus('#only');
    await page.keyboard.type(CASE);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.getElementById('status').textContent.startsWith('Done.'));
    const cells = await page.evaluate(() =>
      [...document.querySelectorAll('#results tr')].map((row) => [...row.cells].map((cell) => cell.textContent)),
    );
    expect(cells).toHaveLength(2);
    expect(cells[1]).toHaveLength(cells[0].length);
    expect(cells[1][0]).toBe(CASE);
    for (const figure of cells[1].slice(1)) expect(figure).toMatch(/^\d/);
    const { count } = await waitForScreen(page, 'bench', (colours) => colours.count >= 100);
    expect(count).toBeGreaterThanOrEqual(100);
    expect(await allComplaints()).toEqual([]);
    await page.click('header a');
    await page.waitForFunction(() => /Keras/.test(document.title));
  });

  test('a narrow window has no scroll bar to the side', async () => {
    for (const name of ['index.html', 'bench.html']) {
      const { page } = await openPage(running.browser, `${server.url}${name}`, { width: 360, height: 740 });
      await page.waitForFunction(() => document.getElementById('version').textContent !== '');
      const { scrollWidth, clientWidth } = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return { scrollWidth, clientWidth };
      });
      expect(clientWidth).toBeLessThan(576);
      expect([name, scrollWidth]).toEqual([name, clientWidth]);
    }
  });

  test('a complaint would be noticed', async () => {
    const { page, allComplaints } = await openPage(running.browser, server.url);
    await page.evaluate(async () => {
      console.error('on purpose');
      await fetch('https://example.invalid/').catch(() => {});
    });
    const complaints = await allComplaints();
    expect(complaints).toContain('console: on purpose');
    expect(complaints).toContain('connect-src: https://example.invalid/');
  });
});
