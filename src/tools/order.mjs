// Makes the module smaller to download. Binaryen runs once more, because the first time it did not know which of Embind's
// functions are called; and functions are put in an order in which gzip, which looks back 32 KB, finds what they share.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { run } from './run.mjs';
import { emscriptenEnv } from './setup.mjs';

// What the module may use, and what a linker's module may rely on.
const FEATURES = ['simd', 'bulk-memory', 'nontrapping-float-to-int', 'sign-ext', 'mutable-globals'].map(
  (name) => `--enable-${name}`,
);
const OPTIONS = [...FEATURES, '--low-memory-unused', '--zero-filled-memory'];
// As in module.cmake, functions are not inlined once more.
const PASSES = ['-O3', '--converge', '--flexible-inline-max-function-size=1'];

const LOOK_BACK = 32_768;
// Bytes that count as the same piece of code: about two instructions.
const PIECE = 6;
// What a function has in common with those before it counts by its share, but less so in one of fewer pieces.
const LIGHT = 300;
// Changes that are tried, in 18 s. From 6,000 on more of them save little: other random numbers change as much, 35 bytes.
const TRIALS = 9000;
// At most so many neighbours move together.
const MOST_MOVED = 2;

const CODE_SECTION = 10;

// The functions of a module, each with its length before it.
function functionBodies(module) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  while (at < module.length) {
    const section = module[at++];
    const length = number();
    if (section !== CODE_SECTION) {
      at += length;
      continue;
    }
    return Array.from({ length: number() }, () => {
      const begin = at;
      const length = number();
      at += length;
      return module.subarray(begin, at);
    });
  }
  throw new Error('Expected a WebAssembly module with code');
}

function piecesOf(body) {
  const pieces = new Set();
  for (let i = 0; i + PIECE <= body.length; i++) pieces.add(body.readUIntBE(i, PIECE));
  return [...pieces];
}

// One function after the other: the one that shares the most with those before it.
function greedyOrder(bodies) {
  const pieces = bodies.map(piecesOf);
  const left = new Set(bodies.keys());
  const order = [];
  const seen = new Map();
  let bytes = 0;
  let oldest = 0;
  const count = (i, change) => {
    bytes += change * bodies[i].length;
    for (const piece of pieces[i]) seen.set(piece, (seen.get(piece) ?? 0) + change);
  };
  const share = (i) => pieces[i].filter((piece) => seen.get(piece) > 0).length / (pieces[i].length + LIGHT);
  let next = bodies.reduce((longest, body, i) => (body.length > bodies[longest].length ? i : longest), 0);
  while (left.size > 0) {
    left.delete(next);
    order.push(next);
    count(next, 1);
    while (bytes > LOOK_BACK) count(order[oldest++], -1);
    let most = -1;
    for (const i of left) {
      const shared = share(i);
      if (shared > most) [most, next] = [shared, i];
    }
  }
  return order;
}

// Numbers from 0 to below `limit`, the same ones in every build.
function numbers() {
  let state = 1;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * limit);
  };
}

// Moves some functions elsewhere, as long as that helps.
function improvedOrder(bodies, begin) {
  const sizeOf = (order) => gzipSync(Buffer.concat(order.map((i) => bodies[i])), { level: 9 }).length;
  const random = numbers();
  let best = begin;
  let size = sizeOf(best);
  for (let trial = 0; trial < TRIALS; trial++) {
    const order = [...best];
    const moved = order.splice(random(order.length), 1 + random(MOST_MOVED));
    order.splice(random(order.length + 1), 0, ...moved);
    const changed = sizeOf(order);
    if (changed <= size) [best, size] = [order, changed];
  }
  return best;
}

// A module's text with its functions in another order. Each of its parts begins with one blank and a bracket, and the last
// line is a bracket.
function reordered(text, order) {
  const parts = text.split(/\n(?= ?\(|\)\s*$)/);
  const isFunction = (part) => part.startsWith(' (func ');
  const functions = parts.filter(isFunction);
  if (functions.length !== order.length) throw new Error(`Expected ${order.length} functions in Binaryen's text`);
  let taken = 0;
  return parts.map((part) => (isFunction(part) ? functions[order[taken++]] : part)).join('\n');
}

/** The smaller form of the module in `file`, made anew when the file or this script is another one. */
export async function smallerModule(file) {
  const [text, made, origin] = ['.order.wat', '.order.wasm', '.order.origin'].map((ending) => `${file}${ending}`);
  const from = Buffer.concat([readFileSync(file), readFileSync(new URL(import.meta.url))]);
  if (existsSync(origin) && readFileSync(origin).equals(from)) return readFileSync(made);
  const manner = { quiet: true, env: emscriptenEnv() };
  const optimize = () => run('wasm-opt', [text, ...OPTIONS, ...PASSES, '-o', made], manner);
  await run('wasm-opt', [file, ...OPTIONS, '-S', '-o', text], manner);
  await optimize();
  const bodies = functionBodies(readFileSync(made));
  writeFileSync(text, reordered(readFileSync(text, 'utf8'), improvedOrder(bodies, greedyOrder(bodies))));
  await optimize();
  writeFileSync(origin, from);
  return readFileSync(made);
}
