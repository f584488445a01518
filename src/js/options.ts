// Reads the objects that a caller passes: options and tensors. As in WebIDL's dictionaries, a known key may be inherited,
// for example as an accessor of a class. Keys on Object.prototype do not count, because any script may put some there.
import { oneOf, tagOf, wrongKind } from './errors.js';

const OUT = ['out'];

// The number of edits from one word to another (Levenshtein), to guess which option was meant.
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

// The error for an option that does not exist. Suggests the nearest that does.
function unknownOption(key: string, known: readonly string[], where: string): TypeError {
  const near = known
    .map((name) => ({ name, far: distance(key.slice(0, 40).toLowerCase(), name.toLowerCase()) }))
    .reduce((best, next) => (next.far < best.far ? next : best));
  const what = near.far <= 3 ? `${oneOf(known)} (did you mean ${near.name}?)` : oneOf(known);
  return wrongKind(what, `the name of an option of ${where}`, key);
}

// Whether only the Object.prototype of some realm has the property. A Proxy may give a value for a key that no object has.
function isFromRoot(object: object, key: string): boolean {
  let holder = object;
  while (!Object.hasOwn(holder, key)) {
    const next = Object.getPrototypeOf(holder);
    if (next === null) return false;
    holder = next;
  }
  return holder !== object && Object.getPrototypeOf(holder) === null && Object.hasOwn(holder, 'hasOwnProperty');
}

/** The value that was read for a property, or undefined if only Object.prototype has the property. */
export function unpolluted(object: object, key: string, value: unknown): unknown {
  return value === undefined || Object.hasOwn(object, key) || !isFromRoot(object, key) ? value : undefined;
}

/** Reads a property once. Undefined if only Object.prototype has the property. */
export function readProperty(object: object, key: string): unknown {
  return unpolluted(object, key, (object as Record<string, unknown>)[key]);
}

// Refuses anything but an object, and own keys that are not known.
function checkOptions(options: unknown, known: readonly string[], where: string): asserts options is object {
  if (typeof options !== 'object' || options === null || tagOf(options) !== 'Object') {
    throw wrongKind('an object of options', where, options);
  }
  // Object.keys would allocate an array.
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

/** Reads `out`, the only option of frequent calls, without making a Map. */
export function readOut(options: unknown, where: string): unknown {
  if (options === undefined) return undefined;
  checkOptions(options, OUT, where);
  return unpolluted(options, 'out', (options as { out?: unknown }).out);
}
