// Tries the packed package in every environment of js-tests/compat/rows.js and prints the matrix: npm run compat.
//
//   WORD ...   only rows whose name or group contains one of the words
//   --quick    only rows that need no tools but this repository's
//   --write    puts the matrix into docs/COMPATIBILITY.md
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { tryRow } from '../../js-tests/compat/matrix.js';
import { closeBrowsers, pack } from '../../js-tests/compat/project.js';
import { ROWS } from '../../js-tests/compat/rows.js';
import { duration, isMain, main, root } from './run.mjs';
import { setup } from './setup.mjs';

const DOCUMENT = new URL('docs/COMPATIBILITY.md', root);
const START = '<!-- matrix start -->';
const END = '<!-- matrix end -->';

// The matrix as Markdown: a table for each group.
function matrixText(results) {
  const groups = [...new Set(results.map(({ row }) => row.group))];
  return groups
    .map((group) => {
      const entries = results.filter(({ row }) => row.group === group);
      const lines = entries.map(({ row, error }) => `| ${row.name} | ${row.how} | ${error ? '**fails**' : 'works'} |`);
      return [`### ${group}`, '', '| environment | what to do | |', '| --- | --- | --- |', ...lines].join('\n');
    })
    .join('\n\n');
}

function write(results) {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [before, after] = [text.indexOf(START) + START.length, text.indexOf(END)];
  writeFileSync(DOCUMENT, `${text.slice(0, before)}\n${matrixText(results)}\n${text.slice(after)}`);
}

if (isMain(import.meta.url)) {
  await main(async () => {
    const options = { quick: { type: 'boolean' }, write: { type: 'boolean' } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const named = ({ name, group }) =>
      positionals.some((word) => `${group} ${name}`.toLowerCase().includes(word.toLowerCase()));
    const rows = ROWS.filter((row) => (!values.quick || row.quick) && (positionals.length === 0 || named(row)));
    if (rows.length === 0) throw new Error(`Expected a word of a row but received ${positionals.join(', ')}`);
    if (values.write && rows.length < ROWS.length) throw new Error('--write needs all rows');
    await setup();
    const { buildPackage } = await import('./build.mjs');
    await buildPackage();
    const tarball = await pack();
    const results = [];
    try {
      for (const row of rows) {
        const start = performance.now();
        const error = await tryRow(row, tarball).then(
          () => undefined,
          (caught) => caught,
        );
        results.push({ row, error });
        console.log(
          `${error ? 'FAILED' : 'works '}  ${row.group}: ${row.name} (${duration(performance.now() - start)})`,
        );
        if (error)
          console.log(
            error.message
              .split('\n')
              .map((line) => `        ${line.slice(0, 300)}`)
              .join('\n'),
          );
      }
    } finally {
      await closeBrowsers();
    }
    if (values.write) write(results);
    const failed = results.filter(({ error }) => error).length;
    console.log(`\n${results.length - failed} passed, ${failed} failed`);
    if (failed > 0) process.exitCode = 1;
  });
}
