// A project for one row of the matrix: a folder below build/compat with the packed package, the tools of the row at their pinned
// versions, and a copy of a fixture; and what a row does there: run programs, open pages.
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BROWSERS, openAlone } from '../browser/browsers.js';
import { serve } from '../browser/server.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
const TIME_LIMIT = 240_000;

const run = promisify(execFile);

// npm, and what it starts, must not see the settings of the npm or Jest that this runs in.
function environment(extra) {
  const kept = Object.entries(process.env).filter(([key]) => !/^npm_|^NODE_OPTIONS$|^NODE_ENV$|^JEST_/.test(key));
  return {
    ...Object.fromEntries(kept),
    CI: '1',
    NO_COLOR: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    ASTRO_TELEMETRY_DISABLED: '1',
    ...extra,
  };
}

/** The packed package: its file, made anew from dist/. */
export async function pack() {
  const folder = join(ROOT, 'build/compat');
  mkdirSync(folder, { recursive: true });
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: ROOT, env: environment() });
  return join(folder, JSON.parse(stdout)[0].filename);
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

// Installs only when the tools changed since the last time.
async function install(folder, tools) {
  const manifest = JSON.stringify({ name: 'user', private: true, type: 'module', dependencies: tools }, null, 2);
  const done = join(folder, 'node_modules/.installed');
  const hash = createHash('sha256').update(manifest).digest('hex');
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), manifest);
  if (Object.keys(tools).length === 0 || (existsSync(done) && readFileSync(done, 'utf8') === hash)) return;
  const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await run('npm', args, { cwd: folder, env: environment(), maxBuffer: 1 << 26 });
  writeFileSync(done, hash);
}

// check.js in the three forms that scripts come in.
function writeChecks(folder) {
  const text = readFileSync(new URL('check.js', import.meta.url), 'utf8').replace('export ', '');
  writeFileSync(join(folder, 'check.js'), `export ${text}`);
  writeFileSync(join(folder, 'check.mjs'), `export ${text}`);
  writeFileSync(join(folder, 'check.cjs'), `${text}module.exports = { check };\n`);
  writeFileSync(join(folder, 'check.classic.js'), text);
}

const LAUNCHERS = Object.fromEntries(BROWSERS);
const running = new Map();

/** Ends the browsers that pages were opened in. */
export async function closeBrowsers() {
  const launched = [...running.values()];
  running.clear();
  for (const started of launched) await (await started).close();
}

// Waits until a page has set RESULT; with everything it complained about where it never does, and where the browser tells.
async function resultOf(page, url, selector) {
  const complaints = [];
  const tell = (event, text) => page.on?.(event, (what) => text(what) && complaints.push(text(what)));
  tell('console', (message) => message.text());
  tell('pageerror', (error) => error.message);
  tell('requestfailed', (request) => `failed: ${request.url()}`);
  tell('response', (response) => response.status() >= 400 && `${response.status()} ${response.url()}`);
  try {
    await page.goto(url, { waitUntil: 'load', timeout: 60_000 });
    const shown = selector ? await page.$eval(selector, (element) => element.textContent) : '';
    await page.waitForFunction(() => globalThis.RESULT !== undefined, { timeout: 30_000 });
    const text = await page.evaluate(async () => String(await globalThis.RESULT));
    return selector ? [shown, text] : [text];
  } catch (error) {
    throw new Error(`${error.message}; ${complaints.join('; ').slice(0, 600)}`);
  } finally {
    await page.close?.();
  }
}

// What a page tells its server, in a Firefox that is not controlled.
async function toldBy({ url, told }, file) {
  const close = await openAlone(`${url}${file}#tell`);
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('the page told nothing within 60 s')), 60_000);
  });
  try {
    return await Promise.race([told, late]);
  } finally {
    clearTimeout(timer);
    await close();
  }
}

export class Project {
  constructor(folder) {
    this.folder = folder;
  }

