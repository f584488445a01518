// upsampleImage() in pages and workers: everything that drawImage() takes, files with orientation and colour space, canvases as
// targets, pictures that must not or cannot be read, and a page that stays alive.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BROWSERS, LISTENER, launchChromium, openPage } from './browsers.js';
import { bundle, noisePng } from './demo-page.js';
import { serve } from './server.js';

let server;
let elsewhere;
let files;
// A WebM of one colour.
let film;

// Runs in the page. Resolves to the film as a data: URL.
async function recordFilm() {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
  const context = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm;codecs=vp8' });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  for (let i = 0; i < 10; i++) {
    context.fillStyle = 'rgb(200, 40, 90)';
    context.fillRect(0, 0, 64, 48);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  const stopped = new Promise((resolve) => {
    recorder.onstop = resolve;
  });
  recorder.stop();
  await stopped;
  const reader = new FileReader();
  reader.readAsDataURL(new Blob(parts, { type: 'video/webm' }));
  await new Promise((resolve) => {
    reader.onload = resolve;
  });
  return reader.result;
}

async function recordInChromium() {
  const running = await launchChromium();
  try {
    const { page } = await openPage(running.browser, server.url);
    return await page.evaluate(recordFilm);
  } finally {
    await running.close();
  }
}

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), 'upsampling2d-pictures-'));
  writeFileSync(join(files, 'noise.png'), noisePng(37, 23));
  // Another port is another origin, and sends no CORS headers.
  elsewhere = await serve(files);
  server = await serve(bundle('js-tests/browser/pages/vite.config.js', 'pictures'), '/', {}, LISTENER);
  film = await recordInChromium();
});

afterAll(async () => {
  await server?.close();
  await elsewhere?.close();
  rmSync(files, { recursive: true, force: true });
});

// What the tests below use in the page.
function installHelpers() {
  const make = (width, height) => Object.assign(document.createElement('canvas'), { width, height });
  // Opaque, so that canvases keep every number.
  const picture = (width = 40, height = 30) => {
    const image = new ImageData(width, height);
    for (let i = 0; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? 255 : (i * 7919 + (i >> 5) * 31) & 255;
    return image;
  };
  const canvasOf = (image) => {
    const canvas = make(image.width, image.height);
    canvas.getContext('2d').putImageData(image, 0, 0);
    return canvas;
  };
  const blobOf = (canvas, type = 'image/png') => new Promise((resolve) => canvas.toBlob(resolve, type, 1));
  const loaded = async (url) => {
    const image = new Image();
    image.src = url;
    await new Promise((resolve, reject) => Object.assign(image, { onload: resolve, onerror: reject }));
    return image;
  };
  const worst = (a, b) =>
    a.length === b.length ? a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0) : -1;
  const errorOf = (promise) =>
    promise.then(
      () => 'no error',
      (error) => `${error.name}: ${error.message}`,
    );
  globalThis.help = { make, picture, canvasOf, blobOf, loaded, worst, errorOf };
}

