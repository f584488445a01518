// Where Node finds the peers: in a folder of their own, never among the package's dependencies.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadBuild } from './build.js';
import { bundle } from './bundle.js';

const ROOT = new URL('../../', import.meta.url);

/** The folder of the peers. */
export const PEERS = new URL('build/bench-peers/', ROOT);

const path = (name) => fileURLToPath(new URL(name, PEERS));

function installed(name) {
  try {
    return JSON.parse(readFileSync(path(`node_modules/${name}/package.json`), 'utf8')).version;
  } catch {
    return undefined;
  }
}

/** Installs missing packages of the peers, without running their install scripts, which would download more. */
export function installPeers(peers, log) {
  mkdirSync(PEERS, { recursive: true });
  if (!existsSync(path('package.json'))) writeFileSync(path('package.json'), '{ "private": true }\n');
  // Imports from here are resolved as for any module of that folder.
  writeFileSync(path('load.mjs'), 'export const load = (name) => import(name);\n');
  const wanted = new Map(peers.flatMap(({ packages }) => Object.entries(packages)));
  const missing = [...wanted].filter(([name, version]) => installed(name) !== version);
  if (missing.length === 0) return;
  log(`Installing ${missing.map(([name]) => name).join(', ')} into build/bench-peers`);
  const install = (...specs) =>
    spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...specs], {
      cwd: PEERS,
      encoding: 'utf8',
    });
  const specs = missing.map(([name, version]) => `${name}@${version}`);
  if (install(...specs).status === 0) return;
  // Installed one by one, so that a package that cannot be had does not prevent the others. Its peer reports that it is missing.
  for (const spec of specs) install(spec);
}

// A page gets one bundle for both backends; in Node the packages share their core anyway.
async function loadTfjs(load) {
  const [tf, wasm] = await Promise.all([
    load('@tensorflow/tfjs-core'),
    load('@tensorflow/tfjs-backend-wasm'),
    load('@tensorflow/tfjs-backend-cpu'),
  ]);
  return { tf, wasm };
}

// The system's OpenCV, if it is installed.
function compileOpenCv() {
  const program = path('opencv_bench');
  let flags;
  try {
    flags = execFileSync('pkg-config', ['--cflags', 'opencv4'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    throw new Error('not installed (on Debian: apt-get install libopencv-dev pkg-config)');
  }
  const source = fileURLToPath(new URL('src/bench/opencv_bench.cc', ROOT));
  const libraries = ['-lopencv_core', '-lopencv_imgproc'];
  execFileSync('g++', ['-std=c++17', '-O2', source, '-o', program, ...flags.trim().split(/\s+/), ...libraries]);
  return program;
}

/** The functions that peers need, in Node. */
export async function makeHost() {
  const { load } = await import(new URL('load.mjs', PEERS).href);
  let openCv;
  return {
    browser: false,
    threads: cpus().length,
    load: (name) => (name === 'tfjs' ? loadTfjs(load) : load(name)),
    async loadBundle(name, script) {
      const file = path(`${name}.node.mjs`);
      await bundle(script, fileURLToPath(PEERS), file, 'node');
      return import(pathToFileURL(file).href);
    },
    folder: (name) => path(`node_modules/${name}/`),
    bytes: (name) => readFileSync(path(`node_modules/${name}`)),
    scratchFile: (name) => path(`${name}.raw`),
    nativeProgram: async () => (openCv ??= compileOpenCv()),
  };
}

/** The build without SIMD. */
export const loadScalarBuild = () => loadBuild(new URL('build/wasm-scalar/', ROOT), readFile);
