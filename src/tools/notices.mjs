// The notices of everything of others that is in the package and in the pages: names, copyright, and the texts of the
// licences as they lie on this machine. src/tools/build.mjs puts them into dist/, web/notices.ts into the pages.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const read = (file) => readFileSync(file, 'utf8');

/** The folder of the Emscripten that built the module. */
export function emscriptenRoot() {
  const ninja = read(new URL('build/wasm-release/build.ninja', root));
  const found = /--js-library (\S+)\/src\/embind\/embind\.js/.exec(ninja)?.[1];
  if (found === undefined) throw new Error('build/wasm-release/build.ninja does not say where Embind is');
  return found;
}

// Debian has Emscripten's licences in one file, in its own form: paragraphs that begin "License: name", indented by one.
const DEBIAN = '/usr/share/doc/emscripten/copyright';
const APACHE = '/usr/share/common-licenses/Apache-2.0';

function debianLicence(name) {
  const paragraphs = read(DEBIAN).split(/\n\n+/);
  const text = paragraphs.find((paragraph) => paragraph.startsWith(`License: ${name}\n`));
  if (text === undefined) throw new Error(`${DEBIAN} has no licence ${name}`);
  return plain(text.slice(text.indexOf('\n') + 1));
}

// Whose Emscripten is, but for the files that Debian lists one by one.
function debianHolder() {
  const holder = /^Files:\n \*\nCopyright:\n +(.*)$/m.exec(read(DEBIAN))?.[1];
  if (holder === undefined) throw new Error(`${DEBIAN} does not say whose Emscripten is`);
  return holder.replace(/ +/g, ' ');
}

// The licence that stands in the paragraph of some files.
function debianLicenceOf(files, name) {
  const paragraph = read(DEBIAN)
    .split(/\n\n+/)
    .find((text) => text.includes(`\n ${files}\n`) && text.includes(`\nLicense: ${name}\n`));
  if (paragraph === undefined) throw new Error(`${DEBIAN} has no ${name} for ${files}`);
  const [, text] = paragraph.split(`\nLicense: ${name}\n`);
  return plain(text.split(/\n(?! )/)[0]);
}

const plain = (text) => text.replace(/^ \.$/gm, '').replace(/^ /gm, '').trim();

// From Emscripten's own folder, or from Debian's documentation where Debian has moved them to.
function textFrom(file, elsewhere) {
  const own = join(emscriptenRoot(), file);
  return existsSync(own) ? read(own) : elsewhere();
}

const EXCEPTION = 'Apache-2.0 with LLVM exception';
const llvm = (folder) => () =>
  textFrom(
    `system/lib/${folder}/LICENSE.TXT`,
    () => `${read(APACHE).trimEnd()}\n\n${EXCEPTION}:\n\n${debianLicenceOf(`system/lib/${folder}/*`, EXCEPTION)}`,
  );

/** What is linked into the module, and the archives that it comes from; a test compares them with the linker's. */
export const LINKED = [
  {
    name: 'Emscripten',
    what: 'the glue, Embind’s script and the allocator',
    archives: ['libemmalloc', 'libnoexit'],
    text: () => textFrom('LICENSE', () => `Copyright (c) ${debianHolder()}\n\n${debianLicence('Expat')}`),
  },
  {
    name: 'musl',
    what: 'functions of the C library',
    archives: ['libc'],
    text: () => read(join(emscriptenRoot(), 'system/lib/libc/musl/COPYRIGHT')),
  },
  {
    name: 'LLVM: libc++, libc++abi and compiler-rt',
    what: 'functions of the C++ library and of the compiler',
    archives: ['libc++', 'libc++abi', 'libcompiler_rt'],
    text: llvm('compiler-rt'),
  },
];

const section = ({ name, what, text }) => `## ${name}\n\nIn use: ${what}.\n\n\`\`\`text\n${text.trim()}\n\`\`\`\n`;

/** The notices for the package, as Markdown. */
export function packageNotices() {
  const sections = LINKED.map((part) => section({ ...part, text: part.text() }));
  return `# Third-party notices\n\nWhat others wrote and this package contains, with their licences.\n\n${sections.join('\n')}`;
}

/** A package of npm: its name, its version, and the text of its licence, or what its manifest says of it. */
export function licenceOf(folder) {
  const { name, version, license, author } = JSON.parse(read(join(folder, 'package.json')));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const holder = typeof author === 'object' ? author.name : author;
  const text =
    file === undefined
      ? [holder && `Copyright (c) ${holder}`, `Licence: ${license}\n`, textOf(license)].filter(Boolean).join('\n')
      : read(join(folder, file));
  return { name: `${name} ${version}`, what: 'the pages', text };
}

// This package's own licence is the MIT licence: its text follows the line with the holder.
const mitText = () =>
  read(new URL('LICENSE', root))
    .split(/^Copyright.*$/m)[1]
    .trim();

const TEXTS = { MIT: mitText, 'Apache-2.0': () => read(APACHE) };

// Of one licence, or of several that all hold.
function textOf(licences) {
  const names = licences.split(' AND ');
  for (const name of names) if (!(name in TEXTS)) throw new Error(`There is no text of the licence ${name} here`);
  return names.map((name) => TEXTS[name]().trim()).join('\n\n');
}

// A text that several packages have stands once.
function sectionsOf(licences) {
  const first = new Map();
  return licences.map(({ name, what, text }) => {
    const before = first.get(text);
    if (before !== undefined) return `## ${name}\n\nIn use: ${what}. Its licence is that of ${before}.\n`;
    first.set(text, name);
    return section({ name, what, text });
  });
}

/** The notices for the pages: those of the package, of the packages of npm in these folders, and of the photographs. */
export function pageNotices(folders) {
  const sections = sectionsOf(folders.map(licenceOf));
  const own = section({ name: 'upsampling2d', what: 'the pages', text: read(new URL('LICENSE', root)) });
  const credits = read(new URL('web/public/photos/CREDITS.md', root)).replace(/^# /, '## ');
  return `${packageNotices()}\n${[own, ...sections, credits].join('\n')}`;
}
