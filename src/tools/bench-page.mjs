// The bench in a browser: the page with the peers beside it, served with the headers that threads need, and driven from here.
import { copyFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { launchChromium, launchFirefox } from '../../js-tests/browser/browsers.js';
import { serve } from '../../js-tests/browser/server.js';
import { BUILD_FILES, LISTS_FILE } from '../bench/build.js';
import { bundleForPages } from '../bench/bundle.js';
import { chooseCases } from '../bench/cases.js';
import { installPeers, PEERS } from '../bench/host.node.js';
import { describeRun } from '../bench/node.js';
import { NPM_PEERS } from '../bench/peers/browser.js';
import { caseLines, seriesLines } from '../bench/report.js';
import { chooseSeries } from '../bench/scaling.js';
import { CASES } from '../bench/workers.js';
import { root } from './run.mjs';

const path = (name) => fileURLToPath(new URL(name, root));

const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

const LAUNCHERS = { chromium: launchChromium, firefox: launchFirefox };

/** Builds and serves the page with everything it loads: { url, close }. */
export async function servePage({ peers = true, isolated = true, log }) {
  await build({ root: path('web'), mode: 'peers', logLevel: 'warn' });
  const candidates = peers ? NPM_PEERS : [];
  if (peers) installPeers(candidates, log);
  await bundleForPages(candidates, fileURLToPath(PEERS), path('build/bench-web/peers'), log);
  mkdirSync(path('build/bench-web/peers/scalar'));
  copyFileSync(path(`build/${LISTS_FILE}`), path(`build/bench-web/peers/${LISTS_FILE}`));
  for (const file of BUILD_FILES) {
    copyFileSync(path(`build/wasm-scalar/${file}`), path(`build/bench-web/peers/scalar/${file}`));
  }
  const server = await serve(path('build/bench-web'), '/', isolated ? ISOLATED : {});
  return { ...server, url: `${server.url}bench.html` };
}

/** Opens the page in a browser and hands it to `work`; resolves with the results, versions and machine. */
async function drive({ browser: name, peers, isolated, log }, work) {
  if (!(name in LAUNCHERS)) throw new Error(`Expected chromium or firefox for --browser but received ${name}`);
  const server = await servePage({ peers, isolated, log });
  try {
    // There is no limit to the time of a case.
    const { browser, close } = await LAUNCHERS[name]({ protocolTimeout: 0 });
    try {
      const page = await browser.newPage();
      page.on('pageerror', (error) => log(`The page: ${error.message}`));
      await page.goto(server.url, { waitUntil: 'load' });
      const { versions, missing } = await page.evaluate(() => globalThis.bench.open());
      for (const line of missing) log(line);
      const results = await work(page);
      return { ...describeRun((await browser.version()).replace('/', ' ')), versions, results };
    } finally {
      await close();
    }
  } finally {
    await server.close();
  }
}

/** Runs the chosen cases in a browser: as runBench does in Node. */
export async function runBrowserBench({ browser, peers, log, ...choice }) {
  return drive({ browser, peers, log }, async (page) => {
    const results = [];
    for (const test of chooseCases(choice)) {
      const { failures, ...result } = await page.evaluate((chosen) => globalThis.bench.runCase(chosen), test);
      results.push(result);
      for (const line of failures) log(line);
      log(`${caseLines(result)}\n`);
    }
    return results;
  });
}

/** Runs the chosen series in a browser: as runScaling does in Node. */
export async function runBrowserScaling({ browser, log, only }) {
  const run = await drive({ browser, peers: false, log }, async (page) => {
    const results = [];
    for (const { name } of chooseSeries(only)) {
      const result = await page.evaluate((chosen) => globalThis.bench.runSeries(chosen), name);
      results.push(result);
      log(`${seriesLines(result)}\n`);
    }
    return results;
  });
  return { ...run, versions: {} };
}

/** Runs the cases of the pool in a browser, in a page that is isolated and in one that is not. */
export async function runBrowserWorkers({ browser, log, only }) {
  const runs = [];
  for (const isolated of [true, false]) {
    const run = await drive({ browser, peers: false, isolated, log }, async (page) => {
      const results = [];
      for (const { name } of CASES.filter((test) => test.name.includes(only))) {
        const choice = [name, isolated];
        const result = await page.evaluate((chosen) => globalThis.bench.runWorkersCase(...chosen), choice);
        results.push(result);
        log(`${result.name}, ${result.mode}`);
      }
      return results;
    });
    runs.push(run);
  }
  return { ...runs[0], versions: {}, results: runs.flatMap(({ results }) => results) };
}
