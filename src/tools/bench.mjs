// npm run bench [-- words]: times the built package beside the baselines and its peers, and prints the table.
//   words, --only WORDS  only cases whose name contains the words, of all cases
//   --quick              a few cases
//   --all                every case
//   --no-peers           the package and the baselines alone
//   --browser NAME       in chromium or firefox instead of Node, beside the browser's own functions
//   --scaling            instead: the cost of an element as pictures, channels, factors and batches grow
//   --factors            instead: the cost of an element by factor, and of gradients
//   --workers            instead: how much sooner applyAsync is done with more workers
//   --tfjs               instead: TensorFlow.js with and without upsampling2d/tfjs, on its backends cpu and wasm
//   --against DIR        instead: this build against another folder like dist/, in the same rounds
//   --serve              instead: the page for a browser of your own, with the peers beside it, until Ctrl-C
//   --write              puts the table into docs/BENCHMARKS.md, and three of its rows into the README
//   --json FILE          writes all figures
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildNative, buildPackage } from './build.mjs';
import { main, root } from './run.mjs';
import { setup } from './setup.mjs';

// These import the built package, so it must be built first.
const inNode = () => import('../bench/node.js');
const inBrowser = () => import('./bench-page.mjs');
const reports = () => import('../bench/report.js');

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean' },
      all: { type: 'boolean' },
      'no-peers': { type: 'boolean' },
      browser: { type: 'string' },
      against: { type: 'string' },
      serve: { type: 'boolean' },
      scaling: { type: 'boolean' },
      factors: { type: 'boolean' },
      workers: { type: 'boolean' },
      tfjs: { type: 'boolean' },
      write: { type: 'boolean' },
      json: { type: 'string' },
    },
  });
  return {
    ...values,
    only: values.only ?? positionals.join(' '),
    peers: !values['no-peers'],
    log: console.log,
  };
}

/** Runs what was asked for; resolves with the results, their table and its section in docs/BENCHMARKS.md. */
async function measure(options) {
  const { casesTable, browserTable, scalingTable, workersTable } = await reports();
  const { browser, scaling, tfjs } = options;
  if (options.factors) {
    const { factorsTable } = await import('../bench/factors.js');
    const results = await (await inNode()).runFactorRows(options);
    return { results, table: factorsTable(results.results), section: 'factors' };
  }
  if (options.workers) {
    const { WORKERS, WORKERS_NOTE } = await import('../bench/workers.js');
    const results = browser
      ? await (await inBrowser()).runBrowserWorkers(options)
      : await (await inNode()).runWorkers(options);
    const table = { ...workersTable(results.results, WORKERS), legend: `${WORKERS_NOTE}.` };
    return { results, table, section: browser ? 'browser-workers' : 'workers' };
  }
  if (tfjs) {
    const { tfjsTable } = await import('../bench/report.js');
    const { runTfjs } = await import('../bench/tfjs-node.js');
    const results = await runTfjs(options);
    return { results, table: tfjsTable(results.results), section: 'tfjs' };
  }
  if (scaling) {
    const { SCALING_NOTE } = await import('../bench/scaling.js');
    const results = browser
      ? await (await inBrowser()).runBrowserScaling(options)
      : await (await inNode()).runScaling(options);
    const legend = `${SCALING_NOTE}. dearest: against the cheapest of its row.`;
    return { results, table: { ...scalingTable(results.results), legend }, section: 'scaling' };
  }
  if (browser) {
    const results = await (await inBrowser()).runBrowserBench(options);
    return { results, table: browserTable(results.results), section: 'browser-bench' };
  }
  const results = await (await inNode()).runBench(options);
  return { results, table: casesTable(results.results), section: 'bench' };
}

async function servePage(options) {
  const { url } = await (await inBrowser()).servePage(options);
  console.log(`The bench is at ${url} (Ctrl-C ends it)`);
}

await main(async () => {
  const options = readOptions();
  await setup();
  await buildPackage();
  if (options.against) {
    const { runAgainst } = await import('../bench/against.js');
    await runAgainst({ ...options, dist: fileURLToPath(new URL('dist/', root)) });
    return;
  }
  await buildNative('wasm-scalar');
  if (options.serve) return servePage(options);
  const { results, table, section } = await measure(options);
  if (results.results.length === 0) throw new Error(`Nothing that is timed has "${options.only}" in its name`);
  const peers = Object.entries(results.versions).map(([name, version]) => `${name} ${version}`.trim());
  const where = [`upsampling2d ${results.version} on ${results.machine}; ${results.date}.`];
  if (peers.length > 0) where.push(`${peers.join(', ')}.`);
  const { markdown } = await reports();
  const text = `${markdown(table)}\n\n${table.legend}\n\n${where.join(' ')}`;
  console.log(`\n${text}`);
  if (options.write) {
    const { writeBenchmark } = await import('./readme.mjs');
    writeBenchmark(section, text);
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
  // Some peers leave workers running.
  process.exit();
});
