// The demo page as visitors meet it, in every browser.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { DATA_FORMATS, DTYPES, INTERPOLATIONS, init } from 'upsampling2d';
import { BROWSERS, closeWithoutComplaints, LISTENER, launchChromium, openPage } from './browsers.js';
import {
  bundle,
  decode,
  decodeFile,
  difference,
  expectStrictPolicy,
  noisePng,
  PHOTOS,
  readCanvas,
  waitForColour,
  waitForProblem,
  waitForResult,
} from './demo-page.js';
import { serve } from './server.js';

let server;
let files;

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), 'upsampling2d-files-'));
  writeFileSync(join(files, 'noise.png'), noisePng(37, 23));
  mkdirSync(join(files, 'other'));
  writeFileSync(join(files, 'other', 'noise.png'), noisePng(37, 23));
  writeFileSync(join(files, 'broken.png'), 'this is not a picture');
  // The built page works below any path.
  server = await serve(bundle('web/vite.config.ts', 'demo'), '/any/path/', {}, LISTENER);
  await init();
});

afterAll(async () => {
  await server?.close();
  rmSync(files, { recursive: true, force: true });
});

const choosePhoto = (page, file) => page.$eval(`[name="photo"][value="${file}"]`, (radio) => radio.click());
const chooseFiles = async (page, selector, ...names) =>
  (await page.$(selector)).uploadFile(...names.map((name) => join(files, name)));
const bytesOf = (url) => Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');

// Runs in the page: a second and a half of green, as a data: URL.
async function recordGreen() {
  const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 });
  const context = canvas.getContext('2d');
  const timer = setInterval(() => {
    context.fillStyle = '#16936b';
    context.fillRect(0, 0, 160, 90);
  }, 30);
  const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm' });
  const recorded = new Promise((resolve) => recorder.addEventListener('dataavailable', resolve, { once: true }));
  recorder.start();
  setTimeout(() => recorder.stop(), 1500);
  const { data } = await recorded;
  clearInterval(timer);
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(data);
  });
}

// A browser that records no video plays what Chromium has recorded.
async function greenVideo(page) {
  if (await page.evaluate(() => MediaRecorder.isTypeSupported('video/webm')))
    return bytesOf(await page.evaluate(recordGreen));
  const { browser, close } = await launchChromium();
  const video = bytesOf(await (await browser.newPage()).evaluate(recordGreen));
  await close();
  return video;
}

async function type(page, selector, text) {
  await page.focus(selector);
  await page.$eval(selector, (input) => input.select());
  await page.keyboard.type(text);
}

