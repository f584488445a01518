// A Vite plugin: tables that are read from their sources at build time, so that no page repeats them by hand.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Plugin } from 'vite';

const CREDITS = new URL('public/photos/CREDITS.md', import.meta.url);
const MANIFEST = new URL('../package.json', import.meta.url);

/** The rows of the credits' table: | file | picture | size | terms | */
function readPhotos() {
  const rows = readFileSync(CREDITS, 'utf8').matchAll(/^\| ([\w.]+) \| (.+?) \| (\d+) x (\d+).*? \| (.+?) \|$/gm);
  return [...rows].map(([, file, title, width, height, terms]) => ({
    file,
    title,
    width: Number(width),
    height: Number(height),
    terms,
  }));
}

/** The exported functions, classes with their members, and values of the package's declarations. */
function readApi() {
  const { types } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { types: string };
  const declarations = fileURLToPath(new URL(types, MANIFEST));
  const program = ts.createProgram([declarations], {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(declarations);
  const exported = file && checker.getSymbolAtLocation(file);
  if (!exported) throw new Error(`${declarations} is missing: build the package before the page`);

  const firstParagraph = (symbol: ts.Symbol) =>
    ts
      .displayPartsToString(symbol.getDocumentationComment(checker))
      .split(/\n\s*\n/)[0]
      ?.replace(/\s+/g, ' ')
      .replace(/\{@link ([^}|]+)[^}]*\}/g, '$1')
      .trim() ?? '';
  const entry = (name: string, symbol: ts.Symbol, type: ts.Type, construct = false) => {
    const [signature] = construct ? type.getConstructSignatures() : type.getCallSignatures();
    const text = signature ? checker.signatureToString(signature, file, ts.TypeFormatFlags.NoTruncation) : '';
    return { name, signature: construct ? text.replace(/: \w+$/, '') : text, text: firstParagraph(symbol) };
  };
  const isPublic = (symbol: ts.Symbol) =>
    symbol.declarations?.every(
      (node) => (ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0,
    ) &&
    symbol.name !== 'prototype' &&
    !symbol.name.startsWith('#');

  return checker.getExportsOfModule(exported).flatMap((alias) => {
    const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias;
    if ((symbol.flags & ts.SymbolFlags.Value) === 0) return [];
    const type = checker.getTypeOfSymbol(symbol);
    if ((symbol.flags & ts.SymbolFlags.Class) === 0) return [entry(alias.name, symbol, type)];
    const statics = checker.getPropertiesOfType(type).filter(isPublic);
    const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)).filter(isPublic);
    const instance = alias.name.charAt(0).toLowerCase() + alias.name.slice(1);
    return [
      entry(`new ${alias.name}`, symbol, type, true),
      ...statics.map((member) => entry(`${alias.name}.${member.name}`, member, checker.getTypeOfSymbol(member))),
      ...members
        .filter((member) => !member.name.startsWith('__@'))
        .map((member) => entry(`${instance}.${member.name}`, member, checker.getTypeOfSymbol(member))),
    ];
  });
}

const MODULES: Record<string, () => unknown> = { 'virtual:photos': readPhotos, 'virtual:api': readApi };

export function buildData(): Plugin {
  return {
    name: 'build-data',
    resolveId: (id) => (id in MODULES ? `\0${id}` : undefined),
    load(id) {
      const make = id.startsWith('\0') ? MODULES[id.slice(1)] : undefined;
      return make ? `export default ${JSON.stringify(make())};` : undefined;
    },
  };
}
