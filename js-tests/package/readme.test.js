// The documents stay true: their tables are those of the build, their examples run and print what they say, their links
// lead somewhere, and CONTRIBUTING names every folder and command.
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { blocks } from '../helpers/blocks.js';
import { ROOT, runNode } from '../helpers/child.js';
import { installPacked } from '../helpers/packed.js';

const read = (name) => readFileSync(join(ROOT, name), 'utf8');
const README = read('README.md');
const CONTRIBUTING = read('CONTRIBUTING.md');
const FILES = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
const DOCUMENTS = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...FILES.map((name) => `docs/${name}`)].map(
  (name) => [name, read(name)],
);

// A page with a canvas, for the example that enlarges one.
const PAGE = `const canvas = {
  width: 2,
  height: 1,
  getContext: () => ({
    getImageData: (x, y, width, height) => ({ data: new Uint8ClampedArray(4 * width * height), width, height }),
    putImageData({ data, width, height }) {
      if (data.length !== 4 * width * height || width !== 8 || height !== 4 || width !== canvas.width) throw new Error('size');
    },
  }),
};
const document = { querySelector: (selector) => (selector === 'canvas' ? canvas : null) };
`;

// The output that the comments promise: console.log(...); // output
const expectedOutput = (text) => [...text.matchAll(/^\s*console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]);
const oneLine = (text) => text.replace(/\s+/g, ' ').trim();

// TensorFlow.js tells users of Node about another package.
const GREETING = /^\s*=+\s*Hi, looks like you are running TensorFlow\.js in Node\.js[^=]*=+\s*$/;

let packed;
beforeAll(async () => {
  packed = await installPacked();
  // Programs with TensorFlow.js have it beside the package.
  symlinkSync(join(ROOT, 'node_modules/@tensorflow'), join(packed.folder, 'node_modules/@tensorflow'));
});
afterAll(() => packed?.remove());

test('the tables follow from the lists and the build', async () => {
  expect(await runNode(['src/tools/readme.mjs', '--check'])).toEqual({ code: 0, stdout: '', stderr: '' });
});

describe('examples', () => {
  test('there are some to run', () => {
    expect(blocks('js').length).toBeGreaterThan(10);
  });

  test.each(blocks('js'))('%s', async (_, text) => {
    const prints = expectedOutput(text);
    expect(prints).toHaveLength(text.split('console.log(').length - 1);
    const kind = text.includes('require(') ? 'commonjs' : 'module';
    // A keras.json in the user's home must not change the output of the examples.
    const env = { KERAS_HOME: packed.folder };
    const program = text.includes('canvas') ? PAGE + text : text;
    const result = await runNode([`--input-type=${kind}`, '-e', program], { cwd: packed.folder, env });
    const stderr = result.stderr.replace(GREETING, '');
    expect({ ...result, stderr, stdout: oneLine(result.stdout) }).toEqual({
      code: 0,
      stdout: oneLine(prints.join(' ')),
      stderr: '',
    });
  });
});

const BENCHMARKS = read('docs/BENCHMARKS.md');

test.each(['bench', 'browser-bench', 'scaling', 'tfjs'])(
  'what `npm run bench -- --write` writes as %s has its place',
  (name) => {
    const section = BENCHMARKS.split(`<!-- ${name} start -->`)[1]?.split(`<!-- ${name} end -->`)[0];
    expect(section).toMatch(
      /^\n\| .* \|\n(\| --- )+\|\n(\| .* \|\n)+\n.*\.\n\nupsampling2d [\d.]+ on .*\d{4}-\d\d-\d\d\./s,
    );
  },
);

test('the README is short, and its picture small', () => {
  expect(README.split('\n').length).toBeLessThan(250);
  expect(statSync(join(ROOT, 'docs/chelsea.png')).size).toBeLessThan(150_000);
});

test.each(['README.md', 'docs/API.md'])('%s explains every export', async (name) => {
  const text = read(name);
  const names = Object.keys(await import('upsampling2d'));
  expect(names.filter((exported) => !text.includes(exported))).toEqual([]);
});

