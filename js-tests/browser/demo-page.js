// Steps for tests of the demo page: wait, read pixels, choose files. And the package's own pixels to compare with.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { PNG } from 'pngjs';
import { upsampleImageData } from 'upsampling2d';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Bundles a Vite project of this repository into a new folder below build/, and returns the folder. */
export function bundle(config, name) {
  const folder = `${root}build/browser-tests/${name}`;
  const args = ['build', '--config', `${root}${config}`, '--outDir', folder, '--logLevel', 'warn'];
  execFileSync(process.execPath, [`${root}node_modules/vite/bin/vite.js`, ...args], { cwd: root });
  return folder;
}

export const PHOTOS = fileURLToPath(new URL('../../web/public/photos/', import.meta.url));

/** Waits until the page says that it made a result of this size with this interpolation. */
export async function waitForResult(page, width, height, interpolation, timeout = 20_000) {
  const sentence = `Enlarged to ${width} × ${height} with ${interpolation} in `;
  await page.waitForFunction(
    (start) =>
      document.getElementById('stage').dataset.state === 'ready' &&
      document.getElementById('status').textContent.startsWith(start),
    { timeout, polling: 50 },
    sentence,
  );
}

export const waitForProblem = async (page) => {
  await page.waitForSelector('#problem:not([hidden])', { timeout: 20_000 });
  return page.$eval('#problem-text', (element) => element.textContent);
};

/** Waits until the middle of a canvas has about this colour. Reads from a copy, because browsers warn of canvases that are read. */
export async function waitForColour(page, selector, colour) {
  await page.waitForFunction(
    (wanted, parts) => {
      const canvas = document.querySelector(wanted);
      const copy = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
      const context = copy.getContext('2d', { willReadFrequently: true });
      context.drawImage(canvas, canvas.width / 2, canvas.height / 2, 1, 1, 0, 0, 1, 1);
      const { data } = context.getImageData(0, 0, 1, 1);
      return parts.every((value, i) => Math.abs(value - data[i]) < 24);
    },
    { timeout: 20_000, polling: 200 },
    selector,
    colour,
  );
}

/** All bytes of a canvas. */
export async function readCanvas(page, selector) {
  const { width, height, url } = await page.$eval(selector, (canvas) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    return new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve({ width, height, url: reader.result });
      reader.readAsDataURL(new Blob([data]));
    });
  });
  return { width, height, data: Buffer.from(url.slice(url.indexOf(',') + 1), 'base64') };
}

export function decode(png) {
  const { width, height, data } = PNG.sync.read(png);
  return { width, height, data: Uint8ClampedArray.from(data) };
}

export const decodeFile = (path) => decode(readFileSync(path));

/** An opaque picture of noise, as a PNG file's bytes. */
export function noisePng(width, height) {
  const png = new PNG({ width, height, colorType: 2 });
  for (let i = 0; i < png.data.length; i++)
    png.data[i] = i % 4 === 3 ? 255 : (Math.imul(i + 1, 2654435761) >>> 13) & 255;
  return PNG.sync.write(png);
}

/** Where two pictures first differ, or null. */
export function difference(received, image, options) {
  const expected = upsampleImageData(image, options);
  if (received.width !== expected.width || received.height !== expected.height) {
    return `${received.width} x ${received.height} instead of ${expected.width} x ${expected.height}`;
  }
  const at = expected.data.findIndex((value, i) => value !== received.data[i]);
  return at < 0 ? null : `byte ${at} is ${received.data[at]} instead of ${expected.data[at]}`;
}

/** The policy that each page of the site carries. */
export async function expectStrictPolicy(page) {
  const policy = await page.$eval('meta[http-equiv="Content-Security-Policy"]', (meta) => meta.content);
  expect(policy).toContain("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'");
  expect(policy).not.toContain('unsafe-inline');
}
