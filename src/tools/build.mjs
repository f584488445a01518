// Builds the package into dist/: the module by CMake and order.mjs, declarations by tsc, notices from the licences on this
// machine, and by esbuild the scripts of entries.mjs.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildCommand } from './build-cli.mjs';
import { keepReachable } from './declarations.mjs';
import { CHUNKS, GLOBAL_NAME, SCRIPTS, TFJS_GLOBAL_NAME, WASM, WORKER } from './entries.mjs';
import { withoutUnused } from './glue.mjs';
import { generateLists, moduleMark } from './lists.mjs';
import { withMark } from './mark.mjs';
import { minifyFile } from './minify.mjs';
import { packageNotices } from './notices.mjs';
import { smallerModule } from './order.mjs';
import { duration, isMain, main, root, run, runTool } from './run.mjs';
import { emscriptenEnv, setup } from './setup.mjs';
import { SHORT_NAMES } from './short-names.mjs';

// Every engine with WebAssembly SIMD supports it.
const TARGET = 'es2022';

const STAGE = 'build/dist';

// As esbuild calls them, which has no format for both a global variable and require.
const FORMATS = {
  esm: { format: 'esm' },
  cjs: { format: 'cjs' },
  script: { format: 'iife' },
  umd: {
    format: 'iife',
    globalName: GLOBAL_NAME,
    footer: { js: `if (typeof module === 'object') module.exports = ${GLOBAL_NAME};` },
  },
};

function path(name) {
  return fileURLToPath(new URL(name, root));
}

/** Configures and builds a CMake preset. */
export async function buildNative(preset) {
  const env = emscriptenEnv();
  const configured = existsSync(path(`build/${preset}/build.ninja`));
  if (!configured) await run('cmake', ['--preset', preset], { env, quiet: true });
  await run('cmake', ['--build', '--preset', preset], { env, quiet: true });
}

