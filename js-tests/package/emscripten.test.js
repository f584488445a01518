// src/bindings/embind.cc replaces two functions of Embind. This test fails when Emscripten renames or drops them; CONTRIBUTING
// lists everything else that depends on its version.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../helpers/child.js';

const ninja = readFileSync(join(ROOT, 'build/wasm-release/build.ninja'), 'utf8');
const script = ninja.match(/--js-library (\S+\/src\/embind\/embind\.js)/)[1];
const definitions = (text) => text.match(/\b__\w+(?=\([^;{(]*\) \{)/g);

test("the functions that replace Embind's are those that Embind defines", () => {
  const ours = definitions(readFileSync(join(ROOT, 'src/bindings/embind.cc'), 'utf8'));
  const embind = definitions(readFileSync(join(script, '../../../system/lib/embind/bind.cpp'), 'utf8'));
  expect([...ours].sort()).toEqual(['__embind_register_native_and_builtin_types', '__getTypeName']);
  expect(embind).toEqual(expect.arrayContaining(ours));
});

test("Embind's script is where it is linked from", () => {
  expect(existsSync(script)).toBe(true);
});

// src/tools/glue.mjs takes them out; a form called currentScript, and a policy without connect-src, cannot disturb what is
// not there.
test('the glue looks at no document, location or window, and downloads nothing', () => {
  const glue = readFileSync(join(ROOT, 'build/upsampling2d.min.mjs'), 'utf8');
  expect(glue.match(/\b(document|location|window|importScripts|process|XMLHttpRequest|fetch)\b/g)).toBe(null);
});

test('the glue has no handles of classes, and no calls with 64-bit integers', () => {
  const glue = readFileSync(join(ROOT, 'build/upsampling2d.min.mjs'), 'utf8');
  expect(glue).toContain('BindingError');
  expect(glue.match(/\b(registeredClass|isAliasOf|deleteLater|dynCall_\w+)\b/g)).toBe(null);
});
