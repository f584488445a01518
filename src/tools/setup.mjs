// Readies a fresh clone: Debian's packages where they are missing, then npm's. Needs nothing but Node and npm itself.
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, statSync } from 'node:fs';
import { isMain, main, root, run } from './run.mjs';

const DEBIAN_PACKAGES = [
  'emscripten',
  'node-acorn',
  'cmake',
  'ninja-build',
  'g++',
  'clang',
  'clang-format',
  'clang-tidy',
  'libsimde-dev',
  'libgtest-dev',
  'libbenchmark-dev',
  'wabt',
  'chromium',
  'firefox-esr',
  'webkit2gtk-driver',
  'xvfb',
];

// What a build cannot do without, for systems without apt-get.
const PROGRAMS = ['emcc', 'cmake', 'ninja', 'clang++'];

function output(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}

const isInstalled = (name) => /^Status: .* installed$/m.test(output('dpkg-query', ['-s', name]) ?? '');

/** The package with the sanitizers of clang: its name has the version on which the package `clang` depends, as told here. */
export function sanitizersFor(dependencies) {
  const version = /^ *Depends:.*\bclang-(\d+)\b/m.exec(dependencies)?.[1];
  if (version === undefined) throw new Error('The package clang depends on no clang-VERSION');
  return `libclang-rt-${version}-dev`;
}

// Before apt-get update a fresh system may know nothing of clang, so that this is asked for only where that is over.
function missingDebianPackages() {
  const dependencies = isInstalled('clang')
    ? output('dpkg-query', ['--status', 'clang'])
    : output('apt-cache', ['depends', 'clang']);
  return [...DEBIAN_PACKAGES, sanitizersFor(dependencies ?? '')].filter((name) => !isInstalled(name));
}

async function setupSystem() {
  if (output('apt-get', ['--version']) === undefined) {
    const missing = PROGRAMS.filter((name) => output(name, ['--version']) === undefined);
    if (missing.length > 0) {
      throw new Error(
        `Please install Emscripten, CMake, Ninja, Clang, GoogleTest, SIMDe, Chromium, Firefox, WebKitWebDriver and Xvfb (not found: ${missing.join(', ')}).`,
      );
    }
    return;
  }
  if (DEBIAN_PACKAGES.every(isInstalled) && missingDebianPackages().length === 0) return;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  const [program, ...before] = [...sudo, 'apt-get'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run(program, [...before, 'update', '-q'], { env, quiet: true });
  const missing = missingDebianPackages();
  console.log(`Installing ${missing.join(', ')}`);
  await run(program, [...before, 'install', '-y', '-q', '--no-install-recommends', ...missing], { env });
}

async function setupNode() {
  const lock = new URL('package-lock.json', root);
  const installed = new URL('node_modules/.package-lock.json', root);
  // npm would empty the folder that a link leads to, which is somebody else's.
  if (lstatSync(new URL('node_modules', root), { throwIfNoEntry: false })?.isSymbolicLink()) return;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  await run('npm', ['ci', '--no-audit', '--no-fund']);
}

/**
 * The environment for emcc and Binaryen. With a Node that is not Debian's own, Debian's compiler does not find its parser. npm
 * puts programs of packages before the system's, also those of folders above, and with another `wasm-opt` Debian's compiler
 * makes a module and glue that do not fit each other.
 */
export function emscriptenEnv() {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => !folder.endsWith('node_modules/.bin'));
  return { PATH: folders.join(':'), ...parserEnv() };
}

function parserEnv() {
  const files = output('dpkg', ['-L', 'node-acorn'])?.split('\n') ?? [];
  const folder = files.find((file) => file.endsWith('/acorn/package.json'))?.replace('/acorn/package.json', '');
  if (folder === undefined) return {};
  return { NODE_PATH: [folder, process.env.NODE_PATH].filter(Boolean).join(':') };
}

/** Installs what is missing; quick when nothing is. */
export async function setup() {
  await setupSystem();
  await setupNode();
}

if (isMain(import.meta.url)) await main(setup);
