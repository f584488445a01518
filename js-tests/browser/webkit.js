// WebKitGTK for the tests: on a screen of its own, driven by WebDriver. Its page has puppeteer's names for what the tests
// do with a page. Pictures come from the screen's frame buffer, because WebDriver's own call for them hangs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';

const SCREEN = { width: 1600, height: 1200 };
const START_TIMEOUT = 20_000;
const SCRIPT_TIMEOUT = 120_000;
// A window is at least as wide as its tool bar. A page that has to be narrower goes into a frame.
const LEAST_WIDTH = 480;

// WebDriver's name for an element in JSON, and its private characters for keys without a letter.
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const KEYS = {
  ...{ Tab: '\uE004', Enter: '\uE007', End: '\uE010', Home: '\uE011' },
  ...{ ArrowLeft: '\uE012', ArrowUp: '\uE013', ArrowRight: '\uE014', ArrowDown: '\uE015' },
};

// What a page's script is wrapped in: its promise is waited for, and its error comes back as text.
const SCRIPT = (code) => `const [given, done] = arguments;
  Promise.resolve().then(() => (${code})(...given)).then((value) => done({ value }), (error) => done({ error: String(error) }));`;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

// Starts a program that ends with these tests; its name is in the error if it cannot.
async function start(command, args, options) {
  const child = spawn(command, args, { stdio: 'ignore', ...options });
  await once(child, 'spawn').catch((error) => {
    throw new Error(`${command} did not start (${error.message})`);
  });
  return child;
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

async function startScreen(folder) {
  const { width, height } = SCREEN;
  const args = ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-fbdir', folder, '-nolisten', 'tcp'];
  const child = await start('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await Promise.race([once(child.stdio[3], 'data'), once(child, 'exit').then(() => undefined)]);
  if (number === undefined) throw new Error(`Xvfb ended with ${child.exitCode}`);
  return { child, name: `:${String(number[0]).trim()}` };
}

// A part of the X server's frame buffer: an XWD file, whose header is of 32-bit numbers, with blue, green, red and nothing.
async function readScreen(folder, part, path) {
  const file = readFileSync(join(folder, 'Xvfb_screen0'));
  const field = (index) => file.readUInt32BE(4 * index);
  const [headerBytes, height, stride, colours] = [field(0), field(5), field(12), field(19)];
  const begin = headerBytes + 12 * colours;
  const png = await sharp(file.subarray(begin, begin + stride * height), {
    raw: { width: stride / 4, height, channels: 4 },
  })
    .extract(part)
    .removeAlpha()
    .recomb([
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 0],
    ])
    .png({ compressionLevel: 1 })
    .toBuffer();
  if (path !== undefined) writeFileSync(path, png);
  return png;
}

class WebKitPage {
  #windows;
  #handle;
  #screen;
  #viewport = SCREEN;
  keyboard = {
    down: (key) => this.#strokes([{ type: 'keyDown', value: KEYS[key] ?? key }]),
    up: (key) => this.#strokes([{ type: 'keyUp', value: KEYS[key] ?? key }]),
    press: (key) => this.#type([KEYS[key] ?? key]),
    type: (text) => this.#type([...text]),
  };

  constructor(windows, handle, screen) {
    this.#windows = windows;
    this.#handle = handle;
    this.#screen = screen;
  }

  #call(method, path, body) {
    return this.#windows.callIn(this.#handle, method, path, body);
  }

  #strokes(actions) {
    return this.#call('POST', 'actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  #type(keys) {
    return this.#strokes(
      keys.flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ]),
    );
  }

  async #element(selector) {
    const found = await this.#call('POST', 'element', { using: 'css selector', value: selector });
    return `element/${found[ELEMENT]}`;
  }

  async evaluate(code, ...given) {
    const { value, error } = await this.#call('POST', 'execute/async', { script: SCRIPT(code), args: [given] });
    if (error !== undefined) throw new Error(error);
    return value;
  }

  $eval(selector, code, ...given) {
    const found = `(selector, ...given) => (${code})(document.querySelector(selector), ...given)`;
    return this.evaluate(found, selector, ...given);
  }

  $$eval(selector, code, ...given) {
    const found = `(selector, ...given) => (${code})([...document.querySelectorAll(selector)], ...given)`;
    return this.evaluate(found, selector, ...given);
  }

  /** A file input, which takes paths. */
  async $(selector) {
    const element = await this.#element(selector);
    return { uploadFile: (...paths) => this.#call('POST', `${element}/value`, { text: paths.join('\n') }) };
  }

  async waitForFunction(code, { timeout = 30_000, polling = 50 } = {}, ...given) {
    for (const end = Date.now() + timeout; ; await sleep(polling)) {
      const value = await this.evaluate(code, ...given);
      if (value) return value;
      if (Date.now() > end) throw new Error(`${timeout} ms went by without: ${code}`);
    }
  }

  waitForSelector(selector, options) {
    return this.waitForFunction((wanted) => document.querySelector(wanted) !== null, options, selector);
  }

  async focus(selector) {
    await this.$eval(selector, (element) => element.focus());
  }

  async click(selector) {
    await this.#call('POST', `${await this.#element(selector)}/click`, {});
  }

  async goto(url) {
    await this.#call('POST', 'url', { url });
    const { width, height } = this.#viewport;
    if (width >= LEAST_WIDTH) return;
    // A frame of the page in its own place: it has that width, for queries of media as well. Another window leaves it.
    await this.evaluate(
      (src, width, height) =>
        new Promise((resolve) => {
          const frame = Object.assign(document.createElement('iframe'), { src, width, height, frameBorder: 0 });
          frame.onload = resolve;
          frame.style.display = 'block';
          document.body.style.cssText = 'margin: 0; padding: 0; max-width: none';
          document.body.replaceChildren(frame);
        }),
      url,
      width,
      height,
    );
    await this.#call('POST', 'frame', { id: 0 });
  }

  title() {
    return this.#call('GET', 'title');
  }

  async bringToFront() {
    await this.#windows.switchTo(this.#handle);
  }

  close() {
    return this.#windows.close(this.#handle);
  }

  /** Makes the page's own area that large, or as near to it as the window goes. Narrow pages are from the next goto on. */
  async setViewport({ width, height }) {
    this.#viewport = { width, height };
    const rect = (sides) => this.#call('POST', 'window/rect', { x: 0, y: 0, ...sides });
    await rect({ width, height });
    const inner = await this.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    await rect({ width, height: 2 * height - inner.height });
  }

  /** What the page shows, as the X server has it: a PNG. */
  async screenshot({ path } = {}) {
    const window = await this.#call('GET', 'window/rect');
    const { width, height } = this.#viewport;
    return readScreen(this.#screen, { left: 0, top: window.height - height, width, height }, path);
  }
}

/** The windows of a session: WebDriver's calls are for the window that it was switched to last. Closed ones are used again. */
class Windows {
  #current;
  #free;
  #call;

  constructor(call, first) {
    this.#call = call;
    this.#current = first;
    this.#free = [first];
  }

  async callIn(handle, method, path, body) {
    await this.switchTo(handle);
    return this.#call(method, path, body);
  }

  async switchTo(handle) {
    if (handle !== this.#current) await this.#call('POST', 'window', { handle });
    this.#current = handle;
  }

  async open() {
    return this.#free.pop() ?? (await this.#call('POST', 'window/new', { type: 'window' })).handle;
  }

  async close(handle) {
    await this.callIn(handle, 'POST', 'url', { url: 'about:blank' });
    this.#free.push(handle);
  }
}

/** Starts a screen, the driver and the browser; the scheme is that of its desktop. */
export async function launchWebKit({ scheme = 'light' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'upsampling2d-webkit-'));
  const children = [];
  const close = async () => {
    for (const child of children.reverse()) await stop(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const screen = await startScreen(folder);
    children.push(screen.child);
    const port = await freePort();
    // A home of its own: nothing of an earlier run, and nothing left in the user's.
    const env = {
      ...{ ...process.env, DISPLAY: screen.name, GDK_BACKEND: 'x11', HOME: folder, XDG_RUNTIME_DIR: folder },
      GTK_THEME: scheme === 'dark' ? 'Adwaita:dark' : 'Adwaita',
    };
    const driver = await start('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], { env });
    children.push(driver);
    const address = `http://127.0.0.1:${port}/session`;
    const { sessionId } = await newSession(address);
    const call = (method, path, body) => send(method, `${address}/${sessionId}/${path}`, body);
    await call('POST', 'timeouts', { script: SCRIPT_TIMEOUT });
    const windows = new Windows(call, await call('GET', 'window'));
    return {
      browser: { newPage: async () => new WebKitPage(windows, await windows.open(), folder) },
      close: async () => {
        // Without a session the browser has crashed, and is gone.
        await send('DELETE', `${address}/${sessionId}`).catch(() => {});
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function newSession(address) {
  for (const end = Date.now() + START_TIMEOUT; ; await sleep(50)) {
    try {
      return await send('POST', address, { capabilities: {} });
    } catch (error) {
      // Until the driver listens, fetch fails with a TypeError, of another realm than Jest's.
      if (error.name !== 'TypeError' || Date.now() > end) throw error;
    }
  }
}

async function send(method, url, body) {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`);
  return value;
}
