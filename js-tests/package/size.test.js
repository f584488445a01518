// The size of the download: everything that a browser loads for `import 'upsampling2d'`, compressed.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../helpers/child.js';

const BUDGET = 44 * 1024;

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

// The file and everything it imports, with the conditions of a browser.
function download(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, specifier] of text.matchAll(/(?:from|import)\s*["'](#?[^"']+)["']/g)) {
    const own = manifest.imports?.[specifier];
    if (own) download(join(ROOT, typeof own === 'string' ? own : own.default), seen);
    else if (specifier.startsWith('.')) download(join(dirname(file), specifier), seen);
    else throw new Error(`${file} imports ${specifier}`);
  }
  return seen;
}

test(`scripts and module together stay under ${BUDGET / 1024} KB`, () => {
  const files = [...download(join(ROOT, 'dist/index.js')), join(ROOT, 'dist/upsampling2d.wasm')];
  const sizes = files.map((file) => gzipSync(readFileSync(file), { level: 9 }).length);
  expect(files.length).toBeGreaterThan(1);
  expect(sizes.reduce((a, b) => a + b)).toBeLessThan(BUDGET);
});
