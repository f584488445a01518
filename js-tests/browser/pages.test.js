// How both pages look in every browser: in both schemes, wide and narrow. Nothing sticks out, lies on other things or is
// empty; axe finds nothing serious; and the other browsers show what Chromium shows.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seriousFaults } from './axe.js';
import { BROWSERS, LISTENER, launchChromium, openPage } from './browsers.js';
import { bundle, waitForResult } from './demo-page.js';
import { gallery, layoutFaults } from './looks.js';
import { serve } from './server.js';

const CASE = 'float32 [1, 8, 8, 4] x2 bilinear';
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 740 };
// sections.test.js looks at wide, light pages.
const KINDS = [
  ['light', 'narrow', NARROW],
  ['dark', 'wide', WIDE],
];
const DEMO = {
  head: '.top',
  pictures: '#pictures',
  compare: '#compare',
  controls: '#controls',
  strip: '#strip',
  live: '#live',
  filters: '#filters',
  why: '#why',
  code: '#snippet',
  exports: '#exports',
  foot: 'footer',
};
const BENCH = { choice: '#choice', figures: '#figures', series: '#series', keep: '#keep', 'bench-foot': 'footer' };

let server;

beforeAll(async () => {
  server = await serve(bundle('web/vite.config.ts', 'pages'), '/any/path/', {}, LISTENER);
});

afterAll(() => server?.close());

const { compare } = gallery();
// The link to the bench's figures.
let figures;

/** Measures once; every browser shows the figures from the link. */
async function measure(browser) {
  const { page } = await openPage(browser, `${server.url}bench.html`);
  await page.waitForSelector('#start:enabled');
  await page.focus('#only');
  await page.keyboard.type(CASE);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.getElementById('status').textContent.startsWith('Done.'));
  await page.evaluate(() => globalThis.bench.runSeries('batch'));
  await page.$eval('#copy-link', (button) => button.click());
  await page.waitForFunction(() => document.getElementById('keep-text').value.includes('#result='));
  const link = await page.$eval('#keep-text', (field) => field.value);
  await page.close();
  return link;
}

describe.each(BROWSERS)('%s', (name, launch) => {
  describe.each(KINDS)('%s and %s', (scheme, kind, viewport) => {
    let running;

    beforeAll(async () => {
      running = await launch({ scheme });
      figures ??= await measure(running.browser);
    });

    afterAll(() => running?.close());

    async function looksRight(page, parts) {
      expect(await layoutFaults(page)).toEqual([]);
      expect(await seriousFaults(page)).toEqual([]);
      for (const [part, selector] of Object.entries(parts)) {
        expect(await compare(page, name, `${part}-${scheme}-${kind}`, selector)).toBeNull();
      }
      const { width, ground } = await page.evaluate(() => ({
        width: innerWidth,
        ground: getComputedStyle(document.body).backgroundColor,
      }));
      expect(width).toBe(viewport.width);
      expect(Number(ground.match(/\d+/)) < 128).toBe(scheme === 'dark');
    }

    test('the demo page, with everything open', async () => {
      const { page, allComplaints } = await openPage(running.browser, server.url, viewport);
      await waitForResult(page, 1804, 1200, 'lanczos3');
      await page.$eval('#exports', (details) => {
        details.open = true;
      });
      await page.$eval('#filters', (section) => section.scrollIntoView());
      await page.waitForFunction(() => document.getElementById('kernel').style.height !== '');
      await page.waitForSelector('#kernels tbody tr');
      await page.waitForFunction(() =>
        [...document.querySelectorAll('#strip canvas')].every((canvas) => canvas.width > 1),
      );
      await looksRight(page, DEMO);
      expect(await allComplaints()).toEqual([]);
      await page.close();
    });

    test('the bench page, with figures', async () => {
      const { page, allComplaints } = await openPage(running.browser, figures, viewport);
      await page.waitForSelector('#start:enabled');
      await page.waitForSelector('#series canvas');
      await looksRight(page, BENCH);
      expect(await allComplaints()).toEqual([]);
      await page.close();
    });
  });

  test('complaints and faults would be noticed', async () => {
    const { browser, close } = await launch();
    try {
      const { page, allComplaints } = await openPage(browser, server.url);
      await waitForResult(page, 1804, 1200, 'lanczos3');
      expect(await layoutFaults(page)).toEqual([]);
      await page.evaluate(async () => {
        document.querySelector('h1').style.width = '200vw';
        document.getElementById('strip').parentElement.style.marginTop = '-9rem';
        document.querySelector('.lead').textContent = 'unbroken'.repeat(99);
        document.getElementById('link').style.marginLeft = '-3rem';
        document.getElementById('live').replaceChildren();
        console.error('on purpose');
        await fetch('https://example.invalid/').catch(() => {});
      });
      const found = [...(await layoutFaults(page)), ...(await allComplaints())];
      for (const start of [
        'scrolls to the side: ',
        'on what is before it: section',
        'wider than its place: p#.lead',
        'on another control: input#rows',
        'empty: section#live',
        'console: on purpose',
        'connect-src: https://example.invalid/',
      ]) {
        expect(found).toContainEqual(expect.stringMatching(`^${start}`));
      }
    } finally {
      await close();
    }
  });
});

// Only Chromium's driver changes the scheme of an open page.
test('charts follow the scheme', async () => {
  const { browser, close } = await launchChromium();
  try {
    figures ??= await measure(browser);
    const { page } = await openPage(browser, figures);
    await page.waitForSelector('#series canvas');
    const drawn = (selector) => page.$eval(selector, (canvas) => canvas.toDataURL());
    const before = [await drawn('#ratios'), await drawn('#series canvas')];
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await page.waitForFunction(
      ([ratios, series]) =>
        document.getElementById('ratios').toDataURL() !== ratios &&
        document.querySelector('#series canvas').toDataURL() !== series,
      { polling: 100 },
      before,
    );
  } finally {
    await close();
  }
});
