// How the tools find compilers: Emscripten wherever it is installed, and the Debian package that goes with clang.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sanitizersFor } from '../../src/tools/setup.mjs';
import { ROOT, runNode } from '../helpers/child.js';

describe('the toolchain file', () => {
  const cmake = execFileSync('sh', ['-c', 'command -v cmake'], { encoding: 'utf8' }).trim();
  let folder;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'upsampling2d-emscripten-'));
    for (const root of ['root', 'emsdk/upstream/emscripten', 'path']) {
      const modules = join(folder, root, 'cmake/Modules/Platform');
      mkdirSync(modules, { recursive: true });
      writeFileSync(join(modules, 'Emscripten.cmake'), `message("included from ${root}")\n`);
    }
    const config = join(folder, 'path/em-config');
    writeFileSync(config, `#!/bin/sh\ntest "$1" = EMSCRIPTEN_ROOT && echo ${join(folder, 'path')}\n`);
    chmodSync(config, 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // What cmake says, with the environment alone that is given.
  async function include(env) {
    const script = `
      const { status, stderr } = require('node:child_process').spawnSync(
        ${JSON.stringify(cmake)}, ['-P', ${JSON.stringify(join(ROOT, 'src/tools/emscripten.cmake'))}],
        { env: ${JSON.stringify(env)}, encoding: 'utf8' });
      console.log(status, stderr.replace(/\\s+/g, ' ').trim());`;
    return (await runNode(['-e', script])).stdout.trim();
  }

  test.each([
    ['EMSCRIPTEN_ROOT_PATH first', ['EMSCRIPTEN_ROOT_PATH', 'EMSDK', 'PATH'], 'root'],
    ['then EMSDK', ['EMSDK', 'PATH'], 'emsdk/upstream/emscripten'],
    ['then em-config on the path', ['PATH'], 'path'],
  ])('takes %s', async (_, names, expected) => {
    const all = { EMSCRIPTEN_ROOT_PATH: 'root', EMSDK: 'emsdk', PATH: 'path' };
    const env = Object.fromEntries(names.map((name) => [name, join(folder, all[name])]));
    expect(await include(env)).toBe(`0 included from ${expected}`);
  });

  test('says what is missing where there is no Emscripten', async () => {
    expect(await include({ EMSDK: join(folder, 'nowhere') })).toMatch(
      /^1 .*Emscripten is not in ".*nowhere\/upstream\/emscripten": please name its folder/,
    );
  });
});

test.each([
  ['Package: clang\nVersion: 1:14.0-55\nBreaks: clang-3.2\nDepends: clang-14 (>= 14~)\n', 'libclang-rt-14-dev'],
  ['clang\n  Depends: clang-19\n  Breaks: <clang-3.2>\n', 'libclang-rt-19-dev'],
])('the sanitizers of a clang that depends on %j are in %s', (dependencies, name) => {
  expect(sanitizersFor(dependencies)).toBe(name);
});

test('a clang that depends on nothing is said to be strange', () => {
  expect(() => sanitizersFor('')).toThrow('clang-VERSION');
});
