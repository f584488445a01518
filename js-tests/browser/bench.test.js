// The bench page as visitors see it, in every browser: without peers of npm, under its policy. No test depends on how long
// anything takes.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seriousFaults } from './axe.js';
import { BROWSERS, closeWithoutComplaints, LISTENER, openPage } from './browsers.js';
import { bundle, expectStrictPolicy } from './demo-page.js';
import { serve } from './server.js';

const CASE = 'float32 [1, 8, 8, 4] x2 bilinear';

let server;

beforeAll(async () => {
  server = await serve(bundle('web/vite.config.ts', 'bench'), '/any/path/', {}, LISTENER);
});

afterAll(() => server?.close());

const textOf = (page, selector) => page.$eval(selector, (element) => element.textContent);

const waitForStatus = (page, status) =>
  page.waitForFunction(
    (text) => document.getElementById('status').textContent.startsWith(text),
    { timeout: 60_000, polling: 50 },
    status,
  );

/** The number of coloured pixels of a canvas: the contents of a chart, without its axes and words. */
function colouredPixels(page, selector) {
  return page.$eval(selector, (canvas) => {
    // Read from a copy: the chart's canvas is not made for reading, and the browser would warn.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const colour = data.slice(i, i + 3);
      if (data[i + 3] > 0 && Math.max(...colour) - Math.min(...colour) > 60) count++;
    }
    return count;
  });
}

