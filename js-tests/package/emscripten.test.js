// src/bindings/embind.cc replaces two functions of Embind. This test fails when Emscripten renames or drops them; CONTRIBUTING
// lists everything else that depends on its version.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../helpers/child.js';

const cache = readFileSync(join(ROOT, 'build/wasm-release/CMakeCache.txt'), 'utf8');
const toolchain = cache.match(/^CMAKE_TOOLCHAIN_FILE:\w+=(.*)$/m)[1];
const emscripten = (path) => join(toolchain.split('/cmake/Modules/')[0], path);
const definitions = (text) => text.match(/\b__\w+(?=\([^;{(]*\) \{)/g);

test("the functions that replace Embind's are those that Embind defines", () => {
  const ours = definitions(readFileSync(join(ROOT, 'src/bindings/embind.cc'), 'utf8'));
  const embind = definitions(readFileSync(emscripten('system/lib/embind/bind.cpp'), 'utf8'));
  expect([...ours].sort()).toEqual(['__embind_register_native_and_builtin_types', '__getTypeName']);
  expect(embind).toEqual(expect.arrayContaining(ours));
});

test("Embind's script is where it is linked from", () => {
  expect(existsSync(emscripten('src/embind/embind.js'))).toBe(true);
});
