// Which of ONNX's ways to round a position `nearest` has, in each mode of coordinates: computed from ONNX's definition of
// Resize for every small axis, and compared with what the README says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COORDINATES, init, UpSampling2D } from 'upsampling2d';
import { ROOT } from '../helpers/child.js';
import { coordinate } from '../helpers/reference.js';

const ONNX_DEFAULT = 'round_prefer_floor';

// Each nearest_mode for the exact position num / den.
const ROUNDINGS = {
  round_prefer_floor: (num, den) => Math.ceil((2 * num - den) / (2 * den)),
  round_prefer_ceil: (num, den) => Math.floor((2 * num + den) / (2 * den)),
  floor: (num, den) => Math.floor(num / den),
  ceil: (num, den) => Math.ceil(num / den),
};

// The pixel that each output of an axis takes, by ONNX and by this package.
function onnx(mode, coordinates, pixels, factor) {
  return Array.from({ length: pixels * factor }, (_, o) => {
    const { num, den } = coordinate(coordinates, o, pixels, factor);
    return Math.min(Math.max(ROUNDINGS[mode](num, den), 0), pixels - 1) + 0;
  });
}

function ours(coordinates, pixels, factor) {
  const layer = new UpSampling2D({
    size: [1, factor],
    interpolation: 'nearest',
    coordinates,
    dataFormat: 'channels_last',
  });
  const { data } = layer.apply({ data: Int32Array.from({ length: pixels }, (_, i) => i), shape: [1, 1, pixels, 1] });
  layer.dispose();
  return [...data];
}

const AXES = Array.from({ length: 12 }, (_, n) => Array.from({ length: 9 }, (_, f) => [n + 1, f + 1])).flat();

beforeAll(() => init());

test.each(COORDINATES)('%s: the README names the nearest_mode whose pixels these are', (coordinates) => {
  const same = Object.keys(ROUNDINGS).filter((mode) =>
    AXES.every(([n, f]) => String(ours(coordinates, n, f)) === String(onnx(mode, coordinates, n, f))),
  );
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const row = readme.match(new RegExp(`^\\| \`${coordinates}\` \\|.*$`, 'm'))[0];
  const named = /`nearest_mode: (\w+)`/.exec(row)?.[1] ?? ONNX_DEFAULT;
  expect(row).toContain('ONNX');
  expect(same).toContain(named);
});
