// src/bindings replaces some functions of Embind. These tests fail when Emscripten renames or drops them; CONTRIBUTING lists
// everything else that depends on its version.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UNUSED } from '../../src/tools/glue.mjs';
import { SHORT_NAMES } from '../../src/tools/short-names.mjs';
import { ROOT } from '../helpers/child.js';

const ninja = readFileSync(join(ROOT, 'build/wasm-release/build.ninja'), 'utf8');
const script = ninja.match(/--js-library (\S+\/src\/embind\/embind\.js)/)[1];
const definitions = (text) => text.match(/\b__\w+(?=\([^;{(]*\) \{)/g);

test("the function that replaces one of Embind's is one that Embind defines", () => {
  const ours = definitions(readFileSync(join(ROOT, 'src/bindings/embind.cc'), 'utf8'));
  const embind = definitions(readFileSync(join(script, '../../../system/lib/embind/bind.cpp'), 'utf8'));
  expect(ours).toEqual(['__embind_register_native_and_builtin_types']);
  expect(embind).toEqual(expect.arrayContaining(ours));
});

test("functions of Embind's script that are replaced stand in it", () => {
  const names = (text) => text.match(/(?<=^ {2})_embind_register_\w+(?=: function)/gm);
  const ours = names(readFileSync(join(ROOT, 'src/bindings/embind_numbers.js'), 'utf8'));
  expect(ours).toHaveLength(3);
  expect(names(readFileSync(script, 'utf8'))).toEqual(expect.arrayContaining(ours));
});

// src/tools/glue.mjs takes them out; a form called currentScript, and a policy without connect-src, cannot disturb what is
// not there.
test('the glue looks at no document, location or window, and downloads nothing', () => {
  const glue = readFileSync(join(ROOT, 'build/upsampling2d.min.mjs'), 'utf8');
  expect(glue.match(/\b(document|location|window|importScripts|process|XMLHttpRequest|fetch)\b/g)).toBe(null);
});

test('what is taken out of the glue stands in it', () => {
  const glue = readFileSync(join(ROOT, 'build/wasm-release/upsampling2d.mjs'), 'utf8');
  const missing = UNUSED.filter(([from, to]) => !glue.includes(from) || glue.indexOf(to, glue.indexOf(from)) < 0);
  expect(missing).toEqual([]);
});

test('the glue has no names of functions, callbacks or dependencies that nothing here uses', () => {
  const glue = readFileSync(join(ROOT, 'build/upsampling2d.min.mjs'), 'utf8');
  expect(glue).toContain('instantiateWasm');
  expect(glue.match(/\b(_malloc|_free|Aborted|clearInterval|preloadedImages|func)\b|console\.log/g)).toBe(null);
});

test("the glue has nothing of Embind's script but what registers numbers, and no calls with 64-bit integers", () => {
  const glue = readFileSync(join(ROOT, 'build/upsampling2d.min.mjs'), 'utf8');
  expect(glue).toContain('String.fromCharCode');
  expect(glue.match(/\b(registeredClass|BindingError|toWireType|deleteLater|dynCall_\w+)\b/g)).toBe(null);
});

test('no function of the module, and no field of a message between threads, is among the names that are shortened', () => {
  const text = (file) => readFileSync(join(ROOT, file), 'utf8');
  const functions = text('src/bindings/embind.cc').match(/(?<=emscripten::function\(\s*")\w+/g);
  const fields = ['messages', 'claims'].flatMap((file) =>
    text(`src/js/pool/${file}.ts`).match(/(?<=^ {2}readonly )\w+/gm),
  );
  expect(functions).toEqual(expect.arrayContaining(['makePlan', 'place', 'hold', 'memoryInUse']));
  expect(fields).toEqual(expect.arrayContaining(['news', 'claimed']));
  expect([...functions, ...fields].filter((name) => name in SHORT_NAMES)).toEqual([]);
});

// src/tools/order.mjs lets Binaryen optimize it once more, and orders its functions.
test('the module has the imports and exports that the compiler gave it, and is smaller', () => {
  const compiled = readFileSync(join(ROOT, 'build/wasm-release/upsampling2d.wasm'));
  const shipped = readFileSync(join(ROOT, 'dist/upsampling2d.wasm'));
  const [before, after] = [compiled, shipped].map((bytes) => new WebAssembly.Module(bytes));
  expect(WebAssembly.Module.imports(after)).toEqual(WebAssembly.Module.imports(before));
  expect(WebAssembly.Module.exports(after)).toEqual(WebAssembly.Module.exports(before));
  expect(gzipSync(shipped).length).toBeLessThan(gzipSync(compiled).length - 400);
});
