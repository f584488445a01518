// The pool of workers in every browser: pages that share memory and pages that do not, policies that forbid workers, scripts
// from another site and the one-file build.
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { init, UpSampling2D } from 'upsampling2d';
import { BROWSERS, openPage } from './browsers.js';
import { bundle } from './demo-page.js';
import { serve } from './server.js';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' http://127.0.0.1:*; connect-src *; img-src data:; frame-src 'self';";
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const OPEN = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };

const policy = (workers) => ({ 'content-security-policy': `${POLICY} worker-src ${workers}` });

const CONFIG = { size: 2, interpolation: 'bicubic' };
const SHAPE = [1, 700, 900, 3];
const valueAt = (i) => (i * 7919) % 251;

const servers = {};
let wanted;

// A number that other bytes hardly have.
function sumOf(data) {
  let sum = 0;
  for (const value of data) sum = (Math.imul(sum, 31) + value) | 0;
  return sum;
}

beforeAll(async () => {
  const page = bundle('js-tests/browser/pages/vite.config.js', 'workers');
  servers.page = await serve(page, '/', policy("'self' blob:"));
  servers.isolated = await serve(page, '/', { ...policy("'self'"), ...ISOLATED });
  servers.forbidding = await serve(page, '/', policy("'none'"));
  servers.elsewhere = await serve(DIST, '/', OPEN);
  await init();
  const data = Uint8Array.from({ length: 700 * 900 * 3 }, (_, i) => valueAt(i));
  wanted = sumOf(new UpSampling2D(CONFIG).apply({ data, shape: SHAPE }).data);
});

afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())));

// Runs in the page: calls until workers have one (the calling thread computes while they start), or there are none. The bytes'
// sum, the rows of progress, and the pool during the last of them and afterwards.
async function callInPage(config, shape, from) {
  const api = from === '' ? globalThis.package : await import(from);
  await api.init();
  const data = Uint8Array.from({ length: shape[1] * shape[2] * shape[3] }, (_, i) => (i * 7919) % 251);
  const layer = new api.UpSampling2D(config);
  let rows;
  let during;
  let sum;
  const onProgress = (done) => {
    rows.push(done);
    if (!during?.busy) during = api.describe().workers;
  };
  do {
    rows = [];
    const result = await layer.applyAsync({ data, shape }, { onProgress });
    const before = sum;
    sum = 0;
    for (const value of result.data) sum = (Math.imul(sum, 31) + value) | 0;
    if (before !== undefined && before !== sum) throw new Error('two calls have given two results');
  } while (during.mode !== 'none' && during.busy === 0);
  const rising = rows.every((row, i) => row > (rows[i - 1] ?? 0));
  const controller = new AbortController();
  const cancelled = layer.applyAsync({ data, shape }, { signal: controller.signal });
  controller.abort();
  const reason = await cancelled.catch((error) => error.name);
  const again = (await layer.applyAsync({ data, shape })).data.length;
  await api.closeWorkers();
  return { sum, rising, last: rows.at(-1), during, reason, again, after: api.describe().workers.count };
}

// Runs in the page: input and output in odd places of shared memory. Null where there is none.
async function sharedInPage(config, shape) {
  if (typeof SharedArrayBuffer !== 'function') return null;
  const api = globalThis.package;
  await api.init();
  const count = shape[1] * shape[2] * shape[3];
  const data = new Uint8Array(new SharedArrayBuffer(count + 5), 5).map((_, i) => (i * 7919) % 251);
  const input = new Uint8Array(new SharedArrayBuffer(count + 5), 5);
  input.set(data);
  const out = new Uint8Array(new SharedArrayBuffer(4 * count + 3), 3);
  const layer = new api.UpSampling2D(config);
  // The calling thread computes until workers have started.
  for (let busy = 0; busy === 0; ) {
    const onProgress = () => {
      busy ||= api.describe().workers.busy;
    };
    await layer.applyAsync({ data, shape }, { onProgress });
  }
  const result = await layer.applyAsync({ data: input, shape }, { out });
  await api.closeWorkers();
  let sum = 0;
  for (const value of out) sum = (Math.imul(sum, 31) + value) | 0;
  return { same: result.data === out, sum };
}

// Runs in the page: calls that nobody waits for, of which workers have one.
async function beginInPage(config, shape) {
  const api = globalThis.package;
  await api.init();
  const tensor = { data: new Uint8Array(shape[1] * shape[2] * shape[3]), shape };
  const layer = new api.UpSampling2D(config);
  await new Promise((resolve) => {
    const onProgress = () => api.describe().workers.busy > 0 && resolve();
    const begin = () => layer.applyAsync(tensor, { onProgress }).then(begin);
    begin();
  });
}