// What each script is made of. A plugin, because esbuild's alias option takes only names of packages.
function aliases(files) {
  return {
    name: 'aliases',
    setup(build) {
      build.onResolve({ filter: /^#/ }, ({ path: name }) => files[name]);
    },
  };
}

// Lets a script load the chunks, which lie beside it.
const chunksBeside = {
  name: 'chunks',
  setup(build) {
    build.onResolve({ filter: /^\.\// }, ({ path: name, kind }) =>
      kind === 'dynamic-import' && CHUNKS.includes(name.slice(2)) ? { path: name, external: true } : undefined,
    );
  },
};

// Gives a file as a text. Its name goes into the script, so it must not say where this repository lies.
const texts = {
  name: 'texts',
  setup(build) {
    build.onLoad({ filter: /./, namespace: 'text' }, ({ path: name }) => ({
      contents: readFileSync(path(name), 'utf8'),
      loader: 'text',
    }));
  },
};

const ALL = { bundle: true, target: TARGET, logLevel: 'error' };

const SHORTER = {
  minify: true,
  mangleProps: new RegExp(`^(${Object.keys(SHORT_NAMES).join('|')})$`),
  mangleCache: SHORT_NAMES,
};

// Where an error is not caught, engines print the line that it comes from.
const manner = (forNode) => (forNode ? { platform: 'node' } : SHORTER);

// The package itself, for a script that rests on one of its others.
function coreAt(core, format) {
  const found = { path: `./${core}`, external: true };
  return {
    name: 'core',
    setup(build) {
      build.onResolve({ filter: /^\.\.\/index\.js$/ }, () =>
        format === 'umd' ? { path: core, namespace: 'core' } : found,
      );
      build.onLoad({ filter: /./, namespace: 'core' }, () => ({ contents: 'module.exports = upsampling2dCore;' }));
    },
  };
}

// In a script for classic pages the package is a global variable. The bundlers' require has to be seen by them, so it stands
// outside of what is bundled here, in a block that keeps its name from the page.
const umdOn = (core) => ({
  format: 'iife',
  globalName: TFJS_GLOBAL_NAME,
  banner: {
    js: `{ const upsampling2dCore = typeof module === 'object' ? require('./${core}') : ${GLOBAL_NAME};`,
  },
  footer: { js: `if (typeof module === 'object') module.exports = ${TFJS_GLOBAL_NAME}; }` },
});

async function buildAdapter(file, { core, format }) {
  const { build } = await import('esbuild');
  const outfile = path(`${STAGE}/${file}`);
  const forNode = core === 'node.js';
  await build({
    ...ALL,
    entryPoints: [path('src/js/tfjs/index.ts')],
    outfile,
    ...(format === 'umd' ? umdOn(core) : FORMATS[format]),
    plugins: [coreAt(core, format)],
    ...manner(forNode),
  });
  if (!forNode) await minifyFile(outfile, { module: format === 'esm' });
}

async function buildScripts() {
  const { build } = await import('esbuild');
  const glue = path('build/upsampling2d.min.mjs');
  await build({
    stdin: { contents: withoutUnused(readFileSync(path('build/wasm-release/upsampling2d.mjs'), 'utf8')) },
    outfile: glue,
    format: 'esm',
    minify: true,
    target: TARGET,
    logLevel: 'error',
  });
  const bundle = async ([file, { load, format, entry = 'index.ts' }]) => {
    await build({
      entryPoints: [path(`src/js/${entry}`)],
      outfile: path(`${STAGE}/${file}`),
      ...ALL,
      ...FORMATS[format],
      loader: { '.wasm': 'base64' },
      plugins: [
        ...(load === 'web' ? [chunksBeside] : []),
        texts,
        aliases({
          '#glue': { path: glue },
          '#load': { path: path(`src/js/runtime/load.${load}.ts`) },
          '#workers': { path: path(`src/js/runtime/workers.${load}.ts`) },
          '#worker': { path: `${STAGE}/${WORKER}`, namespace: 'text' },
          '#wasm': { path: path(`${STAGE}/${WASM}`) },
          '#wasm-file': { path: `./${WASM}`, external: true },
        }),
      ],
      ...manner(load === 'node'),
    });
    if (load !== 'node') await minifyFile(path(`${STAGE}/${file}`), { module: format === 'esm' });
  };
  await bundle([WORKER, { load: 'web', format: 'script', entry: 'worker.ts' }]);
  const chunks = CHUNKS.map((file) => [file, { load: 'web', format: 'esm', entry: file.replace(/js$/, 'ts') }]);
  await Promise.all(
    [...Object.entries(SCRIPTS), ...chunks].map(([file, script]) =>
      script.core === undefined ? bundle([file, script]) : buildAdapter(file, script),
    ),
  );
}

// The declarations of the entries: what tsconfig.types.json begins with.
function declaredEntries() {
  const { files } = JSON.parse(readFileSync(path('tsconfig.types.json'), 'utf8'));
  return files.filter((name) => !name.endsWith('.d.ts')).map((name) => name.replace(/^src\/js\/(.*)\.ts$/, '$1.d.ts'));
}

/** Builds everything into dist/, which is replaced only when all went well. */
export async function buildPackage() {
  generateLists();
  rmSync(path(STAGE), { recursive: true, force: true });
  mkdirSync(path(`${STAGE}/cjs`), { recursive: true });
  const types = path(`${STAGE}/types`);
  await Promise.all([buildNative('wasm-release'), runTool('tsc', ['-p', 'tsconfig.types.json', '--outDir', types])]);
  const wasm = await smallerModule(path('build/wasm-release/upsampling2d.wasm'));
  writeFileSync(path(`${STAGE}/${WASM}`), withMark(wasm, moduleMark()));
  keepReachable(types, declaredEntries());
  await buildScripts();
  cpSync(types, path(`${STAGE}/cjs/types`), { recursive: true });
  writeFileSync(path(`${STAGE}/THIRD-PARTY-NOTICES.md`), packageNotices());
  writeFileSync(path(`${STAGE}/cjs/package.json`), `${JSON.stringify({ type: 'commonjs' }, null, 2)}\n`);
  rmSync(path('dist'), { recursive: true, force: true });
  renameSync(path(STAGE), path('dist'));
}

if (isMain(import.meta.url)) {
  await main(async () => {
    const start = performance.now();
    await setup();
    await buildPackage();
    await buildCommand();
    console.log(`Built dist/ and src/cli/dist/ in ${duration(performance.now() - start)}`);
  });
}
