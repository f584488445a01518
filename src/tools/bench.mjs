// npm run bench [-- words]: times the built package beside the baselines and its peers, and prints the table.
//   words     only cases whose name has them, of all cases there are
//   --quick   a few cases        --all  every case        --no-peers  the package and the baselines alone
//   --write   puts the table into the README              --json FILE  writes all figures
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildNative, buildPackage } from './build.mjs';
import { main, root } from './run.mjs';
import { setup } from './setup.mjs';

const README = new URL('README.md', root);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean' },
    all: { type: 'boolean' },
    'no-peers': { type: 'boolean' },
    write: { type: 'boolean' },
    json: { type: 'string' },
  },
});

await main(async () => {
  await setup();
  await buildPackage();
  await buildNative('wasm-scalar');
  const { runBench } = await import('../../js-tests/bench/node.js');
  const { casesTable, LEGEND } = await import('../../js-tests/bench/report.js');
  const { quick, all } = values;
  const peers = !values['no-peers'];
  const results = await runBench({ only: positionals.join(' '), quick, all, peers, log: console.log });
  const peerVersions = Object.entries(results.versions).map(([name, version]) => `${name} ${version}`);
  const where = `upsampling2d ${results.version} on ${results.machine}; ${results.date}. ${peerVersions.join(', ')}.`;
  const text = `${casesTable(results.results)}\n\n${LEGEND}\n\n${where}`;
  console.log(`\n${text}`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  if (values.write) {
    const { replaceSection } = await import('./readme.mjs');
    writeFileSync(README, replaceSection(readFileSync(README, 'utf8'), 'bench', text));
  }
  // Peers leave workers behind.
  process.exit();
});
