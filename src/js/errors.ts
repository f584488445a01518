// The one form of every message: "Expected WHAT for NAME but received VALUE of type TYPE".
// TypeError for a wrong kind of thing, RangeError for a wrong number.
import { lengthOf, typedArrayName } from './typed-array.js';

const LONGEST_LIST = 8;
const LONGEST_TEXT = 80;

/** What Object.prototype.toString calls it: 'Object', 'Array', 'Response'. The same in every realm. */
export function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? (typedArrayName(value) ?? tagOf(value)) : typeof value;
}

function shorten(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}...` : text;
}

function show(value: unknown): string {
  if (typeof value === 'string') return shorten(JSON.stringify(value));
  if (typeof value === 'bigint') return shorten(`${value}n`);
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'function') return shorten(`function ${value.name}`.trim());
  if (typeof value !== 'object' || value === null) return shorten(String(value));
  const name = typedArrayName(value);
  if (name) return `${name}(${lengthOf(value)})`;
  if (Array.isArray(value)) {
    const items = Array.from({ length: Math.min(value.length, LONGEST_LIST) }, (_, i) =>
      typeof value[i] === 'object' && value[i] !== null ? typeOf(value[i]) : show(value[i]),
    );
    return `[${items.join(', ')}${value.length > LONGEST_LIST ? `, ... ${value.length} items` : ''}]`;
  }
  return `{${shorten(Object.keys(value).join(', '))}}`;
}

/** Says what was expected and what came instead. Never throws, whatever the value: hostile ones are only named. */
export function expected(what: string, name: string, value: unknown): string {
  let shown = 'a value that cannot be shown';
  let type: string = typeof value;
  try {
    shown = show(value);
    type = typeOf(value);
  } catch {
    // A Proxy or a getter threw. The words above remain.
  }
  return `Expected ${what} for ${name} but received ${shown} of type ${type}`;
}

/** The error for a wrong kind of thing. */
export function wrongKind(what: string, name: string, value: unknown): TypeError {
  return new TypeError(expected(what, name, value));
}

/** The error for a number, or a count, out of range. */
export function wrongNumber(what: string, name: string, value: unknown): RangeError {
  return new RangeError(expected(what, name, value));
}

/** 'a, b or c', for the names that would have been right. */
export function oneOf(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** For scripts of the package that get these from the one that loads them. */
export const errors = { wrongKind, wrongNumber };
export type Errors = typeof errors;
