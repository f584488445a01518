// The comments of the public API, as editors and the reference show them: every name has an example, each example has the
// right types, runs, and prints what it says. Examples have all names of their entry at hand, and the module is loaded, or there is
// TensorFlow.js.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import ts from 'typescript';
import { ROOT, runNode } from '../helpers/child.js';
import { installPacked, writeFiles } from '../helpers/packed.js';

const ENTRIES = [
  { name: 'upsampling2d', file: 'index.d.ts', start: 'await init();' },
  {
    name: 'upsampling2d/tfjs',
    file: 'tfjs/index.d.ts',
    // Without the greeting that TensorFlow.js has for users of Node.
    start: "import * as tf from '@tensorflow/tfjs'; tf.enableProdMode();",
  },
].map((entry) => ({ ...entry, path: join(ROOT, 'dist/types', entry.file) }));

const program = ts.createProgram(
  ENTRIES.map(({ path }) => path),
  {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  },
);
const checker = program.getTypeChecker();

function exportedSymbols(path) {
  const file = checker.getSymbolAtLocation(program.getSourceFile(path));
  return checker
    .getExportsOfModule(file)
    .map((symbol) => [symbol.name, symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol]);
}

// The constructor and the methods of a class; properties are explained with it.
function methodsOf(symbol) {
  const members = [...(symbol.members?.values() ?? []), ...(symbol.exports?.values() ?? [])];
  return members.filter(
    ({ flags, name }) =>
      flags & (ts.SymbolFlags.Method | ts.SymbolFlags.Constructor) && !name.startsWith('__@') && name !== 'prototype',
  );
}

// What follows @example in any of a symbol's comments.
function examplesOf(symbol) {
  return (symbol.declarations ?? []).flatMap((declaration) =>
    ts
      .getJSDocTags(declaration)
      .filter((tag) => tag.tagName.text === 'example')
      .map((tag) => ts.getTextOfJSDocComment(tag.comment)),
  );
}

function documentedIn(exported) {
  return exported
    .flatMap(([name, symbol]) => [
      { name, examples: examplesOf(symbol) },
      ...(symbol.flags & ts.SymbolFlags.Class ? methodsOf(symbol) : []).map((member) => ({
        name: `${name}.${member.name}`,
        examples: examplesOf(member),
        // A constructor that only the package calls has no comment in the declarations.
        hidden: member.name === '__constructor' && name === 'UpSampling2DPlan',
      })),
    ])
    .filter(({ hidden }) => !hidden);
}

const isType = ([, symbol]) => !(symbol.flags & ts.SymbolFlags.Value);
const names = (list) => list.map(([name]) => name).join(', ');
const preludeOf = (exported, { name, start }) => `
import { ${names(exported.filter((entry) => !isType(entry)))} } from '${name}';
import type { ${names(exported.filter(isType))} } from '${name}';
${start}
`;

const DOCUMENTED = ENTRIES.map((entry) => {
  const exported = exportedSymbols(entry.path);
  return { exported, documented: documentedIn(exported), prelude: preludeOf(exported, entry) };
});
const EXAMPLES = DOCUMENTED.flatMap(({ documented, prelude }) =>
  documented.flatMap(({ name, examples }) => examples.map((text) => [name, text, prelude])),
);

let packed;
beforeAll(async () => {
  packed = await installPacked();
  symlinkSync(join(ROOT, 'node_modules/@tensorflow'), join(packed.folder, 'node_modules/@tensorflow'));
});
afterAll(() => packed?.remove());

test('every public name has an example', () => {
  for (const { exported, documented } of DOCUMENTED) {
    expect(documented.length).toBeGreaterThanOrEqual(exported.length);
    expect(documented.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual([]);
  }
  expect(DOCUMENTED.flatMap(({ documented }) => documented).map(({ name }) => name)).toContain('UpSampling2D.apply');
});

test('the examples have the right types', async () => {
  const files = Object.fromEntries(EXAMPLES.map(([, text, prelude], i) => [`example${i}.mts`, prelude + text]));
  const settings = { strict: true, noEmit: true, types: [], module: 'nodenext', lib: ['ESNext', 'DOM'] };
  // The declarations of TensorFlow.js need more types. Those of the package are checked in types.test.js.
  const compilerOptions = { ...settings, skipLibCheck: true };
  const folder = writeFiles(packed.folder, 'examples', {
    ...files,
    'tsconfig.json': JSON.stringify({ compilerOptions, files: Object.keys(files) }),
  });
  const { stdout } = await runNode([join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder]);
  expect(stdout).toBe('');
});

const oneLine = (text) => text.replace(/\s+/g, ' ').trim();

test.each(EXAMPLES)('%s: the example prints what it says', async (_, text, prelude) => {
  const { code } = transformSync(prelude + text, { loader: 'ts', target: 'es2022' });
  const prints = [...text.matchAll(/^\s*console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]);
  expect(prints).toHaveLength(text.split('console.log(').length - 1);
  const env = { KERAS_HOME: packed.folder };
  const { stdout, stderr } = await runNode(['--input-type=module', '-e', code], { cwd: packed.folder, env });
  expect({ stdout: oneLine(stdout), stderr }).toEqual({ stdout: oneLine(prints.join(' ')), stderr: '' });
});
