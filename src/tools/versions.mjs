// The versions of what builds the package, for describe().
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { root } from './run.mjs';
import { emscriptenEnv } from './setup.mjs';

const installed = (name) =>
  JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, root), 'utf8')).version;

function versionIn(text, pattern) {
  const version = pattern.exec(text)?.[1];
  if (version === undefined) throw new Error(`emcc does not say its version: ${text}`);
  return version;
}

/** The compilers of the module and of the scripts: { name: version }. */
export function builtWith() {
  const env = { ...process.env, ...emscriptenEnv() };
  const text = execFileSync('sh', ['-c', 'emcc -v 2>&1'], { env, encoding: 'utf8' });
  return {
    emscripten: versionIn(text, /^emcc .* (\d+\.\d+\.\d+)/m),
    clang: versionIn(text, /clang version (\d+\.\d+\.\d+)/),
    typescript: installed('typescript'),
    esbuild: installed('esbuild'),
  };
}
