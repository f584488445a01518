// What `npm pack` makes, installed and used as a user would: ES modules, CommonJS, one file, bundlers.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reachable } from '../../src/tools/declarations.mjs';
import { ENTRIES } from '../../src/tools/entries.mjs';
import { runNode } from '../helpers/child.js';
import { installPacked, writeFiles } from '../helpers/packed.js';

let packed;
let home;
beforeAll(async () => {
  packed = await installPacked();
  home = join(packed.folder, 'node_modules/upsampling2d');
});
afterAll(() => packed?.remove());

const USE = `
const use = async ({ init, UpSampling2D }) => {
  await init();
  const layer = new UpSampling2D({ size: [1, 2], interpolation: 'bilinear', dataFormat: 'channels_last' });
  return Array.from(layer.apply({ data: Float32Array.of(1, 2), shape: [1, 1, 2, 1] }).data).join();
};`;
const GOOD = '1,1.25,1.75,2';

async function expectPrints(args, options) {
  const { code, stdout, stderr } = await runNode(args, { cwd: packed.folder, ...options });
  expect({ code, stdout: stdout.trim(), stderr }).toEqual({ code: 0, stdout: GOOD, stderr: '' });
}

function filesUnder(folder, prefix = '') {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(join(folder, entry.name), `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`],
  );
}

