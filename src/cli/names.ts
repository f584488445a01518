// From what stands on the command line to pairs of files: which files are meant, and what each result is called.
import { readdir } from 'node:fs/promises';
import { type ParsedPath, type PlatformPath, posix, win32 } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { noFile, UsageError } from './failure.js';
import { DEFAULT_FILTER, ENDINGS, formatOf, isReadOnly, kindOfFormat, resultOf, TITLES } from './formats.js';
import { kindAt } from './place.js';

/** Standard input, or standard output. */
export const STANDARD = '-';

/** A file that is read, and the file that comes of it. */
export interface Pair {
  readonly input: string;
  readonly output: string;
}

/** An input, and where it lies below the folder that was named on the command line. */
interface Found {
  readonly path: string;
  readonly below: string;
}

export interface NameSettings {
  readonly inputs: readonly string[];
  readonly output?: string | undefined;
  readonly outDir?: string | undefined;
  readonly name?: string | undefined;
  readonly recursive: boolean;
  readonly format?: string | undefined;
  readonly size: readonly [number, number];
  readonly interpolation?: string | undefined;
}

type Path = Pick<
  PlatformPath,
  'basename' | 'dirname' | 'join' | 'normalize' | 'parse' | 'relative' | 'resolve' | 'sep'
>;

const here: Path = process.platform === 'win32' ? win32 : posix;

const BESIDE = '{name}@{size}x.{ext}';
const ELSEWHERE = '{name}.{ext}';
const PLACEHOLDERS = ['name', 'ext', 'size', 'interpolation'];

// The ending of the result, without its dot: that of the input, unless another format was asked for.
function endingFor({ ext }: ParsedPath, format: string | undefined, input: string): string {
  const wanted = format ?? resultOf(ext);
  if (wanted === undefined) {
    throw new UsageError(`The name ${input} does not say which format the result is to have: use --format or --output`);
  }
  return (formatOf(ext) === wanted ? ext : (ENDINGS[wanted]?.[0] ?? '')).slice(1);
}

/** The factors in a name: 2, or 2x3 where rows and columns differ. */
export function sizeText([rows, columns]: readonly [number, number]): string {
  return rows === columns ? `${rows}` : `${rows}x${columns}`;
}

function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w*)\}/g, (whole, key: string) => {
    if (!PLACEHOLDERS.includes(key)) {
      const known = PLACEHOLDERS.map((name) => `{${name}}`).join(', ');
      throw new UsageError(`Expected only ${known} in --name but received ${whole}`);
    }
    return values[key] ?? '';
  });
}

/** Where the result of an input goes. `below` is the input's path below the folder that was named. */
export function outputFor(
  input: string,
  below: string,
  { outDir, name, format, size, interpolation }: NameSettings,
  path: Path = here,
): string {
  const parsed = path.parse(input);
  const file = fillTemplate(name ?? (outDir === undefined ? BESIDE : ELSEWHERE), {
    name: parsed.name,
    ext: endingFor(parsed, format, input),
    size: sizeText(size),
    interpolation: interpolation ?? DEFAULT_FILTER[kindOfFormat(resultOf(parsed.ext) ?? format)],
  });
  if (file !== path.basename(file)) throw new UsageError(`Expected a file's name for --name but received ${file}`);
  return outDir === undefined ? path.join(parsed.dir, file) : path.join(outDir, path.dirname(below), file);
}

/** A pattern as the library for patterns wants it, which knows only slashes. */
export function asPattern(text: string, separator: string = here.sep): string {
  return separator === '\\' ? text.replaceAll('\\', '/') : text;
}

/** The folder that a pattern begins with: `shots` of `shots/2024-*` and of `shots/**`. */
export function patternBase(pattern: string): string {
  const parts = pattern.split('/');
  const fixed = parts.slice(0, parts.slice(0, -1).findIndex((part) => isDynamicPattern(part)) >>> 0);
  return fixed.length === parts.length ? fixed.slice(0, -1).join('/') : fixed.join('/');
}

// What cannot be looked at fails when its turn comes, and does not stop the others.
const kindOf = (path: string) => kindAt(path).catch(() => undefined);

// Hidden files and folders stay out, as they do with the patterns of shells.
async function filesBelow(folder: string, recursive: boolean, leftOut: string | undefined): Promise<string[]> {
  const files: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = here.join(folder, entry.name);
    const kind = entry.isSymbolicLink() ? await kindOf(path) : entry.isDirectory() ? 'folder' : 'file';
    // A link to a folder is not followed: it may lead back.
    if (kind === 'folder' && recursive && !entry.isSymbolicLink() && here.resolve(path) !== leftOut) {
      files.push(...(await filesBelow(path, recursive, leftOut)));
    } else if (kind === 'file' && resultOf(here.parse(path).ext) !== undefined) {
      files.push(path);
    }
  }
  return files;
}

