// Builds the package into dist/: the module by CMake, declarations by tsc, scripts by esbuild.
//
//   dist/index.js            ES modules; takes the module's file through "#load" of package.json's imports:
//   dist/load.node.js        from disk
//   dist/load.web.js         by URL
//   dist/inline.js           ES module, all in one file
//   dist/cjs/index.js        CommonJS for Node
//   dist/cjs/inline.js       CommonJS, all in one file: also what bundlers get for require('upsampling2d')
//   dist/types, dist/cjs/types
//   dist/upsampling2d.wasm
//   dist/THIRD-PARTY-NOTICES.md
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keepReachable } from './declarations.mjs';
import { withoutLoading } from './glue.mjs';
import { generateLists } from './lists.mjs';
import { packageNotices } from './notices.mjs';
import { duration, isMain, main, root, run, runTool } from './run.mjs';
import { emscriptenEnv, setup } from './setup.mjs';

// Every engine with WebAssembly SIMD supports it.
const TARGET = 'es2022';

const STAGE = 'build/dist';

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

// A plugin, because esbuild's alias option takes only names of packages.
function aliases(files) {
  return {
    name: 'aliases',
    setup(build) {
      build.onResolve({ filter: /^#/ }, ({ path: name }) => {
        if (!(name in files)) return undefined;
        return files[name] === undefined ? { path: name, external: true } : { path: files[name] };
      });
    },
  };
}

async function buildScripts() {
  const { build } = await import('esbuild');
  const glue = path('build/upsampling2d.min.mjs');
  await build({
    stdin: { contents: withoutLoading(readFileSync(path('build/wasm-release/upsampling2d.mjs'), 'utf8')) },
    outfile: glue,
    format: 'esm',
    minify: true,
    target: TARGET,
    logLevel: 'error',
  });
  const wasm = path('build/upsampling2d.base64.txt');
  writeFileSync(wasm, readFileSync(path('build/wasm-release/upsampling2d.wasm')).toString('base64'));

  const bundle = (entry, outfile, files, options = {}) =>
    build({
      entryPoints: [path(`src/js/${entry}`)],
      outfile: path(`${STAGE}/${outfile}`),
      bundle: true,
      format: 'esm',
      target: TARGET,
      loader: { '.txt': 'text' },
      logLevel: 'error',
      plugins: [aliases({ '#glue': glue, '#wasm': wasm, ...files })],
      ...options,
    });
  const inline = { '#load': path('src/js/runtime/load.inline.ts') };
  await Promise.all([
    bundle('index.ts', 'index.js', { '#load': undefined }, { minify: true }),
    bundle('runtime/load.node.ts', 'load.node.js', {}, { platform: 'node' }),
    bundle('runtime/load.web.ts', 'load.web.js', {}, { minify: true }),
    bundle('inline.ts', 'inline.js', inline, { minify: true }),
    bundle('inline.ts', 'cjs/inline.js', inline, { minify: true, format: 'cjs' }),
    bundle(
      'index.ts',
      'cjs/index.js',
      { '#load': path('src/js/runtime/load.node.ts') },
      {
        platform: 'node',
        format: 'cjs',
        // The folder of this file, taken for a file: what lies beside it is dist/.
        banner: { js: "const packageUrl = require('node:url').pathToFileURL(__dirname).href;" },
        define: { 'import.meta.url': 'packageUrl' },
      },
    ),
  ]);
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
  keepReachable(types, declaredEntries());
  await buildScripts();
  copyFileSync(path('build/wasm-release/upsampling2d.wasm'), path(`${STAGE}/upsampling2d.wasm`));
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
    console.log(`Built dist/ in ${duration(performance.now() - start)}`);
  });
}
