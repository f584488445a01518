// Typed arrays by what the language itself says of them. A subclass, or a property of the array's own, may say otherwise,
// and may run a caller's code; these never do.
const prototype = Object.getPrototypeOf(Uint8Array.prototype);

function getter<T>(name: string | symbol): (this: unknown) => T {
  return Object.getOwnPropertyDescriptor(prototype, name)?.get as (this: unknown) => T;
}

const tagGetter = getter<string | undefined>(Symbol.toStringTag);
const lengthGetter = getter<number>('length');
const bufferGetter = getter<ArrayBufferLike>('buffer');
const byteOffsetGetter = getter<number>('byteOffset');
const byteLengthGetter = getter<number>('byteLength');

/** 'Float32Array' and so on for typed arrays, of whatever realm or subclass; undefined for everything else. */
export function typedArrayName(value: unknown): string | undefined {
  return tagGetter.call(value);
}

/** The number of elements of a typed array; 0 once its buffer is detached. */
export function lengthOf(array: unknown): number {
  return lengthGetter.call(array);
}

/** The buffer of a typed array; the same object after it was detached. */
export function bufferOf(array: unknown): ArrayBufferLike {
  return bufferGetter.call(array);
}

/** Where a typed array begins in its buffer, in bytes; 0 once that is detached. */
export function byteOffsetOf(array: unknown): number {
  return byteOffsetGetter.call(array);
}

/** The bytes of a typed array; 0 once its buffer is detached. */
export function byteLengthOf(array: unknown): number {
  return byteLengthGetter.call(array);
}

/** Whether a typed array lies in memory that threads share. */
export function isShared(array: unknown): boolean {
  return Object.prototype.toString.call(bufferOf(array)) === '[object SharedArrayBuffer]';
}

/** The methods of the language, not of a subclass. */
export const copyInto = Uint8Array.prototype.set as (this: unknown, source: ArrayLike<number | bigint>) => void;
export const copyOf = Uint8Array.prototype.slice as unknown as <T>(this: T) => T;

/** Whether a typed array lost its buffer, so that nothing can be read from it. */
export function isDetached(array: unknown): boolean {
  if (lengthOf(array) > 0) return false;
  try {
    new Uint8Array(bufferOf(array), 0, 0);
    return false;
  } catch {
    return true;
  }
}
