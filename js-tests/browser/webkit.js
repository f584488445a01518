// WebKitGTK for the tests: on a screen of its own, driven by WebDriver. Its page has puppeteer's names for what the tests
// do with a page. Pictures come from the screen's frame buffer, because WebDriver's own call for them hangs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PNG } from 'pngjs';

const SCREEN = { width: 1600, height: 1200 };
const START_TIMEOUT = 20_000;
const SCRIPT_TIMEOUT = 120_000;
// To choose filters takes pngjs fifteen seconds in Jest's sandbox.
const UNFILTERED = { filterType: 0 };

// WebDriver's name for an element in JSON, and its private characters for keys without a letter.
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const KEYS = {
  ...{ Tab: '\uE004', Enter: '\uE007', Space: ' ', End: '\uE010', Home: '\uE011' },
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

// Reads the X server's frame buffer: an XWD file, whose header is of 32-bit numbers.
function readScreen(folder, { width, height }) {
  const file = readFileSync(join(folder, 'Xvfb_screen0'));
  const field = (index) => file.readUInt32BE(4 * index);
  const [headerBytes, stride, colours] = [field(0), field(12), field(19)];
  const begin = headerBytes + 12 * colours;
  const png = new PNG({ width, height });
  const { data } = png;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, from = begin + y * stride; x < width; x++, from += 4, to += 4) {
      // Blue, green, red and nothing.
      data[to] = file[from + 2];
      data[to + 1] = file[from + 1];
      data[to + 2] = file[from];
      data[to + 3] = 255;
    }
  }
  return png;
}

class WebKitPage {
  #call;
  #screen;
  keyboard = {
    press: (key) => this.#type([KEYS[key] ?? key]),
    type: (text) => this.#type([...text]),
  };

  constructor(call, screen) {
    this.#call = call;
    this.#screen = screen;
  }

  async #type(keys) {
    const strokes = keys.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.#call('POST', 'actions', { actions: [{ type: 'key', id: 'keyboard', actions: strokes }] });
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
    const found = await this.#call('POST', 'element', { using: 'css selector', value: selector });
    await this.#call('POST', `element/${found[ELEMENT]}/click`, {});
  }

  async goto(url) {
    await this.#call('POST', 'url', { url });
  }

  title() {
    return this.#call('GET', 'title');
  }

  /** Makes the page's own area that large, or as near to it as the window goes. */
  async setViewport({ width, height }) {
    const rect = (sides) => this.#call('POST', 'window/rect', { x: 0, y: 0, ...sides });
    await rect({ width, height });
    const inner = await this.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    await rect({ width, height: 2 * height - inner.height });
  }

  /** What the window shows, as the X server has it. */
  async screenshot({ path } = {}) {
    const { width, height } = await this.#call('GET', 'window/rect');
    const png = readScreen(this.#screen, { width, height });
    if (path !== undefined) writeFileSync(path, PNG.sync.write(png, UNFILTERED));
    return png;
  }
}

/** Starts a screen, the driver and the browser. */
export async function launchWebKit() {
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
    const env = { ...process.env, DISPLAY: screen.name, GDK_BACKEND: 'x11', HOME: folder, XDG_RUNTIME_DIR: folder };
    const driver = await start('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], { env });
    children.push(driver);
    const address = `http://127.0.0.1:${port}/session`;
    const { sessionId } = await newSession(address);
    const call = (method, path, body) => send(method, `${address}/${sessionId}/${path}`, body);
    await call('POST', 'timeouts', { script: SCRIPT_TIMEOUT });
    return {
      browser: { newPage: async () => new WebKitPage(call, folder) },
      close: async () => {
        await send('DELETE', `${address}/${sessionId}`);
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
