// A Vite plugin: tables that are read from their sources at build time, so that no page repeats them by hand.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Plugin } from 'vite';

const CREDITS = new URL('public/photos/CREDITS.md', import.meta.url);
// A model of Keras, with what Keras predicts. Not named .gz, which some servers would unpack.
const MODEL = new URL('../js-tests/tfjs/fixtures/att_unet_2d_bilinear.json.gz', import.meta.url);
const MODEL_FILE = 'model.bin';
const MANIFEST = new URL('../package.json', import.meta.url);

interface ApiEntry {
  name: string;
  signature: string;
  text: string;
}

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

/** The first paragraph of a symbol's documentation, on one line. */
function firstParagraph(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const [paragraph = ''] = ts.displayPartsToString(symbol.getDocumentationComment(checker)).split(/\n\s*\n/);
  return paragraph
    .replace(/\{@link ([^}|]+)[^}]*\}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The names of a signature's parameters; their types are for the editor. */
function parameters(signature: ts.Signature | undefined, checker: ts.TypeChecker): string {
  if (!signature) return '';
  const names = signature.parameters.map((parameter) => {
    const node = parameter.valueDeclaration as ts.ParameterDeclaration;
    return `${parameter.name}${checker.isOptionalParameter(node) ? '?' : ''}`;
  });
  return `(${names.join(', ')})`;
}

function isPublic(symbol: ts.Symbol): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const named = symbol.name !== 'prototype' && !/^(#|__)/.test(symbol.name);
  return named && (symbol.declarations ?? []).every((node) => !(ts.getCombinedModifierFlags(node) & hidden));
}

/** What the package's declarations export and can be used at run time: functions, classes with members, values. */
function readApi() {
  const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { types: string };
  const declarations = fileURLToPath(new URL(manifest.types, MANIFEST));
  const program = ts.createProgram([declarations], {
    lib: ['lib.esnext.d.ts', 'lib.dom.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(declarations);
  const exported = file && checker.getSymbolAtLocation(file);
  if (!exported) throw new Error(`${declarations} is missing: build the package before the page`);

  const classes: ApiEntry[] = [];
  const functions: ApiEntry[] = [];
  const values: ApiEntry[] = [];
  const types: ApiEntry[] = [];
  for (const alias of checker.getExportsOfModule(exported)) {
    const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias;
    const type = checker.getTypeOfSymbol(symbol);
    const text = firstParagraph(symbol, checker);
    const member = (prefix: string) => (property: ts.Symbol) => {
      const [signature] = checker.getTypeOfSymbol(property).getCallSignatures();
      const name = `${prefix}.${property.name}`;
      return { name, signature: parameters(signature, checker), text: firstParagraph(property, checker) };
    };
    if (symbol.flags & ts.SymbolFlags.Function) {
      functions.push({ name: alias.name, signature: parameters(type.getCallSignatures()[0], checker), text });
    } else if (symbol.flags & ts.SymbolFlags.Class) {
      const onlyType = (alias.declarations ?? []).some(ts.isTypeOnlyImportOrExportDeclaration);
      const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)).filter(isPublic);
      if (onlyType) {
        types.push({ name: alias.name, signature: '', text }, ...members.map(member('')));
      } else {
        const signature = parameters(type.getConstructSignatures()[0], checker);
        const statics = checker.getPropertiesOfType(type).filter(isPublic);
        classes.push({ name: `new ${alias.name}`, signature, text });
        classes.push(...statics.map(member(alias.name)), ...members.map(member('')));
      }
    } else if (symbol.flags & ts.SymbolFlags.Variable) {
      values.push({ name: alias.name, signature: '', text });
    }
  }
  return [...classes, ...functions, ...values, ...types];
}

const MODULES: Record<string, () => unknown> = {
  'virtual:photos': readPhotos,
  'virtual:api': readApi,
  'virtual:model': () => `./${MODEL_FILE}`,
};

export function buildData(): Plugin {
  return {
    name: 'build-data',
    resolveId: (id) => (id in MODULES ? `\0${id}` : undefined),
    load(id) {
      const make = id.startsWith('\0') ? MODULES[id.slice(1)] : undefined;
      return make ? `export default ${JSON.stringify(make())};` : undefined;
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: MODEL_FILE, source: readFileSync(MODEL) });
    },
  };
}
