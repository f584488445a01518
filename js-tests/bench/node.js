// The bench in Node: opens the peers, runs the cases, prints and returns the results.
import { cpus, totalmem } from 'node:os';
import { init, version } from 'upsampling2d';
import { chooseCases } from './cases.js';
import { closePeers, openPeers, runCase } from './contest.js';
import { installPeers, loadScalarModule, makeHost } from './host.node.js';
import { BROWSER_PEERS } from './peers/browser.js';
import { NATIVE_PEERS } from './peers/native.js';
import { caseLines } from './report.js';

/** The machine, for the reader of the figures. */
function describeMachine() {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} cores, ${memory} GB, Node ${process.versions.node}`;
}

/** Runs the chosen cases. With `peers: false` only the package itself and the baselines. */
export async function runBench({ peers = true, settings, log, ...choice }) {
  const candidates = peers ? [...BROWSER_PEERS, ...NATIVE_PEERS] : [];
  if (peers) installPeers(candidates, log);
  const opened = peers ? await openPeers(candidates, await makeHost(), log) : [];
  await init();
  const scalarModule = await loadScalarModule();
  const results = [];
  for (const test of chooseCases(choice)) {
    const result = await runCase(test, opened, { scalarModule, log, settings });
    results.push(result);
    log(`${caseLines(result)}\n`);
  }
  await closePeers(opened);
  const versions = Object.fromEntries(opened.map(({ peer, version: its }) => [peer.name, its]));
  return { machine: describeMachine(), date: new Date().toISOString().slice(0, 10), version, versions, results };
}
