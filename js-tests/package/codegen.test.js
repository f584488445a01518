// The compiler's output for the kernels: innermost loops have vector arithmetic, and call nothing.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../helpers/child.js';

// The instructions of each innermost loop of a module, and of the whole module.
function disassemble(path) {
  const text = execFileSync('wasm-objdump', ['-d', path], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const all = [];
  const innermost = [];
  let open = [];
  for (const line of text.split('\n')) {
    if (/^[0-9a-f]+ (func\[|<)/.test(line)) open = [];
    const instruction = line.match(/\|\s+([a-z][a-z0-9_.]*)/)?.[1];
    if (instruction === undefined) continue;
    all.push(instruction);
    if (['block', 'if', 'loop', 'try'].includes(instruction)) {
      for (const outer of open) outer.nested ||= instruction === 'loop';
      open.push({ loop: instruction === 'loop', nested: false, body: [] });
    } else if (instruction === 'end') {
      const closed = open.pop();
      if (closed?.loop && !closed.nested) innermost.push(closed.body);
    } else {
      for (const outer of open) outer.body.push(instruction);
    }
  }
  return { all, innermost };
}

const has = (body, pattern) => body.some((instruction) => pattern.test(instruction));
const count = (body, pattern) => body.filter((instruction) => pattern.test(instruction)).length;

let product;
beforeAll(() => {
  product = disassemble(join(ROOT, 'dist/upsampling2d.wasm'));
});

// How many there are at least. These are floors, well below what Emscripten 3.1.6 makes of the kernels (in the order of the
// rows 351, 57, 72, 117, 77, 16 and 8), so that another compiler or a rewritten kernel may unroll less, and yet a family of
// kernels that is no longer compiled to vectors is noticed:
//   40, 20  loops run along rows and across them, for several numbers of taps and channels; float64 has fewer of its own
//   8       one loop unrolled to eight vectors, or several loops for other numbers of taps or channels
//   4       signed and unsigned, each from 32 to 16 bits and on to 8
//   2       more than one use: rounding is in the kernels of several dtypes
//   1       there is one at all
test.each([
  ['float32 filters', /^f32x4\.mul$/, 40],
  ['float64 filters', /^f64x2\.mul$/, 20],
  [
    '8-bit filters in whole numbers',
    /^(i16x8\.mul|i32x4\.dot_i16x8_s|i16x8\.q15mulr_sat_s|i(16x8|32x4)\.extmul_\w+)$/,
    8,
  ],
  ['repeating pixels', /^i8x16\.(shuffle|swizzle)$/, 8],
  ['saturation', /^(i8x16\.narrow_i16x8_[su]|i16x8\.narrow_i32x4_[su])$/, 4],
  ['rounding half to even', /^f(32x4|64x2)\.nearest$/, 2],
  ['rows copied by the engine', /^memory\.copy$/, 1],
])('%s: %s', (_, pattern, least) => {
  expect(count(product.all, pattern)).toBeGreaterThanOrEqual(least);
});

test.each([
  ['float32', /^f32x4\.mul$/, /^f32x4\.add$/],
  ['float64', /^f64x2\.mul$/, /^f64x2\.add$/],
])('%s: innermost loops load, multiply, add and store whole vectors', (_, multiply, add) => {
  const hot = product.innermost.filter((body) => has(body, multiply) && has(body, add) && has(body, /^v128\.load/));
  // Along rows and across them, each for more than one number of taps.
  expect(hot.length).toBeGreaterThanOrEqual(4);
  expect(hot.filter((body) => has(body, /^v128\.store$/)).length).toBeGreaterThanOrEqual(1);
});

test('8-bit: an innermost loop multiplies in whole numbers and stores whole vectors', () => {
  const whole = /^(i16x8\.mul|i32x4\.dot_i16x8_s|i16x8\.q15mulr_sat_s|i(16x8|32x4)\.extmul_\w+)$/;
  expect(
    product.innermost.filter((body) => has(body, whole) && has(body, /^v128\.store$/)).length,
  ).toBeGreaterThanOrEqual(1);
});

test('loops that multiply vectors call nothing, or only for every four vectors that they have stored', () => {
  const loops = product.innermost.filter((body) => has(body, /^(f32x4|f64x2|i16x8|i32x4)\.(mul|dot_i16x8_s)$/));
  // So that the tenth below is one of many, and the pattern above still finds the kernels.
  expect(loops.length).toBeGreaterThan(8);
  const calling = loops.filter((body) => has(body, /^call/));
  expect(calling.length).toBeLessThan(loops.length / 10);
  for (const body of calling) expect(count(body, /^v128\.store$/)).toBeGreaterThanOrEqual(4 * count(body, /^call/));
});

test('the build without SIMD has no vector instruction', () => {
  const { all } = disassemble(join(ROOT, 'build/wasm-scalar/upsampling2d.wasm'));
  // That the disassembly was read at all.
  expect(all.length).toBeGreaterThan(1000);
  expect(all.filter((instruction) => /^(v128|[if]\d+x\d+)\./.test(instruction))).toEqual([]);
});