async function expand(input: string, settings: NameSettings): Promise<Found[]> {
  if (input === STANDARD) return [{ path: input, below: input }];
  const kind = await kindOf(input);
  if (kind === 'folder') {
    if (settings.outDir === undefined && settings.name === undefined) {
      throw new UsageError(`${input} is a folder: say where its results go with --out-dir, or with --name`);
    }
    const leftOut = settings.outDir === undefined ? undefined : here.resolve(settings.outDir);
    const files = await filesBelow(input, settings.recursive, leftOut);
    if (files.length === 0) {
      const deeper = settings.recursive ? '' : ' (--recursive also looks into its folders)';
      throw new UsageError(`There are no pictures or arrays in ${input}${deeper}`);
    }
    return files.map((path) => ({ path, below: here.relative(input, path) }));
  }
  const pattern = asPattern(input);
  if (kind === undefined && isDynamicPattern(pattern)) {
    const files = await glob(pattern, { onlyFiles: true, expandDirectories: false, absolute: false });
    if (files.length === 0) throw new UsageError(`No file matches ${input}`);
    const base = patternBase(pattern);
    return files.sort().map((path) => ({ path: here.normalize(path), below: here.relative(base, path) }));
  }
  // A file that is not there fails when its turn comes, unless its result has no name.
  const ending = here.parse(input).ext;
  const hasResult = settings.output !== undefined || (settings.format ?? resultOf(ending)) !== undefined;
  if (kind === undefined && !hasResult) throw new UsageError(noFile(input));
  return [{ path: input, below: here.basename(input) }];
}

// What is written must be what the name says, and must be named by the name or by --format.
function checkEnding(output: string, format: string | undefined): void {
  const { ext } = here.parse(output);
  const known = Object.keys(ENDINGS).join(', ');
  if (isReadOnly(ext)) {
    throw new UsageError(`${output}: ${ext.slice(1).toUpperCase()} can only be read; results are ${known}`);
  }
  const own = formatOf(ext);
  if (format === undefined && own === undefined) {
    throw new UsageError(
      ext === ''
        ? `The name ${output} does not say which format the result is to have: use --format, or an ending (${known})`
        : `${output}: there are no results with the ending ${ext}; use --format, or another ending (${known})`,
    );
  }
  if (format !== undefined && own !== undefined && format !== own) {
    throw new UsageError(`The name ${output} says ${TITLES[own]}, and --format says ${TITLES[format]}`);
  }
}

async function checkOutDir(outDir: string | undefined): Promise<void> {
  if (outDir !== undefined && (await kindOf(outDir)) === 'file') {
    throw new UsageError(`Expected a folder for --out-dir but received ${outDir}, which is a file`);
  }
}

function checkOutputs(pairs: readonly Pair[]): void {
  const makers = new Map<string, string>();
  const inputs = new Set(pairs.map(({ input }) => (input === STANDARD ? input : here.resolve(input))));
  for (const { input, output } of pairs) {
    if (output === STANDARD) continue;
    const target = here.resolve(output);
    const other = makers.get(target);
    if (other !== undefined) throw new UsageError(`${other} and ${input} would both become ${output}`);
    if (inputs.has(target)) throw new UsageError(`${output} is an input, and would be overwritten`);
    makers.set(target, input);
  }
}

/** All files that are meant, each once and in order, with their results. Throws a UsageError before anything is read. */
export async function pairsFor(settings: NameSettings): Promise<Pair[]> {
  const { inputs, output, outDir, format } = settings;
  await checkOutDir(outDir);
  const found = new Map<string, Found>();
  for (const input of inputs) {
    for (const file of await expand(input, settings)) {
      const key = file.path === STANDARD ? STANDARD : here.resolve(file.path);
      if (!found.has(key)) found.set(key, file);
    }
  }
  const files = [...found.values()];
  if (output !== undefined && files.length !== 1) {
    throw new UsageError(`Expected one input for --output but received ${files.length}: use --out-dir or --name`);
  }
  const pairs = files.map(({ path, below }) => {
    if (output !== undefined) return { input: path, output };
    if (path === STANDARD) return { input: path, output: STANDARD };
    return { input: path, output: outputFor(path, below, settings) };
  });
  for (const pair of pairs) if (pair.output !== STANDARD) checkEnding(pair.output, format);
  checkOutputs(pairs);
  return pairs;
}
