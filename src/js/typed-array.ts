// Reads the properties of typed arrays by the language's own getters. A subclass, or a property of the array, could give
// other values and run a caller's code. These functions do neither.
const prototype = Object.getPrototypeOf(Uint8Array.prototype);

function getter<T>(name: string | symbol): (this: unknown) => T {
  return Object.getOwnPropertyDescriptor(prototype, name)?.get as (this: unknown) => T;
}

const tagGetter = getter<string | undefined>(Symbol.toStringTag);
const lengthGetter = getter<number>('length');
const bufferGetter = getter<ArrayBufferLike>('buffer');
const byteOffsetGetter = getter<number>('byteOffset');
const byteLengthGetter = getter<number>('byteLength');

/** 'Float32Array' and so on for typed arrays of any realm or subclass. Undefined for everything else. */
export function typedArrayName(value: unknown): string | undefined {
  return tagGetter.call(value);
}

/** The number of elements of a typed array, 0 once its buffer is detached. */
export function lengthOf(array: unknown): number {
  return lengthGetter.call(array);
}

/** The buffer of a typed array, which stays the same object when it is detached. */
export function bufferOf(array: unknown): ArrayBufferLike {
  return bufferGetter.call(array);
}

/** Where a typed array begins in its buffer, in bytes. 0 once the buffer is detached. */
export function byteOffsetOf(array: unknown): number {
  return byteOffsetGetter.call(array);
}

/** The number of bytes of a typed array, 0 once its buffer is detached. */
export function byteLengthOf(array: unknown): number {
  return byteLengthGetter.call(array);
}

/** Whether a typed array is in memory that threads share. */
export function isShared(array: unknown): boolean {
  return Object.prototype.toString.call(bufferOf(array)) === '[object SharedArrayBuffer]';
}

/** The methods of the language, not of a subclass. */
export const copyInto = Uint8Array.prototype.set as (this: unknown, source: ArrayLike<number | bigint>) => void;
export const copyOf = Uint8Array.prototype.slice as unknown as <T>(this: T) => T;

/** Whether the buffer of a typed array is detached. */
export function isDetached(array: unknown): boolean {
  if (lengthOf(array) > 0) return false;
  try {
    new Uint8Array(bufferOf(array), 0, 0);
    return false;
  } catch {
    return true;
  }
}
