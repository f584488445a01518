// The size of the download: everything that a page loads for `import 'upsampling2d'`, compressed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ENTRIES, WASM } from '../../src/tools/entries.mjs';
import { ROOT } from '../helpers/child.js';

const BUDGET = 44 * 1024;

// js-tests/package/entries.test.js sees that the script imports nothing.
test(`script and module together stay under ${BUDGET / 1024} KB`, () => {
  const files = [ENTRIES['.'].import.default, WASM];
  const sizes = files.map((file) => gzipSync(readFileSync(join(ROOT, 'dist', file)), { level: 9 }).length);
  expect(sizes.reduce((a, b) => a + b)).toBeLessThan(BUDGET);
});
