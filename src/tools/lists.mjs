// Writes src/js/generated from the lists of src/core, so that each list exists once, and from the versions of the package and
// of its compilers. Also writes the names to build/lists.json, for benchmarks and tests of a native build without the package.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { LISTS_FILE } from '../bench/build.js';
import { root } from './run.mjs';
import { builtWith } from './versions.mjs';

const ENTRY = /^(DTYPE|INTERPOLATION|COORDINATES|BACKEND)\((\w+)\s*,\s*(.*)\)/gm;

/** The entries of a list of src/core: each name, and the other columns. */
export function readList(file) {
  const text = readFileSync(new URL(`src/core/${file}`, root), 'utf8');
  const found = [...text.matchAll(ENTRY)].map(([, , name, rest]) => ({
    name,
    rest: rest.split(',').map((s) => s.trim()),
  }));
  if (found.length === 0) throw new Error(`src/core/${file} has no entry that reads like NAME(entry, ...)`);
  return found;
}

const FILES = {
  dtypes: 'dtype_list.inc',
  interpolations: 'interpolation_list.inc',
  coordinates: 'coordinates_list.inc',
  backends: 'backend_list.inc',
};

function packageVersion() {
  return JSON.parse(readFileSync(new URL('package.json', root), 'utf8')).version;
}

/**
 * What the module and the scripts of one build have in common: version, instructions, and a hash of their interface, which
 * is the order of the lists, and the module's functions.
 */
export function moduleMark() {
  const hash = createHash('sha256');
  for (const file of Object.values(FILES)) hash.update(JSON.stringify(readList(file)));
  hash.update(readFileSync(new URL('src/bindings/embind.cc', root)));
  return `${packageVersion()} simd ${hash.digest('hex').slice(0, 12)}`;
}

function constant(name, comment, value, example = '') {
  const words = example === '' ? comment : `\n * ${comment}\n *\n * @example\n * ${example}\n`;
  return `/** ${words} */\nexport const ${name} = ${JSON.stringify(value)} as const;\n`;
}

export function generateLists() {
  // kReal of the module is real here.
  const kindOf = (constant) => constant[1].toLowerCase() + constant.slice(2);
  const dtypes = readList(FILES.dtypes).map(({ name, rest }) => ({ name, kind: kindOf(rest.at(-1)) }));
  const interpolations = readList(FILES.interpolations);
  const coordinates = readList(FILES.coordinates);
  const backends = readList(FILES.backends);
  const names = (entries) => entries.map(({ name }) => name);
  const text = [
    '// Written by src/tools/lists.mjs from src/core/*_list.inc and package.json. The index of an entry is its native number.\n',
    constant('DTYPE_LIST', 'Every element type of the module, with what can be computed in it.', dtypes),
    constant(
      'INTERPOLATIONS',
      'The names of all interpolations.',
      names(interpolations),
      `console.log(INTERPOLATIONS[0]); // ${interpolations[0].name}`,
    ),
    constant(
      'COPYING_INTERPOLATIONS',
      'The interpolations that only copy pixels, and so serve every element type.',
      names(interpolations.filter(({ rest }) => rest[0] === 'nullptr')),
    ),
    constant(
      'COORDINATES',
      'The names of all coordinate modes.',
      names(coordinates),
      `console.log(COORDINATES[0]); // ${coordinates[0].name}`,
    ),
    constant(
      'BACKEND_LIST',
      "The backends of Keras whose numbers the module gives, with each one's interpolations.",
      backends.map(({ name, rest }) => ({ name, interpolations: rest.at(-1).split(' ') })),
    ),
    constant(
      'VERSION',
      'The version of this package.',
      packageVersion(),
      `console.log(version); // ${packageVersion()}`,
    ),
    constant('MODULE_MARK', 'What the module of this build says of itself.', moduleMark()),
    constant('BUILT_WITH', 'The versions of what built this package.', builtWith()),
  ].join('\n');
  mkdirSync(new URL('src/js/generated/', root), { recursive: true });
  writeFileSync(new URL('src/js/generated/lists.ts', root), text);
  const native = {
    dtypes: names(dtypes),
    interpolations: names(interpolations),
    coordinates: names(coordinates),
    backends: names(backends),
  };
  mkdirSync(new URL('build/', root), { recursive: true });
  writeFileSync(new URL(`build/${LISTS_FILE}`, root), JSON.stringify(native));
}
