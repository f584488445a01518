// Dependencies point down only: web, js-tests -> src/bench, src/cli -> package -> src/js -> src/bindings -> src/layer -> src/kernels
// -> src/simd, src/core.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT } from '../helpers/child.js';

// Each folder, with the folders that it may include from.
const ALLOWED = {
  'src/core': ['src/core'],
  'src/simd': ['src/simd', 'src/core'],
  'src/kernels': ['src/kernels', 'src/simd', 'src/core'],
  'src/layer': ['src/layer', 'src/kernels', 'src/simd', 'src/core'],
  'src/bindings': ['src/bindings', 'src/layer', 'src/kernels', 'src/core'],
};
// Not part of the product, so these may include any of it: benchmarks, fuzzers, tests beside the code and their helpers.
const ASIDE = /^src\/(bench|fuzz|testing)\/|_test\.(cc|h)$/;

function filesUnder(folder, pattern) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !/node_modules|\/dist\/|\/build\//.test(path));
}

function matches(path, pattern) {
  return [...readFileSync(join(ROOT, path), 'utf8').matchAll(pattern)].map((match) => match[1] ?? match[2]);
}

const includes = (path) => matches(path, /^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)/gm);
const imports = (path) => matches(path, /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*)["']([^"']+)["']/g);
const folderOf = (path) => path.split('/').slice(0, 2).join('/');

const native = filesUnder('src', /\.(cc|h|inc)$/);
const scripts = filesUnder('src/js', /\.(ts|mts|js)$/);

test('there is something to check', () => {
  expect(native.length).toBeGreaterThan(10);
  expect(scripts.length).toBeGreaterThan(5);
});

test.each(native.filter((path) => !ASIDE.test(path)))('%s includes only what lies beside or below it', (path) => {
  const allowed = ALLOWED[folderOf(path)];
  expect(allowed).toBeDefined();
  const own = includes(path).filter(
    (name) => name.includes('/') && /^(core|simd|kernels|layer|bindings|js|bench|fuzz|testing)\//.test(name),
  );
  const relativeOnes = includes(path).filter((name) => name.startsWith('.'));
  expect(relativeOnes).toEqual([]);
  expect(own.filter((name) => !allowed.includes(`src/${name.split('/')[0]}`))).toEqual([]);
});

test('only src/simd knows the vector headers', () => {
  const users = native.filter((path) =>
    includes(path).some((name) => /wasm_simd128|simde|immintrin|arm_neon|emmintrin/.test(name)),
  );
  expect(users.map(folderOf)).toEqual(users.map(() => 'src/simd'));
  expect(users).toHaveLength(1);
});

test('only src/bindings knows Emscripten', () => {
  const users = native.filter((path) =>
    /emscripten|EMSCRIPTEN|EM_ASM|EM_JS/.test(readFileSync(join(ROOT, path), 'utf8').replace(/\/\/.*$/gm, '')),
  );
  expect(users.map(folderOf)).toEqual(users.map(() => 'src/bindings'));
  expect(users).toHaveLength(1);
});

test('kernels allocate nothing and throw nothing', () => {
  for (const path of native.filter((name) => name.startsWith('src/kernels/') && !/_test\.cc$|reference/.test(name))) {
    const code = readFileSync(join(ROOT, path), 'utf8').replace(/\/\/.*$/gm, '');
    expect([
      path,
      code.match(/\b(malloc|calloc|realloc|aligned_alloc|std::vector|std::string|throw)\b|\bnew\s+[A-Za-z]/)?.[0],
    ]).toEqual([path, undefined]);
  }
});