describe.each(BROWSERS)('%s', (browser, launch) => {
  let running;
  let page;
  let allComplaints;

  beforeAll(async () => {
    running = await launch();
    ({ page, allComplaints } = await openPage(running.browser, server.url));
    await page.evaluate(installHelpers);
    await page.evaluate(() => globalThis.package.init());
  });

  afterAll(() => running?.close());

  test('everything that is drawn gives the pixels that it shows', async () => {
    const { differences, left } = await page.evaluate(async () => {
      const { upsampleImage, upsampleImageData, enlargeInWorker } = globalThis.package;
      const { picture, canvasOf, blobOf, loaded, worst } = globalThis.help;
      const options = { size: [2, 3], interpolation: 'bicubic' };
      const image = picture();
      const canvas = canvasOf(image);
      const blob = await blobOf(canvas);
      const url = URL.createObjectURL(blob);
      const offscreen = new OffscreenCanvas(image.width, image.height);
      offscreen.getContext('2d').putImageData(image, 0, 0);
      const sources = {
        ImageData: image,
        Blob: blob,
        File: new File([blob], 'picture.png', { type: 'image/png' }),
        canvas,
        OffscreenCanvas: offscreen,
        ImageBitmap: await createImageBitmap(canvas),
        img: await loaded(url),
      };
      const expected = upsampleImageData(image, options);
      const differences = {};
      for (const [name, source] of Object.entries(sources)) {
        const result = await upsampleImage(source, options);
        const right = result instanceof ImageData && result.width === 120 && result.height === 60;
        differences[name] = right ? worst(result.data, expected.data) : 'not the picture';
      }
      const inWorker = { Blob: [blob], ImageBitmap: [await createImageBitmap(canvas)], ImageData: [image] };
      for (const [name, [source]] of Object.entries(inWorker)) {
        const result = await enlargeInWorker(source, options, name === 'ImageBitmap' ? [source] : []);
        differences[`${name} in a worker`] = worst(result.data, expected.data);
      }
      // Only what was made for this is closed.
      const left = sources.ImageBitmap.width;
      URL.revokeObjectURL(url);
      return { differences, left };
    });
    for (const [name, difference] of Object.entries(differences)) expect([name, difference]).toEqual([name, 0]);
    expect(left).toBe(40);
  });

  test('a VideoFrame, and a video with its current frame, where the browser has them', async () => {
    const found = await page.evaluate(async () => {
      const { upsampleImage } = globalThis.package;
      const { make, errorOf } = globalThis.help;
      const canvas = make(64, 48);
      const context = canvas.getContext('2d');
      context.fillStyle = 'rgb(200, 40, 90)';
      context.fillRect(0, 0, 64, 48);
      const found = {};
      if (typeof VideoFrame === 'function') {
        const frame = new VideoFrame(canvas, { timestamp: 0 });
        const { width, height, data } = await upsampleImage(frame, { size: 2 });
        found.frame = { width, height, pixel: [...data.slice(0, 4)], open: frame.codedWidth > 0 };
        frame.close();
        found.closed = await errorOf(upsampleImage(frame));
      }
      const video = document.createElement('video');
      found.empty = await errorOf(upsampleImage(video));
      return found;
    });
    if (found.frame) {
      expect(found.frame).toMatchObject({ width: 128, height: 96, open: true });
      for (const [i, value] of [200, 40, 90, 255].entries()) {
        expect(Math.abs(found.frame.pixel[i] - value)).toBeLessThanOrEqual(4);
      }
      expect(found.closed).toMatch(/^TypeError: Expected a VideoFrame that is not closed for source but received/);
    }
    expect(found.empty).toMatch(/^TypeError: Expected a video that has a frame to show for source but received/);
  });

  test('the frame of a film', async () => {
    const found = await page.evaluate(async (url) => {
      const { upsampleImage } = globalThis.package;
      const video = Object.assign(document.createElement('video'), { muted: true, preload: 'auto' });
      const shown = new Promise((resolve) => {
        video.onloadeddata = () => resolve('shown');
        video.onerror = () => resolve(`not shown: ${video.error.code}`);
      });
      video.src = url;
      if ((await shown) !== 'shown')
        return { shown: await shown, canPlay: video.canPlayType('video/webm; codecs=vp8') };
      const { width, height, data } = await upsampleImage(video, { size: 2, interpolation: 'bilinear' });
      const pixel = [...data.slice(4 * (width * 40 + 60), 4 * (width * 40 + 60) + 4)];
      return { shown: 'shown', width, height, pixel };
    }, film);
    // An engine without a decoder for it has said so.
    if (found.shown !== 'shown') {
      expect({ browser, canPlay: found.canPlay }).toEqual({ browser: 'WebKit', canPlay: '' });
      return;
    }
    expect(found).toMatchObject({ width: 128, height: 96 });
    // Engines do not agree on the colour matrix of a film that names none.
    for (const [i, value] of [200, 40, 90, 255].entries()) {
      expect(Math.abs(found.pixel[i] - value)).toBeLessThanOrEqual(40);
    }
  });

  test('a picture that is still decoded can be cancelled, and is closed when it comes', async () => {
    const { reason, before, closed } = await page.evaluate(async () => {
      const { upsampleImage } = globalThis.package;
      const { createImageBitmap: decode } = globalThis;
      let finish;
      globalThis.createImageBitmap = () => new Promise((resolve) => (finish = resolve));
      try {
        const controller = new AbortController();
        const pending = upsampleImage(new Blob(['a picture']), { signal: controller.signal }).catch((error) => error);
        while (finish === undefined) await new Promise((resolve) => setTimeout(resolve));
        controller.abort('enough');
        const reason = await pending;
        let closed = false;
        finish({ width: 1, height: 1, close: () => (closed = true) });
        const before = closed;
        await new Promise((resolve) => setTimeout(resolve));
        return { reason, before, closed };
      } finally {
        globalThis.createImageBitmap = decode;
      }
    });
    expect({ reason, before, closed }).toEqual({ reason: 'enough', before: false, closed: true });
  });

  test('a photograph is turned as its EXIF orientation says', async () => {
    const sides = await page.evaluate(async () => {
      const { upsampleImage } = globalThis.package;
      const { make, blobOf, loaded } = globalThis.help;
      const canvas = make(32, 16);
      const context = canvas.getContext('2d');
      context.fillStyle = 'red';
      context.fillRect(0, 0, 16, 16);
      context.fillStyle = 'blue';
      context.fillRect(16, 0, 16, 16);
      const jpeg = new Uint8Array(await (await blobOf(canvas, 'image/jpeg')).arrayBuffer());
      // Behind the JFIF header, an APP1 segment with one entry: orientation 6, to be turned to the right.
      const exif = [0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1];
      exif.push(0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0);
      const turned = new Blob([jpeg.slice(0, 20), Uint8Array.from(exif), jpeg.slice(20)], { type: 'image/jpeg' });
      const sides = [];
      for (const source of [turned, await loaded(URL.createObjectURL(turned))]) {
        const { width, height, data } = await upsampleImage(source, { size: 2 });
        const top = data[4 * (width / 2)] > 200;
        const bottom = data[4 * ((height - 1) * width + width / 2) + 2] > 200;
        sides.push({ width, height, top, bottom });
      }
      return sides;
    });
    const right = { width: 32, height: 64, top: true, bottom: true };
    expect(sides).toEqual([right, right]);
  });

  test('Display P3 stays, sRGB stays, and either can be asked for', async () => {
    const { has, spaces, asked } = await page.evaluate(async () => {
      const { upsampleImage } = globalThis.package;
      const { make, blobOf } = globalThis.help;
      const drawn = (colorSpace, fill) => {
        const canvas = make(8, 8);
        const context = canvas.getContext('2d', { colorSpace });
        context.fillStyle = fill;
        context.fillRect(0, 0, 8, 8);
        return canvas;
      };
      const wide = drawn('display-p3', 'color(display-p3 1 0 0)');
      const grey = drawn('display-p3', 'rgb(90 90 90)');
      const plain = drawn('srgb', 'rgb(255 0 0)');
      const has = wide.getContext('2d').getContextAttributes?.().colorSpace === 'display-p3';
      if (!has) return { has, spaces: {}, asked: (await upsampleImage(plain)).colorSpace ?? 'srgb' };
      const sources = { wide, grey, plain, file: await blobOf(wide), plainFile: await blobOf(plain) };
      sources.bitmap = await createImageBitmap(sources.file);
      const spaces = {};
      for (const [name, source] of Object.entries(sources)) {
        const { colorSpace, data } = await upsampleImage(source);
        spaces[name] = `${colorSpace} ${data.slice(0, 3).join()}`;
      }
      const asked = [];
      for (const source of [wide, sources.file, wide.getContext('2d').getImageData(0, 0, 8, 8)]) {
        const { colorSpace, data } = await upsampleImage(source, { colorSpace: 'srgb' });
        asked.push(`${colorSpace} ${data.slice(0, 3).join()}`);
      }
      return { has, spaces, asked };
    });
    if (!has) {
      expect(asked).toBe('srgb');
      return;
    }
    expect(spaces).toEqual({
      wide: 'display-p3 255,0,0',
      grey: 'display-p3 90,90,90',
      plain: 'srgb 255,0,0',
      file: 'display-p3 255,0,0',
      plainFile: 'srgb 255,0,0',
      bitmap: 'display-p3 255,0,0',
    });
    for (const text of asked) expect(text).toMatch(/^srgb 25[0-5],0,0$/);
  });

  // Wide enough for several strips. The canvas says itself what its pixels are.
  test.each([
    ['made for reading', true],
    ['not', false],
  ])('the very pixels of a canvas that is %s', async (_, willReadFrequently) => {
    const differences = await page.evaluate(async (willReadFrequently) => {
      const { upsampleImage } = globalThis.package;
      const { make, worst } = globalThis.help;
      const [width, height] = [8000, 80];
      const noise = (opaque) => {
        const image = new ImageData(width, height);
        image.data.forEach((_, i, data) => {
          data[i] = opaque && i % 4 === 3 ? 255 : (i * 7919 + (i >> 5) * 31) % 251;
        });
        return image;
      };
      const formats = [{}, { alpha: false }, { colorSpace: 'display-p3' }, { colorType: 'float16' }];
      // Chromium rounds these when it draws them.
      if (willReadFrequently) formats.push({ colorSpace: 'display-p3', colorType: 'float16' });
      const differences = [];
      for (const format of formats) {
        const canvas = make(width, height);
        const context = canvas.getContext('2d', { ...format, willReadFrequently });
        context.putImageData(noise(format.alpha === false), 0, 0);
        for (const colorSpace of [undefined, 'srgb', 'display-p3']) {
          const { data } = await upsampleImage(canvas, { size: 1, interpolation: 'nearest', colorSpace });
          const expected = context.getImageData(0, 0, width, height, colorSpace && { colorSpace });
          differences.push(worst(data, expected.data));
        }
      }
      return differences;
    }, willReadFrequently);
    // From a graphics card, WebKit rounds once more.
    const most = browser === 'WebKit' && !willReadFrequently ? 1 : 0;
    expect(Math.max(...differences)).toBeLessThanOrEqual(most);
  });

  test('a canvas takes the result, and an unfit one is refused', async () => {
    const { differences, errors, isThere } = await page.evaluate(async () => {
      const { upsampleImage, upsampleImageData } = globalThis.package;
      const { make, picture, canvasOf, worst, errorOf } = globalThis.help;
      const image = picture(300, 700);
      const options = { size: 2, interpolation: 'bilinear' };
      const expected = upsampleImageData(image, options).data;
      const used = make(3, 3);
      used.getContext('2d').fillRect(0, 0, 3, 3);
      const itself = canvasOf(image);
      const cases = { fresh: [image, make(1, 1)], used: [image, used], itself: [itself, itself] };
      cases.offscreen = [image, new OffscreenCanvas(1, 1)];
      const differences = {};
      for (const [name, [source, to]] of Object.entries(cases)) {
        const result = await upsampleImage(source, { ...options, to });
        const copy = make(to.width, to.height).getContext('2d', { willReadFrequently: true });
        copy.drawImage(to, 0, 0);
        const shown = copy.getImageData(0, 0, to.width, to.height).data;
        differences[name] = result === to ? worst(shown, expected) : 'not the canvas';
      }
      const other = make(1, 1);
      other.getContext('bitmaprenderer');
      const transferred = make(1, 1);
      transferred.transferControlToOffscreen?.();
      const line = new ImageData(1, 200_000);
      line.data.fill(255);
      const long = make(1, 1);
      const errors = [
        await errorOf(upsampleImage(image, { ...options, to: other })),
        await errorOf(upsampleImage(image, { ...options, to: transferred })),
        await errorOf(upsampleImage(line, { to: long })),
        await errorOf(upsampleImage(image, { to: document.body })),
      ];
      const isThere = errors[2] === 'no error' && long.getContext('2d').getImageData(1, 399_999, 1, 1).data[3] === 255;
      return { differences, errors, isThere };
    });
    expect(differences).toEqual({ fresh: 0, used: 0, itself: 0, offscreen: 0 });
    const unfit = /^TypeError: Expected a canvas that this thread can draw on, .* for to but received/;
    expect(errors[0]).toMatch(unfit);
    expect(errors[1]).toMatch(unfit);
    // WebKit has no such limit.
    if (!isThere) expect(errors[2]).toMatch(/^RangeError: Expected a canvas that can have 2 x 400000 pixels/);
    expect(errors[3]).toMatch(/^TypeError: Expected a canvas for to but received/);
  });

  test('pictures that must not or cannot be read', async () => {
    const errors = await page.evaluate(async (url) => {
      const { upsampleImage } = globalThis.package;
      const { make, loaded, errorOf, canvasOf, picture } = globalThis.help;
      const foreign = await loaded(url);
      const tainted = make(9, 9);
      tainted.getContext('2d').drawImage(foreign, 0, 0);
      const pending = new Image();
      const closed = await createImageBitmap(canvasOf(picture()));
      closed.close();
      const all = {
        foreign,
        tainted,
        pending,
        closed,
        empty: make(0, 5),
        text: new Blob(['no picture']),
        body: document.body,
      };
      const errors = {};
      for (const [name, source] of Object.entries(all)) errors[name] = await errorOf(upsampleImage(source));
      errors.after = await errorOf(upsampleImage(picture()));
      return errors;
    }, `${elsewhere.url}noise.png`);
    const unreadable = /^TypeError: Expected a picture that the page may read .* for source but received .* of type/;
    expect(errors.foreign).toMatch(unreadable);
    expect(errors.tainted).toMatch(unreadable);
    expect(errors.pending).toMatch(/^TypeError: Expected an image that has loaded for source/);
    expect(errors.closed).toMatch(/^TypeError: Expected an ImageBitmap that is not closed for source/);
    expect(errors.empty).toMatch(/^TypeError: Expected a canvas with pixels for source/);
    expect(errors.text).toMatch(/^TypeError: Expected an image that can be decoded here for source/);
    expect(errors.body).toMatch(/^TypeError: Expected an ImageData, a Blob, or something that drawImage\(\) takes/);
    expect(errors.after).toBe('no error');
  });

  test('the page stays alive while 33 megapixels are made', async () => {
    const { tasks, longest, observed, rows } = await page.evaluate(async () => {
      const { upsampleImage } = globalThis.package;
      const { make } = globalThis.help;
      const canvas = make(3840, 2160);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      const colours = context.createLinearGradient(0, 0, 3840, 2160);
      for (let i = 0; i <= 10; i++) colours.addColorStop(i / 10, `hsl(${i * 67} 80% 50%)`);
      context.fillStyle = colours;
      context.fillRect(0, 0, 3840, 2160);
      context.getImageData(0, 0, 1, 1);
      const tasks = [];
      const observed = PerformanceObserver.supportedEntryTypes.includes('longtask');
      const observer = new PerformanceObserver((list) =>
        tasks.push(...list.getEntries().map((entry) => entry.duration)),
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      if (observed) observer.observe({ type: 'longtask' });
      let longest = 0;
      let last = performance.now();
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        channel.port2.postMessage(0);
      };
      channel.port2.postMessage(0);
      let rows = 0;
      const onProgress = (done) => {
        rows = done;
      };
      const result = await upsampleImage(canvas, { size: 2, interpolation: 'lanczos3', onProgress });
      channel.port1.close();
      if (result.width !== 7680) throw new Error('not the picture');
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { tasks, longest, observed, rows };
    });
    console.log(
      `${browser}: tasks over 50 ms: ${observed ? tasks.join() || 'none' : 'not told'}; longest wait ${longest} ms`,
    );
    expect(rows).toBe(4320);
    // An order of magnitude: other tests share the machine. In one piece the work takes some hundred milliseconds.
    for (const duration of tasks) expect(duration).toBeLessThan(160);
  });

  test('nothing to complain about', async () => {
    const complaints = await allComplaints();
    expect(complaints.filter((text) => !text.includes(elsewhere.url))).toEqual([]);
  });
});
