// The size of the download: everything that a page loads for `import 'upsampling2d'`, compressed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CHUNKS, ENTRIES, WASM, WORKER } from '../../src/tools/entries.mjs';
import { ROOT } from '../helpers/child.js';

const BUDGET = 44 * 1024;

const size = (file) => gzipSync(readFileSync(join(ROOT, 'dist', file)), { level: 9 }).length;

// js-tests/package/entries.test.js sees that the script imports nothing.
test(`script and module together stay under ${BUDGET / 1024} KB`, () => {
  const files = [ENTRIES['.'].import.default, WASM];
  expect(files.map(size).reduce((a, b) => a + b)).toBeLessThan(BUDGET);
});

test('the pool and its worker stay under 6 KB together', () => {
  expect(size('pool.js') + size(WORKER)).toBeLessThan(6 * 1024);
});

test.each(CHUNKS)('%s, which is loaded when it is needed, stays under 8 KB', (file) => {
  expect(size(file)).toBeLessThan(8 * 1024);
});
