// The table of scripts and entries, src/tools/entries.mjs, against package.json and what was built.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { CHUNKS, ENTRIES, GLOBAL_NAME, manifestFields, SCRIPTS, WASM, WORKER } from '../../src/tools/entries.mjs';
import { inChild, ROOT, runNode } from '../helpers/child.js';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const text = (file) => readFileSync(join(ROOT, 'dist', file), 'utf8');
const names = Object.keys(SCRIPTS);

const TRY = `const { data } = new api.UpSampling2D({ size: [1, 2], interpolation: 'bilinear', dataFormat: 'channels_last' })
  .apply({ data: Float32Array.of(1, 2), shape: [1, 1, 2, 1] });`;
const GOOD = [1, 1.25, 1.75, 2];

test('package.json has the fields that follow from the table (node src/tools/entries.mjs writes them)', () => {
  const fields = manifestFields();
  expect(Object.fromEntries(Object.keys(fields).map((key) => [key, manifest[key]]))).toEqual(fields);
  // Conditions are tried in their order, which toEqual does not compare.
  expect(JSON.stringify(manifest.exports)).toBe(JSON.stringify(fields.exports));
});

test('dist has the scripts of the table and no others', () => {
  const built = readdirSync(join(ROOT, 'dist'), { recursive: true }).filter((name) => name.endsWith('.js'));
  expect(built.sort()).toEqual([...names, ...CHUNKS, WORKER].sort());
  for (const name of [WASM, ...Object.values(ENTRIES).map(({ types }) => `types/${types}`)]) {
    expect([name, existsSync(join(ROOT, 'dist', name))]).toEqual([name, true]);
  }
});

test('every script is reached', () => {
  const reached = new Set(
    Object.values(ENTRIES).flatMap((entry) => [entry.import, entry.require].flatMap(Object.values)),
  );
  expect(names.filter((name) => !reached.has(name))).toEqual([]);
});

test.each(names)('%s needs no file of the package but the module, or the script it rests on, and no alias', (name) => {
  const specifiers = [...text(name).matchAll(/(?:\bfrom|\bimport|\brequire\()\s*["']([^"'\s]+)["'](?=[);\n])/g)].map(
    ([, specifier]) => specifier,
  );
  const { load, core } = SCRIPTS[name];
  const allowed = core
    ? new RegExp(`^\\./${core}$`)
    : ({ node: /^node:/, workerd: new RegExp(`^\\./${WASM}$`) }[load] ?? /^$/);
  expect(specifiers.filter((specifier) => !allowed.test(specifier))).toEqual([]);
  expect([name, specifiers.length > 0]).toEqual([name, core !== undefined || ['node', 'workerd'].includes(load)]);
});

test.each([...CHUNKS, WORKER])('%s needs no file but the worker', (name) => {
  const others = [...text(name).matchAll(/["'](\.\/[^"']+)["']/g)].map(([, specifier]) => specifier);
  expect(others).toEqual(name === 'pool.js' ? [`./${WORKER}`] : []);
  expect(text(name)).not.toMatch(/\brequire\(|node:/);
});

test('the page’s script loads its chunks when they are needed, and the others carry them', () => {
  for (const name of names) {
    const loaded = CHUNKS.filter((chunk) => text(name).includes(`import("./${chunk}")`));
    expect([name, loaded]).toEqual([name, name === 'index.js' ? CHUNKS : []]);
  }
});

test('bundlers find the worker: the whole expression stands in the chunk', () => {
  expect(text('pool.js').replaceAll('\n', '')).toContain(
    `new Worker(new URL("./${WORKER}",import.meta.url),{type:"module"})`,
  );
});

test.each(names)('%s carries the module, or does not', (name) => {
  const { load } = SCRIPTS[name];
  const base64 = readFileSync(join(ROOT, 'dist', WASM)).toString('base64');
  // A long text goes on behind a backslash in the next line.
  expect(text(name).replaceAll('\\\n', '').includes(base64)).toBe(load === 'node' || load === 'inline');
});

test.each(['index.js', 'node.js', 'inline.js'])('Node takes %s by its path', async (name) => {
  const url = pathToFileURL(join(ROOT, 'dist', name)).href;
  const data = await inChild(
    `const api = await import(${JSON.stringify(url)}); await api.init(); ${TRY} report([...data]);`,
  );
  expect(data).toEqual(GOOD);
});

test('the script for classic pages makes one global variable', async () => {
  const context = createContext({
    WebAssembly,
    TextDecoder,
    TextEncoder,
    atob,
    URL,
    console,
    performance,
    fetch: undefined,
  });
  const before = Object.keys(context);
  runInContext(text('cjs/upsampling2d.js'), context);
  expect(Object.keys(context).filter((key) => !before.includes(key))).toEqual([GLOBAL_NAME]);
  const api = context[GLOBAL_NAME];
  await api.init();
  const layer = new api.UpSampling2D({ size: [1, 2], interpolation: 'bilinear' });
  expect([...layer.apply({ data: Float32Array.of(1, 2), shape: [1, 1, 2, 1] }).data]).toEqual(GOOD);
});

test('the script for workerd takes the module as an import, compiled', async () => {
  const data = await inChild(
    `
    import { readFileSync } from 'node:fs';
    import { createContext, SourceTextModule, SyntheticModule } from 'node:vm';
    const compiled = new WebAssembly.Module(readFileSync(${JSON.stringify(join(ROOT, 'dist', WASM))}));
    // As there: no code is made while the program runs.
    const never = () => { throw new WebAssembly.CompileError('Wasm code generation disallowed by embedder'); };
    WebAssembly.compile = async () => never();
    WebAssembly.Module = new Proxy(WebAssembly.Module, { construct: never });
    const module = new SourceTextModule(readFileSync(${JSON.stringify(join(ROOT, 'dist/workerd.js'))}, 'utf8'));
    await module.link((specifier) => new SyntheticModule(['default'], function () { this.setExport('default', compiled); }));
    await module.evaluate();
    const api = module.namespace;
    await api.init(); ${TRY} report([...data]);
  `,
    { args: ['--experimental-vm-modules', '--no-warnings'] },
  );
  expect(data).toEqual(GOOD);
});

test.each([
  ['import', "import * as api from 'upsampling2d';"],
  ['import of the inline entry', "import * as api from 'upsampling2d/inline';"],
])('an uncaught error shows short lines: %s', async (_, load) => {
  const { code, stderr } = await runNode([
    '--input-type=module',
    '-e',
    `${load} await api.init(); new api.UpSampling2D({ size: 0 });`,
  ]);
  expect(code).toBe(1);
  expect(stderr).toContain('Expected an integer of 1');
  expect(Math.max(...stderr.split('\n').map((line) => line.length))).toBeLessThan(300);
});