  /** Readies the project of a row. Rows that name the same tools and fixture share its folder. */
  static async open({ project, tools = {}, fixture }, tarball) {
    const opened = new Project(join(ROOT, 'build/compat', project));
    const { folder } = opened;
    await install(folder, tools);
    const home = join(folder, 'node_modules/upsampling2d');
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home, { recursive: true });
    await run('tar', ['-xzf', tarball, '-C', home, '--strip-components=1']);
    if (fixture) cpSync(join(FIXTURES, fixture), folder, { recursive: true });
    writeChecks(folder);
    return opened;
  }

  path(name) {
    return join(this.folder, name);
  }

  write(name, text) {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  read(name) {
    return readFileSync(this.path(name), 'utf8');
  }

  remove(...names) {
    for (const name of names) rmSync(this.path(name), { recursive: true, force: true });
  }

  copy(from, to) {
    cpSync(this.path(from), this.path(to), { recursive: true });
  }

  /** The file of the installed package. */
  package(name = '') {
    return join(this.folder, 'node_modules/upsampling2d', name);
  }

  /** A program of the project's tools, or of this repository's. */
  bin(name) {
    const own = this.path(`node_modules/.bin/${name}`);
    return existsSync(own) ? own : join(ROOT, 'node_modules/.bin', name);
  }

  /** The program of one version of Node, by npm's packages. */
  node(tool) {
    return tool ? this.path(`node_modules/${tool}/bin/node`) : process.execPath;
  }

  /** Runs a program; resolves with all it wrote, or rejects with it. */
  async exec(command, args, env = {}) {
    try {
      const options = { cwd: this.folder, env: environment(env), maxBuffer: 1 << 26, timeout: TIME_LIMIT };
      const { stdout, stderr } = await run(command, args, options);
      return `${stdout}\n${stderr}`;
    } catch ({ code, stdout = '', stderr = '', message }) {
      throw new Error(`exit code ${code}: ${`${stdout}\n${stderr}`.trim().slice(-900) || message}`);
    }
  }

  /** Runs a program of the tools with the Node of this process or another. */
  tool(name, args, { node = process.execPath, env } = {}) {
    return this.exec(node, [this.bin(name), ...args], env);
  }

  /** Starts a server and waits until it answers; calls work(url) meanwhile. */
  async withServer(command, args, work, { env = {}, path = '/' } = {}) {
    const port = await freePort();
    const fill = (text) => text.replace('PORT', port);
    const options = { cwd: this.folder, env: environment({ PORT: String(port), ...env }), detached: true };
    const child = spawn(command, args.map(fill), options);
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    child.stderr.on('data', (text) => {
      output += text;
    });
    child.on('error', (error) => {
      output += error.message;
    });
    const url = `http://127.0.0.1:${port}`;
    try {
      const limit = Date.now() + 60_000;
      for (;;) {
        const answer = await fetch(url + path).catch(() => undefined);
        if (answer) break;
        if (child.exitCode !== null || Date.now() > limit)
          throw new Error(`the server did not start: ${output.slice(-600)}`);
        await new Promise((done) => setTimeout(done, 150));
      }
      return await work(url);
    } catch (error) {
      throw new Error(`${error.message} ${output.slice(-500)}`.trim());
    } finally {
      // With all processes that it started.
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  }

  /** What pages at these addresses come to, one after the other. */
  async visit(urls, { selector, browser = 'Chromium' } = {}) {
    if (!running.has(browser)) running.set(browser, LAUNCHERS[browser]());
    const results = [];
    const started = (await running.get(browser)).browser;
    for (const url of urls) {
      // Without what another page left behind, where the browser can forget.
      const context = await started.createBrowserContext?.();
      try {
        results.push(...(await resultOf(await (context ?? started).newPage(), url, selector)));
      } finally {
        await context?.close();
      }
    }
    return results;
  }

  /** What the page in a folder comes to, at the root of a server and under a path; `alone` as in toldBy(). */
  async page(folder, { file = '', headers = {}, prefixes = ['/', '/deep/er/'], alone = false, ...options } = {}) {
    const results = [];
    for (const prefix of prefixes) {
      const server = await serve(this.path(folder), prefix, headers);
      try {
        results.push(...(alone ? [await toldBy(server, file)] : await this.visit([server.url + file], options)));
      } finally {
        await server.close();
      }
    }
    return results;
  }

  /** What a page and the background of an extension come to. */
  async extension(folder) {
    const launched = await LAUNCHERS.Chromium({ enableExtensions: [this.path(folder)], pipe: true });
    try {
      const target = await launched.browser.waitForTarget((found) => found.type() === 'service_worker', {
        timeout: 20_000,
      });
      const worker = await target.worker();
      const limit = Date.now() + 20_000;
      let background;
      while (background === undefined && Date.now() < limit) {
        background = await worker.evaluate(async () => globalThis.RESULT && String(await globalThis.RESULT));
      }
      const page = await launched.browser.newPage();
      return [String(background), ...(await resultOf(page, new URL('page.html', target.url()).href))];
    } finally {
      await launched.close();
    }
  }
}