test('docs/TENSORFLOWJS.md explains every export of the adapter, and what it gives', async () => {
  const text = read('docs/TENSORFLOWJS.md');
  const declared = read('src/js/tfjs/register.ts').match(/export interface Registered<T> \{([\s\S]*?)\n\}/)[1];
  const given = [...declared.matchAll(/^ {2}(?:readonly )?(\w+)[<(:]/gm)].map((match) => match[1]);
  expect(given).toHaveLength(7);
  const names = [...Object.keys(await import('upsampling2d/tfjs')), ...given];
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});

test.each(['README.md', 'docs/API.md'])('%s explains every method of a layer', async (document) => {
  const text = read(document);
  const { UpSampling2D } = await import('upsampling2d');
  const methods = [
    ...Object.getOwnPropertyNames(UpSampling2D.prototype).filter((name) => {
      const { value } = Object.getOwnPropertyDescriptor(UpSampling2D.prototype, name);
      return typeof value === 'function' && name !== 'constructor';
    }),
    ...Object.getOwnPropertyNames(UpSampling2D).filter((name) => typeof UpSampling2D[name] === 'function'),
  ];
  expect(methods.length).toBeGreaterThan(6);
  expect(methods.filter((name) => !text.includes(`.${name}`))).toEqual([]);
});

test.each(DOCUMENTS)('%s: commands exist', (_, text) => {
  const { scripts } = JSON.parse(read('package.json'));
  const own = [...text.matchAll(/`npm (?:run )?([a-z]+)[^`]*`/g)].map((match) => match[1]);
  expect(own.filter((name) => !['ci', 'install', 'pack'].includes(name) && !(name in scripts))).toEqual([]);
  const tools = [...text.matchAll(/`node ([\w./-]+)[^`]*`/g)].map((match) => match[1]);
  expect(tools.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

// The names that GitHub gives to the headings of a document.
const anchors = (text) =>
  [...text.matchAll(/^#+ (.*)$/gm)].map((match) =>
    match[1]
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

test.each(DOCUMENTS)('%s: links lead somewhere', (name, text) => {
  for (const [, target] of text.matchAll(/\]\(([^)]+)\)/g)) {
    if (/^https?:/.test(target)) continue;
    const [path, anchor] = target.split('#');
    const file = path === '' ? name : join(dirname(name), path);
    expect([target, existsSync(join(ROOT, file))]).toEqual([target, true]);
    if (anchor !== undefined) expect(anchors(read(file))).toContain(anchor);
  }
});

test('CHANGELOG begins with the version of the package, or with what is not released', () => {
  const { version } = JSON.parse(read('package.json'));
  const versions = [...read('CHANGELOG.md').matchAll(/^## \[(.+?)\](?: - \d{4}-\d{2}-\d{2})?$/gm)].map(
    (match) => match[1],
  );
  expect(versions.find((name) => name !== 'Unreleased')).toBe(version);
});

describe('CONTRIBUTING', () => {
  const folders = (parent) =>
    readdirSync(join(ROOT, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${parent}/${entry.name}/`);
  const named = [...CONTRIBUTING.matchAll(/^\| `([\w./-]+\/)` \|/gm)].map((match) => match[1]);

  test('names every folder of the sources and tests, and none that is not there', () => {
    expect(named.filter((name) => name !== 'web/').sort()).toEqual([...folders('src'), ...folders('js-tests')].sort());
    expect(named).toContain('web/');
  });

  test('names every preset of CMake', () => {
    const presets = JSON.parse(read('CMakePresets.json')).configurePresets.filter(({ hidden }) => !hidden);
    expect(presets.filter(({ name }) => !CONTRIBUTING.includes(`\`${name}\``))).toEqual([]);
  });

  test('names every command', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const names = Object.keys(scripts).filter((name) => name !== 'prepack');
    expect(names.filter((name) => !new RegExp(`npm (run )?${name}\\b`).test(CONTRIBUTING))).toEqual([]);
  });

  test('names files that are there', () => {
    const paths = [...CONTRIBUTING.matchAll(/`((?:src|web|js-tests)\/[\w./-]+\.\w+)`/g)].map((match) => match[1]);
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
