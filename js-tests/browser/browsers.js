// Starts the browsers of the tests, each with a new profile, and collects what pages complain about.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { launchWebKit } from './webkit.js';

export { launchWebKit };

async function launch(options) {
  const userDataDir = mkdtempSync(join(tmpdir(), 'upsampling2d-browser-'));
  const browser = await puppeteer.launch({ headless: true, userDataDir, ...options });
  return {
    browser,
    async close() {
      await browser.close();
      rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

// A GPU in software: WebGL 2 and WebGPU give their numbers on machines without one.
const SOFTWARE_GPU = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

/** `scheme` is what the desktop prefers, for all browsers. */
export const launchChromium = ({ gpu = false, scheme = 'light', ...options } = {}) =>
  launch({
    ...options,
    executablePath: '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      ...(gpu ? SOFTWARE_GPU : ['--disable-gpu']),
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`,
    ],
  });

export const launchFirefox = ({ scheme = 'light', ...options } = {}) =>
  launch({
    ...options,
    browser: 'firefox',
    protocol: 'webDriverBiDi',
    executablePath: '/usr/bin/firefox-esr',
    extraPrefsFirefox: { 'layout.css.prefers-color-scheme.content-override': scheme === 'dark' ? 0 : 1 },
  });

/**
 * Opens a page in a Firefox that is not controlled; resolves to a function that ends it. Under control, one in ten workers
 * that start workers stands still for ever on a busy machine; without, none of 136.
 */
export async function openAlone(url) {
  const profile = mkdtempSync(join(tmpdir(), 'upsampling2d-browser-'));
  writeFileSync(join(profile, 'user.js'), 'user_pref("datareporting.policy.dataSubmissionEnabled", false);\n');
  const args = ['--headless', '--no-remote', '--profile', profile, url];
  const firefox = spawn('/usr/bin/firefox-esr', args, { stdio: 'ignore', detached: true });
  await once(firefox, 'spawn');
  return async () => {
    const ended = once(firefox, 'exit');
    // With all processes that it started.
    process.kill(-firefox.pid, 'SIGKILL');
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
}

/** All browsers of the tests, for describe.each. */
export const BROWSERS = [
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
  ['WebKit', launchWebKit],
];

// Runs in the page: lists errors, policy violations and what is written to the console as an error or a warning.
function listen() {
  globalThis.violations = [];
  const add = (text) => globalThis.violations.push(text);
  document.addEventListener('securitypolicyviolation', (event) =>
    add(`${event.violatedDirective}: ${event.blockedURI}`),
  );
  addEventListener('error', (event) => add(`error: ${event.message ?? event.target.src}`), true);
  addEventListener('unhandledrejection', (event) => add(`rejection: ${event.reason}`));
  for (const level of ['error', 'warn']) {
    const write = console[level];
    console[level] = (...values) => {
      add(`console: ${values.join(' ')}`);
      write.apply(console, values);
    };
  }
}

/** The same as a script that pages get first. The server puts it there: WebDriver has no way to. */
export const LISTENER = `(${listen})();`;

// Requests to other origins, as the page itself counts them.
const foreignRequests = () =>
  performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((url) => !url.startsWith(location.origin) && !/^(blob|data):/.test(url));

/**
 * Opens a page, which a server with LISTENER has to send; `allComplaints()` lists every error, policy violation and request
 * to another origin.
 */
export async function openPage(browser, url, { width = 1280, height = 900 } = {}) {
  const page = await browser.newPage();
  const complaints = [];
  await page.setViewport({ width, height });
  if ('on' in page) watch(page, url, complaints);
  await page.goto(url, { waitUntil: 'load' });
  return {
    page,
    allComplaints: async () => [
      ...complaints,
      ...(await page.evaluate(() => globalThis.violations)),
      ...(await page.evaluate(foreignRequests)),
    ],
  };
}

/** Closes a browser in any case, and throws what its page has complained of. */
export async function closeWithoutComplaints(running, allComplaints) {
  try {
    const complaints = await allComplaints();
    if (complaints.length > 0) throw new Error(`The page complained:\n${complaints.join('\n')}`);
  } finally {
    await running?.close();
  }
}

// What puppeteer tells of a page, and WebDriver does not.
function watch(page, url, complaints) {
  const { origin } = new URL(url);
  page.on('console', (message) => {
    if (['error', 'warn', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', (request) => {
    const target = new URL(request.url());
    if (['blob:', 'data:'].includes(target.protocol)) return;
    if (target.origin !== origin) complaints.push(`request: ${request.url()}`);
  });
}
