// The demo page in Firefox: it loads without complaint and holds the right pixels.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { init } from 'upsampling2d';
import { launchFirefox, openPage } from './browsers.js';
import { bundle, decodeFile, difference, PHOTOS, readCanvas, waitForResult } from './demo-page.js';
import { serve } from './server.js';

let server;
let running;

beforeAll(async () => {
  server = await serve(bundle('web/vite.config.ts', 'demo-firefox'));
  running = await launchFirefox();
  await init();
});

afterAll(async () => {
  await running?.close();
  await server?.close();
});

test('loads, upsamples and compares', async () => {
  const { page, allComplaints } = await openPage(running.browser, server.url);
  await waitForResult(page, 1804, 1200, 'lanczos3');
  await page.$eval('[name="photo"][value="coffee.png"]', (radio) => radio.click());
  await waitForResult(page, 2400, 1600, 'lanczos3');
  const options = { size: 4, interpolation: 'lanczos3' };
  expect(difference(await readCanvas(page, '#result'), decodeFile(`${PHOTOS}coffee.png`), options)).toBeNull();
  expect(await allComplaints()).toEqual([]);
});
