// The bundled photographs, and a picture of the difference in build/diff when a comparison fails.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { ROOT } from './child.js';

const FOLDER = join(ROOT, 'web/public/photos');

export function photographs() {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.png'))
    .sort();
}

const decoded = new Map();

function decode(name) {
  if (!decoded.has(name)) decoded.set(name, PNG.sync.read(readFileSync(join(FOLDER, name))));
  return decoded.get(name);
}

// A window of a photograph: RGBA, straight from the file.
export function readPhotograph(name, { left = 0, top = 0, width, height } = {}) {
  const png = decode(name);
  const w = Math.min(width ?? png.width, png.width - left);
  const h = Math.min(height ?? png.height, png.height - top);
  const data = new Uint8Array(w * h * 4);
  for (let y = 0; y < h; y++) {
    const from = ((top + y) * png.width + left) * 4;
    data.set(png.data.subarray(from, from + w * 4), y * w * 4);
  }
  return { data, width: w, height: h };
}

// Returns the path of the written picture.
export function writeDifference(name, actual, expected, width, height) {
  const folder = join(ROOT, 'build/diff');
  mkdirSync(folder, { recursive: true });
  const diff = new PNG({ width, height });
  pixelmatch(actual, expected, diff.data, width, height, { threshold: 0 });
  const path = join(folder, `${name}.png`);
  writeFileSync(path, PNG.sync.write(diff));
  return path;
}
