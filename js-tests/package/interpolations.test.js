// What other files say by hand about every interpolation: a new line in src/core/interpolation_list.inc makes these tests fail
// until the files follow.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readList } from '../../src/tools/lists.mjs';
import { ROOT } from '../helpers/child.js';
import { GAIN, REACH } from '../helpers/reference.js';
import { INTERPOLATIONS } from '../helpers/tensors.js';

const list = readList('interpolation_list.inc');
const names = list.map(({ name }) => name);
const radii = list.map(({ rest }) => Number(rest[1]));
const read = (path) => readFileSync(join(ROOT, path), 'utf8');

test('the tests know every interpolation', () => {
  expect(INTERPOLATIONS).toEqual(names);
  expect(Object.keys(GAIN).sort()).toEqual([...names].sort());
});

test('the tests know how far the widest filter reaches', () => {
  expect(REACH).toBe(Math.ceil(Math.max(...radii)));
});

test('the strip of the demo reads as far as the widest filter reaches', () => {
  const halo = Number(/^const HALO = (\d+);$/m.exec(read('web/strip.ts'))?.[1]);
  expect(halo).toBe(REACH + 1);
});

test('the demo says how many interpolations there are', () => {
  const words = ['seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
  const said = [...read('web/index.html').matchAll(/\b(\w+) interpolations\b/gi)].map(([, word]) => word.toLowerCase());
  expect(said.length).toBeGreaterThan(0);
  for (const word of said) expect(words.indexOf(word) + 7).toBe(names.length);
});

test.each(names)('%s has a note in the demo', (name) => {
  expect(read('web/controls.ts')).toMatch(new RegExp(`^  ${name}: '`, 'm'));
});
