// The rows of the matrix that need no tools but this repository's. `npm run compat` has them all.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tryRow } from './matrix.js';
import { checkNumbers } from './numbers.js';
import { closeBrowsers, pack } from './project.js';
import { ROWS } from './rows.js';

let tarball;
beforeAll(async () => {
  tarball = await pack();
});
afterAll(() => closeBrowsers());

test('no two rows have the same name', () => {
  const names = ROWS.map(({ group, name }) => `${group}: ${name}`);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

// `npm run compat -- --write` makes it.
test('the document has every row', () => {
  const text = readFileSync(new URL('../../docs/COMPATIBILITY.md', import.meta.url), 'utf8');
  expect(ROWS.filter(({ name, how }) => !text.includes(`| ${name} | ${how} |`)).map(({ name }) => name)).toEqual([]);
});

test.each([
  ['nothing', ''],
  ['an error', 'Error: Expected a WebAssembly module'],
  [
    'one number off',
    '{"bilinear":[64,56,40,32,56,52,44,40,40,44,52,56,36.5,45.625,63.875,73,45.5,56.875,79.625,91,50,62.5,87.5,101]}',
  ],
  ['too few numbers', '{"bilinear":[64,56]}'],
  [
    'too few results',
    '{"bilinear":[64,56,40,32,56,52,44,40,40,44,52,56,36.5,45.625,63.875,73,45.5,56.875,79.625,91,50,62.5,87.5,100]}',
  ],
])('%s does not pass for right', (_, output) => {
  expect(() => checkNumbers(output)).toThrow();
});

test.each(ROWS.filter(({ quick }) => quick).map((row) => [`${row.group}: ${row.name}`, row]))('%s', async (_, row) => {
  await tryRow(row, tarball);
});
