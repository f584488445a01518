// The bench in Node: opens the peers, runs the cases, prints and returns the results.
import { cpus, totalmem } from 'node:os';
import * as api from 'upsampling2d';
import { chooseCases } from './cases.js';
import { closePeers, openPeers, runCase } from './contest.js';
import { ROWS, runFactors } from './factors.js';
import { installPeers, loadScalarBuild, makeHost } from './host.node.js';
import { NPM_PEERS } from './peers/browser.js';
import { NATIVE_PEERS } from './peers/native.js';
import { caseLines, seriesLines } from './report.js';
import { chooseSeries, runSeries } from './scaling.js';
import { CASES, runWorkersCase } from './workers.js';

const { init, version } = api;

/** The version, machine and date of a run, for the reader of the figures. */
export function describeRun(engine = `Node ${process.versions.node}`) {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const processor = processors[0]?.model.trim() ?? 'unknown processor';
  return {
    machine: `${processor}, ${processors.length} cores, ${memory} GB, ${engine}`,
    date: new Date().toISOString().slice(0, 10),
    version,
  };
}

/** Runs the chosen cases. With `peers: false` only the package itself and the baselines. */
export async function runBench({ peers = true, settings, log, ...choice }) {
  const candidates = peers ? [...NPM_PEERS, ...NATIVE_PEERS] : [];
  if (peers) installPeers(candidates, log);
  const opened = peers ? await openPeers(candidates, await makeHost(), log) : [];
  await init();
  const scalar = await loadScalarBuild();
  const results = [];
  for (const test of chooseCases(choice)) {
    const result = await runCase(test, opened, { scalar, log, settings });
    results.push(result);
    log(`${caseLines(result)}\n`);
  }
  await closePeers(opened);
  const versions = Object.fromEntries(opened.map((one) => [one.peer.name, one.version]));
  return { ...describeRun(), versions, results };
}

/** Runs the chosen series: what an element costs as things grow. */
export async function runScaling({ settings, log, only }) {
  await init();
  const results = [];
  for (const series of chooseSeries(only)) {
    const result = await runSeries(series, settings);
    results.push(result);
    log(`${seriesLines(result)}\n`);
  }
  return { ...describeRun(), versions: {}, results };
}

/** Runs what an element costs by factor, forward and gradient. */
export async function runFactorRows({ settings, log, only }) {
  await init();
  const results = [];
  for (const row of ROWS.filter(({ name }) => name.includes(only))) {
    results.push(await runFactors(row, settings));
    log(row.name);
  }
  return { ...describeRun(), versions: {}, results };
}

/** Runs every case of the pool: with the user's arrays in shared memory, and in other. */
export async function runWorkers({ settings, log, only }) {
  await init();
  const results = [];
  for (const test of CASES.filter(({ name }) => name.includes(only))) {
    for (const sharedArrays of [true, false]) {
      const result = await runWorkersCase(api, test, { sharedArrays, settings });
      results.push(result);
      log(`${result.name}, ${result.mode}`);
    }
  }
  return { ...describeRun(), versions: {}, results };
}