describe('contents', () => {
  test('exactly what users need: no sources, no tests, no page', () => {
    const files = filesUnder(home);
    const isDeclaration = (name) => name.endsWith('.d.ts');
    expect(files.filter((name) => !isDeclaration(name)).sort()).toEqual(
      [
        ...['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'],
        ...['docs/positions.svg', 'docs/unet-mask.png'],
        ...[
          'docs/API.md',
          'docs/BENCHMARKS.md',
          'docs/BITS.md',
          'docs/COMPATIBILITY.md',
          'docs/KERNELS.md',
          'docs/NUMBERS.md',
          'docs/SECURITY.md',
          'docs/STREAMS.md',
          'docs/TENSORFLOWJS.md',
          'docs/WORKERS.md',
        ],
        ...['dist/index.js', 'dist/inline.js', 'dist/node.js', 'dist/workerd.js', 'dist/upsampling2d.wasm'],
        ...['pool.js', 'stream.js', 'enlarge.js', 'worker.js'].map((file) => `dist/${file}`),
        ...['tfjs.js', 'tfjs.inline.js', 'tfjs.node.js', 'tfjs.workerd.js'].map((file) => `dist/${file}`),
        ...['dist/cjs/tfjs.js', 'dist/cjs/tfjs.node.js'],
        ...['dist/cjs/node.js', 'dist/cjs/upsampling2d.js', 'dist/cjs/package.json', 'dist/THIRD-PARTY-NOTICES.md'],
      ].sort(),
    );
    // Of the declarations, those to which the entries lead.
    const entries = Object.values(ENTRIES).map(({ types }) => types);
    const wanted = ['dist/types', 'dist/cjs/types'].flatMap((folder) =>
      [...reachable(join(home, folder), entries)].map((name) => `${folder}/${name}`),
    );
    expect(files.filter(isDeclaration).sort()).toEqual(wanted.sort());
  });

  test('no dependencies at run time', () => {
    const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
    expect(Object.keys(manifest.dependencies ?? {})).toEqual([]);
    expect(readdirSync(join(packed.folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'upsampling2d',
    ]);
  });

  test('every file that package.json names is there', () => {
    const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
    const named = [];
    JSON.stringify([manifest.exports, manifest.main, manifest.browser, manifest.unpkg, manifest.types], (_, value) => {
      if (typeof value === 'string') named.push(value.replace(/\*$/, 'wasm'));
      return value;
    });
    expect(named.filter((path) => !existsSync(join(home, path)))).toEqual([]);
  });

  // Four of its scripts carry the module.
  test('the tarball is small', () => {
    expect(statSync(packed.tarball).size).toBeLessThan(480 * 1024);
  });

  test('nothing in it makes code from strings or reads import.meta in CommonJS', () => {
    for (const name of filesUnder(join(home, 'dist')).filter((file) => file.endsWith('.js'))) {
      const text = readFileSync(join(home, 'dist', name), 'utf8');
      expect([name, /\beval\(|new Function\(/.test(text)]).toEqual([name, false]);
      if (name.startsWith('cjs/')) expect([name, text.includes('import.meta')]).toEqual([name, false]);
    }
  });
});

describe('Node', () => {
  test('import', async () => {
    await expectPrints([
      '--input-type=module',
      '-e',
      `import * as api from 'upsampling2d';${USE} console.log(await use(api));`,
    ]);
  });

  test('require', async () => {
    await expectPrints([
      '--input-type=commonjs',
      '-e',
      `const api = require('upsampling2d');${USE} use(api).then(console.log);`,
    ]);
  });

  test('import of the one-file entry', async () => {
    await expectPrints([
      '--input-type=module',
      '-e',
      `import * as api from 'upsampling2d/inline';${USE} console.log(await use(api));`,
    ]);
  });

  test('require of the one-file entry', async () => {
    await expectPrints([
      '--input-type=commonjs',
      '-e',
      `const api = require('upsampling2d/inline');${USE} use(api).then(console.log);`,
    ]);
  });

  test('the module by its own sub-path', async () => {
    await expectPrints([
      '--input-type=module',
      '-e',
      `import * as api from 'upsampling2d'; import { readFile } from 'node:fs/promises';${USE}
       await api.init({ wasm: await readFile(new URL(import.meta.resolve('upsampling2d/upsampling2d.wasm'))) });
       console.log(await use(api));`,
    ]);
  });

  test('all entries export the same names', async () => {
    const { stdout } = await runNode(
      [
        '--input-type=module',
        '-e',
        `import { createRequire } from 'node:module';
         const require = createRequire(import.meta.url);
         const names = [await import('upsampling2d'), await import('upsampling2d/inline'), require('upsampling2d'), require('upsampling2d/inline')];
         console.log(JSON.stringify(names.map((api) => Object.keys(api).filter((name) => name !== 'default' && name !== 'module.exports' && name !== '__esModule').sort())));`,
      ],
      { cwd: packed.folder },
    );
    const [first, ...others] = JSON.parse(stdout);
    expect(first).toEqual(
      [
        'BACKENDS',
        'COORDINATES',
        'DATA_FORMATS',
        'DTYPES',
        'INTERPOLATIONS',
        'UpSampling2D',
        'closeWorkers',
        'describe',
        'imageDataFormat',
        'init',
        'setImageDataFormat',
        'setWorkers',
        'upsampleImage',
        'upsampleImageData',
        'version',
      ].sort(),
    );
    for (const names of others) expect(names).toEqual(first);
  });

  test('classes have their names, in every file that Node can import', async () => {
    const files = ['index.js', 'inline.js', 'node.js'].map((name) => join(home, 'dist', name));
    const wasm = join(home, 'dist/upsampling2d.wasm');
    const { stdout } = await runNode([
      '--input-type=module',
      '-e',
      `import { readFileSync } from 'node:fs';
       for (const file of ${JSON.stringify(files)}) {
         const api = await import(file);
         await api.init({ wasm: readFileSync(${JSON.stringify(wasm)}) });
         const plan = new api.UpSampling2D().plan([1, 1, 1, 1], 'uint8');
         console.log(api.UpSampling2D.name, plan.constructor.name);
       }`,
    ]);
    expect(stdout.trim().split('\n')).toEqual(files.map(() => 'UpSampling2D UpSampling2DPlan'));
  });

  test('a private file cannot be reached', async () => {
    const { code, stderr } = await runNode(
      ['--input-type=module', '-e', "await import('upsampling2d/dist/index.js')"],
      { cwd: packed.folder },
    );
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/ERR_PACKAGE_PATH_NOT_EXPORTED/);
  });
});

describe('bundlers', () => {
  const main = (entry) => `import * as api from '${entry}';${USE} use(api).then((text) => console.log(text));`;
  const bundle = (...args) => runNode([fileURLToPath(new URL('../helpers/bundle.js', import.meta.url)), ...args]);
  const wasmOf = () => readFileSync(join(home, 'dist/upsampling2d.wasm'));

  async function expectBuilt(result) {
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
  }

  test('esbuild, one file, runs in Node and knows nothing of Node', async () => {
    const folder = writeFiles(packed.folder, 'esbuild', { 'main.js': main('upsampling2d/inline') });
    await expectBuilt(await bundle('esbuild', folder, 'browser'));
    expect(readFileSync(join(folder, 'out.mjs'), 'utf8')).not.toMatch(/node:/);
    await expectPrints([join(folder, 'out.mjs')]);
  });

  test('esbuild for Node leaves the package outside', async () => {
    const folder = writeFiles(packed.folder, 'esbuild-node', { 'main.js': main('upsampling2d') });
    await expectBuilt(await bundle('esbuild', folder, 'node'));
    await expectPrints([join(folder, 'out.mjs')]);
  });

  test('Vite emits the module as an asset, and no Node code', async () => {
    const folder = writeFiles(packed.folder, 'vite', {
      'index.html': '<!doctype html><script type="module" src="./main.js"></script>',
      'main.js': main('upsampling2d'),
    });
    await expectBuilt(await bundle('vite', folder, 'page'));
    const assets = readdirSync(join(folder, 'out/assets'));
    const wasm = assets.filter((name) => name.endsWith('.wasm'));
    expect(wasm).toHaveLength(1);
    expect(readFileSync(join(folder, 'out/assets', wasm[0])).equals(wasmOf())).toBe(true);
    const scripts = assets
      .filter((name) => name.endsWith('.js'))
      .map((name) => readFileSync(join(folder, 'out/assets', name), 'utf8'));
    expect(scripts.some((text) => text.includes(wasm[0]))).toBe(true);
    for (const text of scripts) expect(text).not.toMatch(/node:|__vite-browser-external/);
  });

  test('Vite bundles the one-file entry into something that runs', async () => {
    const folder = writeFiles(packed.folder, 'vite-inline', { 'main.js': main('upsampling2d/inline') });
    await expectBuilt(await bundle('vite', folder, 'library'));
    const [name] = readdirSync(join(folder, 'out')).filter((file) => /\.m?js$/.test(file));
    await expectPrints([join(folder, 'out', name)]);
  });

  test('webpack for Node: the module as an asset, and it runs', async () => {
    const folder = writeFiles(packed.folder, 'webpack-node', { 'main.js': main('upsampling2d') });
    await expectBuilt(await bundle('webpack', folder, 'node20'));
    await expectPrints([join(folder, 'out/main.cjs')]);
  });

  test('webpack for the web: the module as an asset, and no Node code', async () => {
    const folder = writeFiles(packed.folder, 'webpack-web', { 'main.js': main('upsampling2d') });
    await expectBuilt(await bundle('webpack', folder, 'web'));
    const files = readdirSync(join(folder, 'out'));
    const wasm = files.filter((name) => name.endsWith('.wasm'));
    expect(wasm).toHaveLength(1);
    expect(readFileSync(join(folder, 'out', wasm[0])).equals(wasmOf())).toBe(true);
    expect(readFileSync(join(folder, 'out/main.cjs'), 'utf8')).not.toMatch(/node:/);
  });
});

test('the one-file entry works without process, without files, and without a global default of its own', async () => {
  const text = readFileSync(join(home, 'dist/inline.js'), 'utf8');
  const { code, stdout, stderr } = await runNode(
    [
      '--input-type=module',
      '--experimental-vm-modules',
      '--no-warnings',
      '-e',
      `import { createContext, SourceTextModule } from 'node:vm';
       import { readFileSync } from 'node:fs';
       const context = createContext({ WebAssembly, TextDecoder, TextEncoder, atob, URL, console, performance, self: {}, FinalizationRegistry });
       context.self = context;
       const module = new SourceTextModule(readFileSync(${JSON.stringify(join(home, 'dist/inline.js'))}, 'utf8'), { context, identifier: 'https://cdn.example/inline.js',
         initializeImportMeta(meta) { meta.url = 'https://cdn.example/inline.js'; } });
       await module.link(() => { throw new Error('it imports something'); });
       await module.evaluate();
       const api = module.namespace;
       await api.init();
       const layer = new api.UpSampling2D({ size: [1, 2], interpolation: 'bilinear' });
       if (api.imageDataFormat() !== 'channels_last') throw new Error(api.imageDataFormat());
       console.log(Array.from(layer.apply({ data: Float32Array.of(1, 2), shape: [1, 1, 2, 1] }).data).join());`,
    ],
    { cwd: packed.folder },
  );
  expect({ code, stdout: stdout.trim(), stderr }).toEqual({ code: 0, stdout: GOOD, stderr: '' });
  expect(text).not.toMatch(/node:/);
});