// Runs in the page: the same in a frame, which is taken away; then a call of the page itself.
async function leaveFrame(config, shape) {
  const frame = document.createElement('iframe');
  frame.src = location.href;
  document.body.append(frame);
  await new Promise((resolve) => {
    frame.onload = resolve;
  });
  const api = frame.contentWindow.package;
  await api.init();
  const [, rows, cols, channels] = shape;
  const tensor = { data: new Uint8Array(4 * rows * cols * channels), shape: [4, rows, cols, channels] };
  const layer = new api.UpSampling2D(config);
  let answer;
  // Until workers have a call, after whose first step this goes on.
  for (let busy = 0; busy === 0; ) {
    answer = 'nothing';
    const settle = (value) => () => {
      answer = value;
    };
    await new Promise((resolve) => {
      const onProgress = () => {
        busy = api.describe().workers.busy;
        if (busy > 0) resolve();
      };
      layer.applyAsync(tensor, { onProgress }).then(settle('a result'), settle('an error')).then(resolve);
    });
  }
  frame.remove();
  const own = globalThis.package;
  await own.init();
  const data = Uint8Array.from({ length: rows * cols * channels }, (_, i) => (i * 7919) % 251);
  const result = await new own.UpSampling2D(config).applyAsync({ data, shape });
  await own.closeWorkers();
  let other = 0;
  for (const value of result.data) other = (Math.imul(other, 31) + value) | 0;
  return { other, left: answer };
}

describe.each(BROWSERS)('%s', (browser, launch) => {
  let running;

  beforeAll(async () => {
    running = await launch();
  });

  afterAll(() => running?.close());

  async function call(server, from = '') {
    const { page } = await openPage(running.browser, server.url);
    const { sum, rising, last, during, reason, again, after } = await page.evaluate(callInPage, CONFIG, SHAPE, from);
    expect({ sum, rising, last, reason, again, after }).toEqual({
      sum: wanted,
      rising: true,
      last: 1400,
      reason: 'AbortError',
      again: 1400 * 1800 * 3,
      after: 0,
    });
    return during;
  }

  test('a page: buffers travel', async () => {
    expect(await call(servers.page)).toMatchObject({ mode: 'transfer' });
  });

  test('an isolated page: memory is shared', async () => {
    const { page } = await openPage(running.browser, servers.isolated.url);
    const [isolated, shares] = await page.evaluate(() => [
      globalThis.crossOriginIsolated,
      typeof SharedArrayBuffer === 'function',
    ]);
    // WebKitGTK isolates the page, and has no shared memory nevertheless.
    if (browser !== 'WebKit') expect([isolated, shares]).toEqual([true, true]);
    expect(await call(servers.isolated)).toMatchObject({ mode: shares ? 'shared' : 'transfer' });
  });

  test('an isolated page: shared arrays are read and written in place', async () => {
    const { page } = await openPage(running.browser, servers.isolated.url);
    const result = await page.evaluate(sharedInPage, CONFIG, SHAPE);
    if (result !== null || browser !== 'WebKit') expect(result).toEqual({ same: true, sum: wanted });
  });

  test('a page that goes away in the midst of a call takes its workers with it', async () => {
    const { page } = await openPage(running.browser, servers.page.url);
    const { other, left } = await page.evaluate(leaveFrame, CONFIG, SHAPE);
    expect({ other, left }).toEqual({ other: wanted, left: 'nothing' });
    await page.evaluate(beginInPage, CONFIG, SHAPE);
    await page.goto(servers.isolated.url, { waitUntil: 'load' });
    const { sum } = await page.evaluate(callInPage, CONFIG, SHAPE, '');
    expect(sum).toBe(wanted);
    if (browser === 'Chromium') {
      // The pool of the page that is there now was closed, of which the browser tells soon.
      while (page.workers().length > 0) await sleep(20);
    }
  });

  test('a policy without workers: the calling thread computes, and describe() says why', async () => {
    expect(await call(servers.forbidding)).toMatchObject({ mode: 'none', count: 0, why: expect.stringMatching(/./) });
  });

  test('the script of another site, whose workers the browser refuses', async () => {
    expect(await call(servers.page, `${servers.elsewhere.url}index.js`)).toMatchObject({ mode: 'none' });
  });

  test('the one-file build starts workers from its own text', async () => {
    expect(await call(servers.page, `${servers.elsewhere.url}inline.js`)).toMatchObject({ mode: 'transfer' });
  });

  test('the one-file build where blob: is forbidden', async () => {
    expect(await call(servers.isolated, `${servers.elsewhere.url}inline.js`)).toMatchObject({ mode: 'none' });
  });
});