test.each(scripts)('%s imports only the script itself, its glue and Node', (path) => {
  for (const name of imports(path)) {
    if (name.startsWith('.')) expect(relative(ROOT, join(ROOT, dirname(path), name))).toMatch(/^src\/js\//);
    else expect(name).toMatch(/^(#load|#glue|#wasm|#wasm-file|#worker|#workers|node:[a-z/_]+)$/);
  }
});

// What the adapter for TensorFlow.js shares with the package; everything else it has from the package's exports.
const SHARED = ['index', 'errors', 'options', 'typed-array'].map((name) => `src/js/${name}.js`);

test('the adapter rests on the package, which does not know it', () => {
  const targets = (path) =>
    imports(path)
      .filter((name) => name.startsWith('.'))
      .map((name) => relative(ROOT, join(ROOT, dirname(path), name)));
  const isAdapter = (path) => path.startsWith('src/js/tfjs/');
  expect(scripts.filter(isAdapter).length).toBeGreaterThan(5);
  for (const path of scripts) {
    const wrong = targets(path).filter((name) =>
      isAdapter(path) ? !isAdapter(name) && !SHARED.includes(name) : isAdapter(name),
    );
    expect([path, wrong]).toEqual([path, []]);
  }
});

const command = filesUnder('src/cli', /\.ts$/);

test.each(command)('%s imports only the command itself, packages and Node', (path) => {
  for (const name of imports(path)) {
    if (name.startsWith('.'))
      expect(relative(ROOT, join(ROOT, dirname(path), name))).toMatch(/^src\/cli\/[a-z-]+\.js$/);
    else expect(name).toMatch(/^(node:[a-z/_]+|[a-z@][\w.@/-]*)$/);
  }
});

test('only the loader for Node imports from Node', () => {
  const users = scripts.filter((path) => imports(path).some((name) => name.startsWith('node:')));
  for (const path of users) expect(path).toMatch(/node/);
});

test.each(filesUnder('src/bench', /\.js$/))('%s imports only the benchmarks themselves and packages', (path) => {
  for (const name of imports(path)) {
    if (name.startsWith('.')) expect(relative(ROOT, join(ROOT, dirname(path), name))).toMatch(/^src\/bench\//);
    // Of packages the peers' own are among them, for the bundler.
    else expect(name).toMatch(/^(node:[a-z/_]+|[a-z@][\w.@/-]*)$/);
  }
});

test('of aliases, web knows only that of the benchmarks, and it leads to files that are there', () => {
  const pages = filesUnder('web', /\.(ts|js)$/);
  const aliases = pages.flatMap((path) => imports(path).filter((name) => name.startsWith('#')));
  expect(aliases.length).toBeGreaterThan(5);
  for (const name of aliases) {
    expect(name).toMatch(/^#bench\//);
    expect([name, existsSync(join(ROOT, name.replace('#bench/', 'src/bench/')))]).toEqual([name, true]);
  }
});

// Part of the build and not of a page, so it may use the tools.
const BUILDS = 'web/notices.ts';

test('web uses the package by its name and never reaches into src', () => {
  const pages = filesUnder('web', /\.(ts|js|html)$/);
  expect(pages.length).toBeGreaterThan(3);
  let users = 0;
  for (const path of pages) {
    for (const name of imports(path)) {
      if (name === 'upsampling2d' || name.startsWith('upsampling2d/')) users++;
      if (name.startsWith('.'))
        expect([path, relative(ROOT, join(ROOT, dirname(path), name))]).toEqual([
          path,
          expect.stringMatching(path === BUILDS ? /^src\/tools\// : /^web\/|^package\.json$/),
        ]);
      if (!name.startsWith('.'))
        expect([path, /upsampling2d.*\/(src|dist)\/|^\/?(src|dist)\//.test(name)]).toEqual([path, false]);
    }
  }
  expect(users).toBeGreaterThan(0);
});

test('the tests import the package by its name, and beside their own files only benchmarks and tools', () => {
  for (const path of filesUnder('js-tests', /\.js$/)) {
    for (const name of imports(path).filter((specifier) => specifier.startsWith('.'))) {
      expect([path, relative(ROOT, join(ROOT, dirname(path), name))]).toEqual([
        path,
        expect.stringMatching(/^(js-tests|src\/bench|src\/tools)\//),
      ]);
    }
  }
});

test('the lists of names stand in one place', () => {
  const names = /\bmitchellcubic\b/;
  const users = [...native, ...scripts].filter(
    (path) =>
      !/generated|_test\.cc$/.test(path) &&
      names.test(readFileSync(join(ROOT, path), 'utf8').replace(/\/\/.*$|^\s*\*.*$/gm, '')),
  );
  expect(users).toEqual(['src/core/backend_list.inc', 'src/core/interpolation_list.inc']);
});

test('nothing refers to what lies outside the project', () => {
  for (const path of [
    ...native,
    ...scripts,
    ...command,
    ...filesUnder('web', /\.(ts|html|css)$/),
    ...filesUnder('js-tests', /\.js$/),
    ...filesUnder('src/bench', /\.js$/),
    ...filesUnder('src/tools', /\.mjs$/),
  ]) {
    const text = readFileSync(join(ROOT, path), 'utf8');
    expect([path, text.includes(['', 'work', ''].join('/')) || text.includes(['..', 'shared'].join('/'))]).toEqual([
      path,
      false,
    ]);
  }
});
