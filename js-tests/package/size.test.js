// The size of the download: everything that a page loads for `import 'upsampling2d'`, compressed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CHUNKS, ENTRIES, WASM, WORKER } from '../../src/tools/entries.mjs';
import { ROOT } from '../helpers/child.js';

const BUDGET = 44 * 1024;

// js-tests/package/entries.test.js sees that the script imports nothing.
test(`script and module together stay under ${BUDGET / 1024} KB`, () => {
  const files = [ENTRIES['.'].import.default, WASM];
  const sizes = files.map((file) => gzipSync(readFileSync(join(ROOT, 'dist', file)), { level: 9 }).length);
  expect(sizes.reduce((a, b) => a + b)).toBeLessThan(BUDGET);
});

// The worker has the core's glue in it; the rest is its own.
test('what asynchronous calls load stays under 6 KB beside the glue', () => {
  const size = (path) => gzipSync(readFileSync(join(ROOT, path)), { level: 9 }).length;
  const loaded = [...CHUNKS, WORKER].map((file) => size(`dist/${file}`)).reduce((a, b) => a + b);
  expect(loaded - size('build/upsampling2d.min.mjs')).toBeLessThan(6 * 1024);
});