describe.each(BROWSERS)('%s', (_, launch) => {
  let running;
  let page;
  let allComplaints;

  beforeAll(async () => {
    running = await launch();
    ({ page, allComplaints } = await openPage(running.browser, server.url));
    await waitForResult(page, 1804, 1200, 'lanczos3');
  });

  afterAll(() => closeWithoutComplaints(running, allComplaints));

  test('carries a strict policy', () => expectStrictPolicy(page));

  test('holds exactly the pixels that the package computes in Node', async () => {
    await choosePhoto(page, 'coffee.png');
    await waitForResult(page, 2400, 1600, 'lanczos3');
    const options = { size: [4, 4], interpolation: 'lanczos3' };
    expect(difference(await readCanvas(page, '#result'), decodeFile(`${PHOTOS}coffee.png`), options)).toBeNull();
  });

  test('is worked by keyboard: linked and separate factors, interpolation, coordinates, linear light', async () => {
    await page.focus('#rows');
    await page.keyboard.press('ArrowDown');
    await waitForResult(page, 1800, 1200, 'lanczos3');
    await page.keyboard.press('Tab'); // the link
    await page.keyboard.press(' ');
    await page.keyboard.press('Tab'); // columns
    await page.keyboard.press('ArrowDown');
    await waitForResult(page, 1200, 1200, 'lanczos3');
    await page.keyboard.press('Tab'); // interpolation
    await page.keyboard.press('ArrowUp');
    await waitForResult(page, 1200, 1200, 'bicubic');
    await page.keyboard.press('Tab'); // coordinates
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab'); // linear light
    await page.keyboard.press(' ');
    await page.waitForFunction(() => document.getElementById('snippet').textContent.includes('linearLight'));
    await waitForResult(page, 1200, 1200, 'bicubic');
    const options = { size: [3, 2], interpolation: 'bicubic', coordinates: 'asymmetric', linearLight: true };
    expect(difference(await readCanvas(page, '#result'), decodeFile(`${PHOTOS}coffee.png`), options)).toBeNull();
    const code = await page.$eval('#snippet', (element) => element.textContent);
    for (const line of ['size: [3, 2]', "'bicubic'", "'asymmetric'", 'linearLight: true']) expect(code).toContain(line);
  });

  test('moves the slider and the zoom region by keyboard', async () => {
    await page.focus('#slider');
    await page.keyboard.press('Home');
    expect(await page.$eval('#slider', (slider) => slider.getAttribute('aria-valuenow'))).toBe('0');
    await page.keyboard.down('ArrowRight');
    await page.waitForFunction(() => Number(document.getElementById('slider').getAttribute('aria-valuenow')) > 5);
    await page.keyboard.up('ArrowRight');
    const left = () => page.$eval('#region', (box) => box.style.left);
    const before = await left();
    await page.focus('#overview');
    await page.keyboard.press('ArrowLeft');
    expect(parseFloat(await left())).toBeLessThan(parseFloat(before));
    await page.focus('#zooms input:checked');
    await page.keyboard.press('ArrowLeft'); // the whole result
    expect(await page.$eval('#region', (box) => [box.style.left, box.style.width, box.style.height])).toEqual([
      '0%',
      '100%',
      '100%',
    ]);
    await page.keyboard.press('ArrowRight');
  });

  test('shows the same crop in every interpolation and selects by click', async () => {
    const names = await page.$$eval('#strip .name', (labels) => labels.map((label) => label.textContent));
    expect(names).toEqual([...INTERPOLATIONS]);
    await page.click('#strip li:nth-child(6) button');
    await waitForResult(page, 1200, 1200, 'gaussian');
    expect(await page.$eval('#interpolation', (select) => select.value)).toBe('gaussian');
    await page.waitForFunction(
      () => document.querySelector('#strip [aria-pressed="true"] .name').textContent === 'gaussian',
    );
    // Nearest and area agree for whole factors.
    await page.waitForFunction(
      (wanted) => {
        const tiles = [...document.querySelectorAll('#strip canvas')].map((canvas) => canvas.toDataURL());
        return new Set(tiles).size === wanted;
      },
      { timeout: 20_000, polling: 200 },
      INTERPOLATIONS.length - 1,
    );
  });

  test('takes a chosen, a dropped and a pasted file', async () => {
    await chooseFiles(page, '#file', 'noise.png');
    await waitForResult(page, 74, 69, 'gaussian');
    const options = { size: [3, 2], interpolation: 'gaussian', coordinates: 'asymmetric', linearLight: true };
    expect(difference(await readCanvas(page, '#result'), decodeFile(join(files, 'noise.png')), options)).toBeNull();
    for (const [kind, side] of [
      ['drop', 11],
      ['paste', 12],
    ]) {
      await page.evaluate(
        async (kind, side, base64) => {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          const transfer = new DataTransfer();
          transfer.items.add(new File([bytes], `${kind}-${side}.png`, { type: 'image/png' }));
          const options = { bubbles: true, cancelable: true };
          // Not every browser takes the transfer from a script.
          const [event, property] =
            kind === 'drop'
              ? [new DragEvent('drop', options), 'dataTransfer']
              : [new ClipboardEvent('paste', options), 'clipboardData'];
          Object.defineProperty(event, property, { value: transfer });
          document.body.dispatchEvent(event);
        },
        kind,
        side,
        noisePng(side, side).toString('base64'),
      );
      await waitForResult(page, 2 * side, 3 * side, 'gaussian');
    }
  });

  test('says in a sentence what is wrong with a file, and takes the next', async () => {
    await chooseFiles(page, '#file', 'broken.png');
    expect(await waitForProblem(page)).toMatch(/^“broken\.png” could not be read as a picture\./);
    await chooseFiles(page, '#file', 'noise.png');
    await waitForResult(page, 74, 69, 'gaussian');
    expect(await page.$eval('#problem', (element) => element.hidden)).toBe(true);
  });

  test('refuses wrong factors and numbers of workers, and what the package refuses, in a sentence', async () => {
    await type(page, '#rows', '0');
    expect(await page.$eval('#factor-error', (element) => element.textContent)).toBe(
      'Factors are whole numbers of 1 or more.',
    );
    expect(await page.$eval('#rows', (input) => input.getAttribute('aria-invalid'))).toBe('true');
    await type(page, '#rows', '3');
    await type(page, '#workers', '65');
    expect(await page.$eval('#workers-error', (element) => element.textContent)).toBe('A whole number from 0 to 64.');
    await choosePhoto(page, 'astronaut.png');
    await type(page, '#workers', '1');
    await type(page, '#cols', '99999');
    expect(await waitForProblem(page)).toMatch(/^Expected .* but received/);
    await type(page, '#cols', '1');
    await type(page, '#rows', '2');
    await waitForResult(page, 512, 1024, 'gaussian');
  });

  test('any number of workers makes the same pixels, and 0 is the page itself', async () => {
    const options = { size: [2, 1], interpolation: 'gaussian', coordinates: 'asymmetric', linearLight: true };
    const astronaut = decodeFile(`${PHOTOS}astronaut.png`);
    for (const workers of [0, 3]) {
      await type(page, '#workers', String(workers));
      await waitForResult(page, 512, 1024, 'gaussian');
      expect(await page.$eval('#time', (element) => element.textContent)).toMatch(
        workers ? /, 3 workers$/ : / ms(, best of \d)?$/,
      );
      expect(difference(await readCanvas(page, '#result'), astronaut, options)).toBeNull();
    }
  });

  test('shows progress over large results, is stopped, and goes on', async () => {
    // One thread in turns: slow enough to be stopped on any machine.
    await type(page, '#workers', '0');
    await page.$eval('#interpolation', (select) => {
      select.value = 'lanczos5';
      select.dispatchEvent(new Event('change'));
    });
    await type(page, '#rows', '16');
    await type(page, '#cols', '16');
    await page.waitForFunction(
      () => document.getElementById('progress').value > 0 && document.getElementById('stage').dataset.state === 'busy',
      { polling: 10 },
    );
    await page.$eval('#stop', (button) => button.click());
    expect(await waitForProblem(page)).toBe('Stopped before it was done.');
    expect(await page.evaluate(() => document.activeElement.id)).toBe('problem-action');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.getElementById('stage').dataset.state === 'busy');
    // 67 megapixels.
    await waitForResult(page, 8192, 8192, 'lanczos5', 120_000);
    await type(page, '#rows', '1');
    await type(page, '#cols', '1');
    await waitForResult(page, 512, 512, 'lanczos5');
  }, 180_000);

  // What a click on a button gives to the browser to save.
  const savedBy = (selector) =>
    page.evaluate(
      (wanted) =>
        new Promise((resolve) => {
          const create = URL.createObjectURL;
          URL.createObjectURL = (blob) => {
            URL.createObjectURL = create;
            const reader = new FileReader();
            reader.onload = () => resolve(reader.result);
            reader.readAsDataURL(blob);
            return '#';
          };
          document.querySelector(wanted).click();
        }),
      selector,
    );

  test('writes the result as a PNG', async () => {
    const { data } = decode(bytesOf(await savedBy('#download')));
    expect(Buffer.from(data).equals((await readCanvas(page, '#result')).data)).toBe(true);
  });

  test('writes the result as a JPEG', async () => {
    const url = await savedBy('#download-jpeg');
    expect(url).toMatch(/^data:image\/jpeg;base64,/);
    const { width, height, data } = await readCanvas(page, '#result');
    const decoded = await page.evaluate(async (given) => {
      const image = new Image();
      image.src = given;
      await image.decode();
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      context.drawImage(image, 0, 0);
      return [image.width, image.height, ...context.getImageData(image.width >> 1, image.height >> 1, 1, 1).data];
    }, url);
    expect(decoded.slice(0, 2)).toEqual([width, height]);
    const middle = ((height >> 1) * width + (width >> 1)) * 4;
    for (const channel of [0, 1, 2]) expect(Math.abs(decoded[2 + channel] - data[middle + channel])).toBeLessThan(40);
    await page.waitForFunction(() => document.getElementById('output-status').textContent.endsWith('.jpg.'));
  });

  test('copies the result as a picture', async () => {
    // Not every browser here lets a page read the clipboard, so this keeps what the page gives to it.
    await page.evaluate(() => {
      const { clipboard } = navigator;
      const write = clipboard.write.bind(clipboard);
      clipboard.write = (items) => {
        [globalThis.copied] = items;
        return write(items);
      };
    });
    await page.bringToFront();
    await page.click('#copy-picture');
    await page.waitForFunction(() => document.getElementById('output-status').textContent === 'Copied.');
    const size = await page.evaluate(async () => {
      const bitmap = await createImageBitmap(await globalThis.copied.getType('image/png'));
      return [bitmap.width, bitmap.height];
    });
    const { width, height } = await readCanvas(page, '#result');
    expect(size).toEqual([width, height]);
  });

  test('enlarges several files into a zip, and says which of them it could not read', async () => {
    await chooseFiles(page, '#file', 'noise.png', 'broken.png', 'other/noise.png');
    await page.waitForSelector('#batch:not([hidden])');
    await waitForResult(page, 37, 23, 'lanczos5');
    await type(page, '#rows', '3');
    await type(page, '#cols', '2');
    await page.$eval('#batch-start', (button) => button.click());
    await page.waitForSelector('#batch-zip:enabled');
    expect(await page.$eval('#batch-status', (element) => element.textContent)).toMatch(/^2 of 3 pictures enlarged/);
    const states = await page.$$eval('#batch-list .note', (notes) => notes.map((note) => note.textContent));
    expect(states).toEqual(['74 × 69', expect.stringContaining('could not be read'), '74 × 69']);
    const zip = unzipSync(bytesOf(await savedBy('#batch-zip')));
    expect(Object.keys(zip)).toEqual(['noise-lanczos5-2x3.png', 'noise-lanczos5-2x3-2.png']);
    const options = { size: [3, 2], interpolation: 'lanczos5', coordinates: 'asymmetric', linearLight: true };
    for (const png of Object.values(zip)) {
      expect(difference(decode(Buffer.from(png)), decodeFile(join(files, 'noise.png')), options)).toBeNull();
    }
    await chooseFiles(page, '#file', 'noise.png');
    await page.waitForSelector('#batch[hidden]');
  });

  test('plays a video file beside its enlargement, and says what it cannot play', async () => {
    writeFileSync(join(files, 'green.webm'), await greenVideo(page));
    // No window for files opens; the page has asked for one.
    const choose = async (selector, name) => {
      await page.$eval('#live-file', (input) => {
        globalThis.asked = false;
        const refuse = (event) => {
          event.preventDefault();
          globalThis.asked = true;
        };
        input.addEventListener('click', refuse, { once: true });
      });
      await page.click(selector);
      await page.waitForFunction(() => globalThis.asked);
      await chooseFiles(page, '#live-file', name);
    };
    const waitForStatus = (text) =>
      page.waitForFunction(
        (start) => document.getElementById('live-status').textContent.startsWith(start),
        { timeout: 20_000, polling: 50 },
        text,
      );
    await choose('#live-kinds label:nth-child(3)', 'broken.png');
    await waitForStatus('“broken.png” cannot be played by this browser.');
    await page.$eval('#live-file', (input) => {
      input.value = '';
    });
    await choose('#live-start', 'green.webm');
    await waitForStatus('160 × 90 to 320 × 180 with lanczos3');
    await waitForColour(page, '#live-after', [0x16, 0x93, 0x6b]);
    await page.click('#live-start');
    await waitForStatus('Stopped.');
  });

  test('lists the functions and the kernels', async () => {
    await page.click('#exports summary');
    await page.waitForSelector('#kernels tbody tr');
    const functions = await page.$eval('#functions', (table) => table.textContent);
    for (const name of ['init', 'new UpSampling2D', '.apply(tensor, options?)', 'upsampleImageData', 'describe']) {
      expect(functions).toContain(name);
    }
    const kernels = await page.$eval('#kernels', (table) => table.textContent);
    for (const name of [...DTYPES, ...DATA_FORMATS, ...INTERPOLATIONS]) expect(kernels).toContain(name);
  });
});
