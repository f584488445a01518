// The one reader of what a caller hands in as an object: options and tensors. As in WebIDL's dictionaries the known keys are
// taken wherever they are, also from accessors of a class; but not from Object.prototype, on which any script may put things.
import { oneOf, tagOf, wrongKind } from './errors.js';

// Edits from one word to another (Levenshtein): which known option was meant.
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}

// The error for an option that does not exist, with the nearest that does.
function unknownOption(key: string, known: readonly string[], where: string): TypeError {
  const near = known
    .map((name) => ({ name, far: distance(key.slice(0, 40).toLowerCase(), name.toLowerCase()) }))
    .reduce((best, next) => (next.far < best.far ? next : best));
  const what = near.far <= 3 ? `${oneOf(known)} (did you mean ${near.name}?)` : oneOf(known);
  return wrongKind(what, `the name of an option of ${where}`, key);
}

// Object.prototype of whatever realm.
function isRoot(object: object): boolean {
  return Object.getPrototypeOf(object) === null && Object.hasOwn(object, 'hasOwnProperty');
}

/** Reads a property once; undefined if only Object.prototype has it. */
export function readProperty(object: object, key: string): unknown {
  for (let holder = object; holder !== null; holder = Object.getPrototypeOf(holder)) {
    if (!Object.hasOwn(holder, key)) continue;
    return holder !== object && isRoot(holder) ? undefined : (object as Record<string, unknown>)[key];
  }
  // A Proxy may answer for what it does not list.
  return (object as Record<string, unknown>)[key];
}

// Refuses what is no object of options, and own keys that are not known.
function checkOptions(options: unknown, known: readonly string[], where: string): asserts options is object {
  if (typeof options !== 'object' || options === null || tagOf(options) !== 'Object') {
    throw wrongKind('an object of options', where, options);
  }
  // Unlike Object.keys, this allocates nothing.
  for (const key in options) {
    if (!known.includes(key) && Object.hasOwn(options, key)) throw unknownOption(key, known, where);
  }
}

/** Reads the known options, each once. */
export function readOptions(options: unknown, known: readonly string[], where: string): Map<string, unknown> {
  if (options === undefined) return new Map();
  checkOptions(options, known, where);
  return new Map(known.map((key) => [key, readProperty(options, key)]));
}

/** Reads the only option there is; a Map less than readOptions. */
export function readOption(options: unknown, known: readonly [string], where: string): unknown {
  if (options === undefined) return undefined;
  checkOptions(options, known, where);
  return readProperty(options, known[0]);
}
