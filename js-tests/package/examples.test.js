// The comments of the public API, as editors and the reference show them: every name has an example, each example has the
// right types, runs, and prints what it says. Examples have all names of the package at hand, and the module is loaded.
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import ts from 'typescript';
import { ROOT, runNode } from '../helpers/child.js';
import { installPacked, writeFiles } from '../helpers/packed.js';

const DECLARATIONS = join(ROOT, 'dist/types/index.d.ts');

const program = ts.createProgram([DECLARATIONS], {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
});
const checker = program.getTypeChecker();

function exportedSymbols() {
  const file = checker.getSymbolAtLocation(program.getSourceFile(DECLARATIONS));
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

const EXPORTED = exportedSymbols();
const DOCUMENTED = EXPORTED.flatMap(([name, symbol]) => [
  { name, examples: examplesOf(symbol) },
  ...(symbol.flags & ts.SymbolFlags.Class ? methodsOf(symbol) : []).map((member) => ({
    name: `${name}.${member.name}`,
    examples: examplesOf(member),
    // A constructor that only the package calls has no comment in the declarations.
    hidden: member.name === '__constructor' && name === 'UpSampling2DPlan',
  })),
]).filter(({ hidden }) => !hidden);
const EXAMPLES = DOCUMENTED.flatMap(({ name, examples }) => examples.map((text) => [name, text]));

const isType = ([, symbol]) => !(symbol.flags & ts.SymbolFlags.Value);
const names = (list) => list.map(([name]) => name).join(', ');
const PRELUDE = `
import { ${names(EXPORTED.filter((entry) => !isType(entry)))} } from 'upsampling2d';
import type { ${names(EXPORTED.filter(isType))} } from 'upsampling2d';
await init();
`;

let packed;
beforeAll(async () => {
  packed = await installPacked();
});
afterAll(() => packed?.remove());

test('every public name has an example', () => {
  expect(DOCUMENTED.length).toBeGreaterThan(EXPORTED.length);
  expect(DOCUMENTED.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual([]);
});

test('the examples have the right types', async () => {
  const files = Object.fromEntries(EXAMPLES.map(([, text], i) => [`example${i}.mts`, PRELUDE + text]));
  const compilerOptions = { strict: true, noEmit: true, types: [], module: 'nodenext', lib: ['ESNext', 'DOM'] };
  const folder = writeFiles(packed.folder, 'examples', {
    ...files,
    'tsconfig.json': JSON.stringify({ compilerOptions, files: Object.keys(files) }),
  });
  const { stdout } = await runNode([join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder]);
  expect(stdout).toBe('');
});

const oneLine = (text) => text.replace(/\s+/g, ' ').trim();

test.each(EXAMPLES)('%s: the example prints what it says', async (_, text) => {
  const { code } = transformSync(PRELUDE + text, { loader: 'ts', target: 'es2022' });
  const prints = [...text.matchAll(/^\s*console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]);
  expect(prints).toHaveLength(text.split('console.log(').length - 1);
  const env = { KERAS_HOME: packed.folder };
  const { stdout, stderr } = await runNode(['--input-type=module', '-e', code], { cwd: packed.folder, env });
  expect({ stdout: oneLine(stdout), stderr }).toEqual({ stdout: oneLine(prints.join(' ')), stderr: '' });
});