describe.each(BROWSERS)('%s', (_, launch) => {
  let running;
  let page;
  let allComplaints;

  beforeAll(async () => {
    running = await launch();
    ({ page, allComplaints } = await openPage(running.browser, `${server.url}bench.html`));
    await page.waitForSelector('#start:enabled');
  });

  afterAll(() => closeWithoutComplaints(running, allComplaints));

  test('carries the same strict policy as the demo page', () => expectStrictPolicy(page));

  test('says who is measured beside the package', async () => {
    expect(await textOf(page, '#peers')).toContain('Beside it here: drawImage, createImageBitmap.');
    expect(await page.$eval('#figures', (section) => section.hidden)).toBe(true);
  });

  test('measures a case by keyboard: progress, table, chart', async () => {
    await page.focus('#only');
    await page.keyboard.type('[1, 8, 8, 4] x2 bil');
    await page.keyboard.press('Enter');
    await waitForStatus(page, `Measuring ${CASE}, 1 of 1`);
    await page.waitForFunction(() => document.getElementById('progress').value > 0, { polling: 20 });
    await waitForStatus(page, 'Done.');
    const table = await page.$$eval('#results tr', (rows) =>
      rows.map((row) => [...row.cells].map((cell) => cell.textContent)),
    );
    expect(table).toHaveLength(2);
    const [header, figures] = table;
    expect(header).toEqual(['case', 'MB', 'fill', 'copy', 'plan', 'GB/s', 'of fill', 'into', 'of copy', 'fresh']);
    expect(figures[0]).toBe(CASE);
    for (const figure of figures.slice(1)) expect(figure).toMatch(/^\d/);
    expect(await colouredPixels(page, '#ratios')).toBeGreaterThan(100);
  });

  test('shows a picture’s case beside what the browser has', async () => {
    const shown = await page.evaluate(async () => {
      const test = {
        ...{ name: 'a picture', dtype: 'uint8', dataFormat: 'channels_last', interpolation: 'nearest', size: 2 },
        ...{ batch: 1, rows: 6, cols: 8, channels: 4, shape: [1, 6, 8, 4], outShape: [1, 12, 16, 4] },
      };
      const { entries, failures } = await globalThis.bench.runCase(test);
      return { entries: entries.map(({ name, same }) => [name, same]), failures };
    });
    expect(shown.failures).toEqual([]);
    expect(shown.entries).toEqual([
      ['upsampling2d', true],
      ['drawImage', true],
      ['createImageBitmap', true],
    ]);
    expect(await textOf(page, '#results tbody tr:last-child')).toMatch(/drawImage|createImageBitmap/);
  });

  test('says when no case has such a name', async () => {
    await page.focus('#only');
    await page.$eval('#only', (input) => input.select());
    await page.keyboard.type('nobody');
    await page.keyboard.press('Enter');
    await waitForStatus(page, 'No case has that in its name.');
  });

  test('is stopped by keyboard, and ready for the next run', async () => {
    await page.focus('#grow');
    await page.keyboard.press(' ');
    await waitForStatus(page, 'Measuring megapixels of output, 1 of 4');
    expect(await page.evaluate(() => document.activeElement.id)).toBe('stop');
    await page.keyboard.press('Enter');
    await waitForStatus(page, 'Stopped.');
    expect(await page.evaluate(() => document.activeElement.id)).toBe('grow');
    expect(await page.$eval('#start', (button) => button.disabled)).toBe(false);
  });

  test('draws what an element costs as things grow', async () => {
    const { points } = await page.evaluate(() => globalThis.bench.runSeries('batch'));
    expect(points.map(({ x }) => x)).toEqual([1, 2, 4, 8, 16, 64]);
    expect(await colouredPixels(page, '#series canvas')).toBeGreaterThan(100);
    expect(await page.$eval('#series canvas', (canvas) => canvas.getAttribute('aria-label'))).toMatch(
      /^batch, nanoseconds an element: 1: \d/,
    );
  });

  test('counts frames, and keeps what it has when stopped', async () => {
    await page.focus('#measure-video');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#video-table tbody tr', { timeout: 60_000 });
    await page.$eval('#stop', (button) => button.click());
    await waitForStatus(page, 'Stopped.');
    const row = await page.$eval('#video-table tbody tr', ({ cells }) => [...cells].map((cell) => cell.textContent));
    expect(row[0]).toBe('640 × 360 x2 bilinear');
    for (const figure of row.slice(1)) expect(figure).toMatch(/^\d+(\.\d)?$/);
  });

  test('times the pool, and is stopped', async () => {
    await page.$eval('#measure-workers', (button) => button.click());
    await waitForStatus(page, 'Measuring uint8 [1, 512, 512, 4]');
    await page.waitForSelector('#workers-table tbody tr', { timeout: 120_000 });
    await page.$eval('#stop', (button) => button.click());
    await waitForStatus(page, 'Stopped.');
    const row = await page.$eval('#workers-table tbody tr', ({ cells }) => [...cells].map((cell) => cell.textContent));
    expect(row[1]).toBe('buffers');
    for (const ms of row.slice(2, 5)) expect(ms).toMatch(/^[\d.]+$/);
    for (const figure of row.slice(5, 8)) expect(figure).toMatch(/^\d+\.\d\dx$/);
  }, 180_000);

  test('times TensorFlow.js alone and with the adapter', async () => {
    await page.$eval('#measure-tfjs', (button) => button.click());
    await page.waitForSelector('#tfjs-table tbody tr', { timeout: 120_000 });
    await page.$eval('#stop', (button) => button.click());
    await waitForStatus(page, 'Stopped.');
    const row = await page.$eval('#tfjs-table tbody tr', ({ cells }) => [...cells].map((cell) => cell.textContent));
    expect(row.slice(0, 2)).toEqual(['cpu', expect.stringMatching(/^bilinear, .*, forward$/)]);
    expect(row[4]).toMatch(/^[\d.]+x$/);
  }, 180_000);

  test('gives the result as text, and as a link that shows it again', async () => {
    await page.$eval('#copy-text', (button) => button.click());
    await page.waitForSelector('#keep-text:not([hidden])');
    const text = await page.$eval('#keep-text', (field) => field.value);
    expect(text).toMatch(/^upsampling2d \d+\.\d+\.\d+ in Mozilla/);
    for (const part of [
      '| case | MB |',
      `| ${CASE} |`,
      '| frames | a second |',
      '| case | rows travel in |',
      '| backend | by 2 |',
    ]) {
      expect(text).toContain(part);
    }
    await page.$eval('#copy-link', (button) => button.click());
    await page.waitForFunction(() => document.getElementById('keep-text').value.includes('#result='));
    const link = await page.$eval('#keep-text', (field) => field.value);
    const contents = (one) =>
      one.evaluate(() =>
        ['results', 'video-table', 'workers-table', 'tfjs-table'].map((id) => document.getElementById(id).innerHTML),
      );
    const again = await openPage(running.browser, link);
    await waitForStatus(again.page, 'A kept result: upsampling2d ');
    expect(await contents(again.page)).toEqual(await contents(page));
    expect(await colouredPixels(again.page, '#ratios')).toBeGreaterThan(100);
    expect(await again.allComplaints()).toEqual([]);
    await again.page.close();
    const broken = await openPage(running.browser, link.slice(0, -40));
    await waitForStatus(broken.page, 'The result in this link cannot be read');
    await broken.page.close();
  });

  test('axe finds nothing serious', async () => {
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('leads to the demo page and back', async () => {
    await page.click('header a');
    await page.waitForFunction(() => /Keras/.test(document.title));
    // The page still grows, so the link is not where a mouse would look for it.
    await page.$eval('footer a[href*="bench"]', (link) => link.click());
    await page.waitForFunction(() => document.title === 'upsampling2d: the bench');
  });
});
