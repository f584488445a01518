// The scripts of dist/, and where the package's entries lead to them. The build makes what stands here; package.json's fields
// follow from it (`node src/tools/entries.mjs` writes them), and the tests go through it.
import { readFileSync, writeFileSync } from 'node:fs';
import { isMain, main, root } from './run.mjs';

/** The module, and where it lies in the package. */
export const WASM = 'upsampling2d.wasm';

/** The global variable of the script for classic pages. */
export const GLOBAL_NAME = 'upsampling2d';

/** The global variable of the adapter for TensorFlow.js, for the same pages. */
export const TFJS_GLOBAL_NAME = 'upsampling2dTfjs';

/**
 * Each script and its format. Those of the package itself: which src/js/runtime/load.*.ts they load the module with. Those of the
 * adapter: on which of them they rest. Scripts for Node are not minified, so that an error there shows a line that can be read.
 */
export const SCRIPTS = {
  // Pages and their bundlers: fetches the module, which lies beside it.
  'index.js': { load: 'web', format: 'esm' },
  // Carries the module, and knows no files.
  'inline.js': { load: 'inline', format: 'esm' },
  // The same for classic scripts, where it is a global variable, and for bundlers' require.
  'cjs/upsampling2d.js': { load: 'inline', format: 'umd' },
  // Node, Bun and Deno: carries the module, so that bundles for servers need no file; reads keras.json and paths.
  'node.js': { load: 'node', format: 'esm' },
  'cjs/node.js': { load: 'node', format: 'cjs' },
  // Cloudflare: compiles nothing at run time, but takes a module as an import.
  'workerd.js': { load: 'workerd', format: 'esm' },
  // The adapter for TensorFlow.js, beside each of them.
  'tfjs.js': { core: 'index.js', format: 'esm' },
  'tfjs.inline.js': { core: 'inline.js', format: 'esm' },
  'cjs/tfjs.js': { core: 'upsampling2d.js', format: 'umd' },
  'tfjs.node.js': { core: 'node.js', format: 'esm' },
  'cjs/tfjs.node.js': { core: 'node.js', format: 'cjs' },
  'tfjs.workerd.js': { core: 'workerd.js', format: 'esm' },
};

/**
 * The scripts that index.js loads when they are first needed, by the name under which src/js imports them. All other scripts
 * carry them. A chunk has its own copies of the modules that it shares with index.js, so those keep no state.
 */
export const CHUNKS = ['pool.js', 'stream.js', 'enlarge.js'];

/** The script of the workers. Scripts that are to need no file carry it as a text. */
export const WORKER = 'worker.js';

/** Each sub-path of the package: its declarations, and the scripts for its conditions in the order in which they are tried. */
export const ENTRIES = {
  '.': {
    types: 'index.d.ts',
    import: { workerd: 'workerd.js', 'edge-light': 'inline.js', node: 'node.js', default: 'index.js' },
    require: { node: 'cjs/node.js', default: 'cjs/upsampling2d.js' },
  },
  './inline': {
    types: 'index.d.ts',
    import: { workerd: 'workerd.js', node: 'node.js', default: 'inline.js' },
    require: { node: 'cjs/node.js', default: 'cjs/upsampling2d.js' },
  },
  './tfjs': {
    types: 'tfjs/index.d.ts',
    import: {
      workerd: 'tfjs.workerd.js',
      'edge-light': 'tfjs.inline.js',
      node: 'tfjs.node.js',
      default: 'tfjs.js',
    },
    require: { node: 'cjs/tfjs.node.js', default: 'cjs/tfjs.js' },
  },
};

// What a page downloads, and what it downloads with everything in one script.
const SIZES = [
  { name: 'script and module (gzip)', scripts: ['index.js', WASM], limit: '44 KiB' },
  { name: 'everything in one file (gzip)', scripts: ['inline.js'], limit: '68 KB' },
  { name: 'adapter for TensorFlow.js (gzip)', scripts: ['tfjs.js'], limit: '8 KB' },
];

const inDist = (file) => `./dist/${file}`;

function conditions(scripts, types) {
  return Object.fromEntries([
    ['types', inDist(types)],
    ...Object.entries(scripts).map(([condition, file]) => [condition, inDist(file)]),
  ]);
}

function exportsOf({ types, import: esm, require: cjs }) {
  return { import: conditions(esm, `types/${types}`), require: conditions(cjs, `cjs/types/${types}`) };
}

/** The fields of package.json that follow from the table. */
export function manifestFields() {
  const paths = Object.entries(ENTRIES);
  const subPaths = paths.filter(([path]) => path !== '.');
  return {
    // For tools that do not read `exports`: Node's way, the page's way, and the script tag's.
    main: inDist(ENTRIES['.'].require.node),
    browser: {
      [inDist(ENTRIES['.'].require.node)]: inDist(ENTRIES['.'].import.default),
      ...Object.fromEntries(subPaths.map(([path, { import: esm }]) => [path, inDist(esm.default)])),
      [`./${WASM}`]: inDist(WASM),
    },
    unpkg: inDist('cjs/upsampling2d.js'),
    jsdelivr: inDist('cjs/upsampling2d.js'),
    types: inDist('types/index.d.ts'),
    // For TypeScript where it does not read `exports`.
    typesVersions: {
      '*': Object.fromEntries(subPaths.map(([path, { types }]) => [path.slice(2), [inDist(`types/${types}`)]])),
    },
    exports: {
      ...Object.fromEntries(paths.map(([path, entry]) => [path, exportsOf(entry)])),
      [`./${WASM}`]: inDist(WASM),
      // With a query behind the name: Vercel's edge needs "?module", and bundlers match it whole.
      './upsampling2d.*': inDist('upsampling2d.*'),
      './package.json': './package.json',
    },
    'size-limit': SIZES.map(({ name, scripts, limit }) => ({
      name,
      path: scripts.map((file) => `dist/${file}`),
      gzip: true,
      limit,
    })),
  };
}

if (isMain(import.meta.url)) {
  await main(() => {
    const file = new URL('package.json', root);
    const manifest = { ...JSON.parse(readFileSync(file, 'utf8')), ...manifestFields() };
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  });
}
