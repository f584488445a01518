// Starts the browsers of the tests, each with a new profile, and collects what pages complain about.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

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

export const launchChromium = (options = {}) =>
  launch({
    ...options,
    executablePath: '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export const launchFirefox = (options = {}) =>
  launch({ ...options, browser: 'firefox', protocol: 'webDriverBiDi', executablePath: '/usr/bin/firefox-esr' });

/** Opens a page and lists every error, policy violation and request to another origin in `complaints`. */
export async function openPage(browser, url, { width = 1280, height = 900, scheme = 'light' } = {}) {
  const page = await browser.newPage();
  const complaints = [];
  const { origin } = new URL(url);
  await page.setViewport({ width, height });
  if (scheme === 'dark') await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
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
  await page.evaluateOnNewDocument(() => {
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      globalThis.violations.push(`${event.violatedDirective}: ${event.blockedURI}`),
    );
  });
  await page.goto(url, { waitUntil: 'load' });
  return {
    page,
    complaints,
    allComplaints: async () => [...complaints, ...(await page.evaluate(() => globalThis.violations))],
  };
}
