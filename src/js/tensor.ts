// Tensors: dtypes and the typed arrays that hold them, shapes, lengths, and the checks of arguments.
import { expected, oneOf, tagOf, wrongKind, wrongNumber } from './errors.js';
import { DTYPE_LIST } from './generated/lists.js';
import type { Float16ArrayIfAny } from './runtime/globals.js';
import { bufferOf, byteLengthOf, byteOffsetOf, isDetached, isShared, lengthOf, typedArrayName } from './typed-array.js';

type DTypeEntry = (typeof DTYPE_LIST)[number];

/**
 * The name of an element type.
 *
 * @example
 * const dtype: DType = 'int16';
 * console.log(DTYPES.includes(dtype)); // true
 */
export type DType = Exclude<DTypeEntry, { kind: 'pixels' }>['name'];

/** The number by which the module knows an element type, pixel encodings included. @internal */
export type DTypeName = DTypeEntry['name'];

/**
 * The typed arrays that can hold a tensor's elements.
 *
 * @example
 * const data: TensorData = Int16Array.of(-1, 300);
 * console.log(new UpSampling2D({ size: 1 }).apply({ data, shape: [1, 1, 2, 1] }).dtype); // int16
 */
export type TensorData =
  | Float32Array
  | Float64Array
  | Float16ArrayIfAny
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

interface Arrays {
  float32: Float32Array;
  float64: Float64Array;
  float16: Float16ArrayIfAny | Uint16Array;
  uint8: Uint8Array;
  uint8clamped: Uint8ClampedArray;
  int8: Int8Array;
  uint16: Uint16Array;
  int16: Int16Array;
  int32: Int32Array;
  uint32: Uint32Array;
  bool: Uint8Array;
  int64: BigInt64Array;
  uint64: BigUint64Array;
}

/** The typed array that holds a dtype. */
export type ArrayFor<D extends DType> = Arrays[D];

/**
 * Four sizes: [N, H, W, C] for channels_last, [N, C, H, W] for channels_first.
 *
 * @example
 * const shape: Shape = [1, 2, 3, 4];
 * console.log(new UpSampling2D().computeOutputShape(shape)); // [ 1, 4, 6, 4 ]
 */
export type Shape = [number, number, number, number];

/**
 * An input: a typed array, its shape, and its dtype if the array does not determine it.
 *
 * @example
 * const bits: Tensor<Uint16Array> = { data: Uint16Array.of(0x3c00), shape: [1, 1, 1, 1], dtype: 'float16' };
 * console.log(new UpSampling2D({ size: [1, 2] }).apply(bits).data.join()); // 15360,15360
 */
export interface Tensor<D extends TensorData = TensorData> {
  /** The elements in row-major order, exactly as many as the shape has. */
  readonly data: D;
  /** Four integers. */
  readonly shape: ArrayLike<number>;
  /** Only needed for 'float16' bits in a Uint16Array and for 'bool' in a Uint8Array. */
  readonly dtype?: DType | undefined;
}

/** The kind of an array, in whatever memory it lies. */
export type KindOf<D extends TensorData> = TensorData extends infer K
  ? K extends unknown
    ? D extends K
      ? K
      : never
    : never
  : never;

/** The array of a result: the kind that went in; Node's Buffer gives a Uint8Array. */
export type ResultData<D extends TensorData> = D extends { readUInt8(...args: never[]): unknown } ? Uint8Array : D;

/**
 * A result. The caller owns it: no later call changes it.
 *
 * @example
 * const y: TensorResult<Int8Array> = new UpSampling2D().apply({ data: Int8Array.of(-5), shape: [1, 1, 1, 1] });
 * console.log(y.data.join(), y.shape, y.dtype); // -5,-5,-5,-5 [ 1, 2, 2, 1 ] int8
 */
export interface TensorResult<D extends TensorData = TensorData> {
  data: D;
  shape: Shape;
  dtype: DType;
}

/**
 * The names of all element types that a tensor can have.
 *
 * @example
 * console.log(DTYPES.length, DTYPES[0]); // 13 float32
 */
export const DTYPES: readonly DType[] = Object.freeze(
  DTYPE_LIST.filter((entry) => entry.kind !== 'pixels').map((entry) => entry.name as DType),
);

/** The largest side of an image, in and out. */
export const LARGEST_SIDE = 2 ** 31 - 1;

/** An element type: its native number, the arrays that hold it. @internal */
export interface DTypeInfo {
  readonly name: DTypeName;
  readonly index: number;
  readonly kind: DTypeEntry['kind'];
  readonly arrayName: string;
}

/** The constructor of an array kind, with only the members that are used here. @internal */
export interface ArrayType {
  new (length: number): TensorData;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): TensorData;
  readonly BYTES_PER_ELEMENT: number;
}

const ARRAY_TYPES = new Map<string, ArrayType>(
  [
    Float32Array,
    Float64Array,
    Uint8Array,
    Uint8ClampedArray,
    Int8Array,
    Uint16Array,
    Int16Array,
    Int32Array,
    Uint32Array,
    BigInt64Array,
    BigUint64Array,
  ].map((type) => [type.name, type as unknown as ArrayType]),
);
const nativeFloat16Array = (globalThis as { Float16Array?: ArrayType }).Float16Array;
if (nativeFloat16Array) ARRAY_TYPES.set('Float16Array', nativeFloat16Array);

// For dtypes whose array is not named after them.
const ARRAY_NAMES: Partial<Record<DTypeName, string>> = {
  uint8clamped: 'Uint8ClampedArray',
  bool: 'Uint8Array',
  int64: 'BigInt64Array',
  uint64: 'BigUint64Array',
  rgba8: 'Uint8ClampedArray',
  rgba8linear: 'Uint8ClampedArray',
};

function arrayNameOf(dtype: DTypeName): string {
  return ARRAY_NAMES[dtype] ?? `${dtype.charAt(0).toUpperCase()}${dtype.slice(1)}Array`;
}

const INFOS = new Map<string, DTypeInfo>(
  DTYPE_LIST.map(({ name, kind }, index) => [name, { name, index, kind, arrayName: arrayNameOf(name) }]),
);

/** The array kind of that name. @internal */
export function arrayType(arrayName: string): ArrayType {
  return ARRAY_TYPES.get(arrayName) as ArrayType;
}

/** The element type of a name that exists. @internal */
export function dtypeInfo(name: DTypeName): DTypeInfo {
  return INFOS.get(name) as DTypeInfo;
}

/** The element type of a public name. @internal */
export function parseDType(value: unknown, name: string): DTypeInfo {
  const info = typeof value === 'string' ? INFOS.get(value) : undefined;
  if (info === undefined || info.kind === 'pixels') throw wrongKind(oneOf(DTYPES), name, value);
  return info;
}

/** The array of a dtype. Float16Array exists only in some engines; others use Uint16Array. @internal */
export function arrayNameFor(info: DTypeInfo): string {
  return ARRAY_TYPES.has(info.arrayName) ? info.arrayName : 'Uint16Array';
}

const BY_ARRAY_NAME = new Map<string, DTypeInfo>();
for (const name of DTYPES) {
  const info = dtypeInfo(name);
  if (!BY_ARRAY_NAME.has(info.arrayName)) BY_ARRAY_NAME.set(info.arrayName, info);
}

/** Whether arrays of that name hold a dtype. @internal */
export function mayHold(arrayName: string, info: DTypeInfo): boolean {
  return arrayName === info.arrayName || (info.name === 'float16' && arrayName === 'Uint16Array');
}

// Libraries have stand-ins for Float16Array. They are proxies, which built-in functions do not accept as typed arrays.
function looksLikeFloat16Array(data: unknown): boolean {
  try {
    return typeof data === 'object' && tagOf(data) === 'Float16Array';
  } catch {
    return false;
  }
}

/** The element type of an array: the caller's dtype if there is one, or else the array's own. @internal */
export function dtypeOf(arrayName: string | undefined, data: unknown, dtype: unknown, name: string): DTypeInfo {
  const own = arrayName === undefined ? undefined : BY_ARRAY_NAME.get(arrayName);
  if (own === undefined) {
    const bits =
      " (a Float16Array of a library gives its bits: new Uint16Array(x.buffer, x.byteOffset, x.length) with dtype: 'float16')";
    const what = `${oneOf([...BY_ARRAY_NAME.keys()])}${looksLikeFloat16Array(data) ? bits : ''}`;
    throw wrongKind(what, `${name}.data`, data);
  }
  if (dtype === undefined) return own;
  const info = parseDType(dtype, `${name}.dtype`);
  if (!mayHold(arrayName as string, info)) {
    throw wrongKind(`a dtype that a ${arrayName} holds`, `${name}.dtype`, dtype);
  }
  return info;
}

/** Whether a value can be read as a list of numbers. @internal */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || typedArrayName(value) !== undefined;
}

/** Reads a list of four sides, each once. @internal */
export function readSides(value: unknown, name: string): unknown[] {
  if (!isList(value)) throw wrongKind('an array of 4 integers', name, value);
  if (value.length !== 4) throw wrongNumber(`4 dimensions (not ${value.length})`, name, value);
  return [value[0], value[1], value[2], value[3]];
}

/** Refuses strides, if a tensor has any, that are not those of row-major order. @internal */
export function checkStrides(strides: unknown, sides: readonly unknown[], name: string): void {
  if (!isList(strides) || sides.some((side) => typeof side !== 'number' || side === 0)) return;
  const given = Array.from({ length: Math.min(strides.length, sides.length) }, (_, i) => strides[i]);
  const wanted = sides.map((_, i) => sides.slice(i + 1).reduce<number>((step, side) => step * (side as number), 1));
  if (given.some((step, i) => step !== wanted[i] && sides[i] !== 1)) {
    throw wrongNumber(`those of elements in row-major order, [${wanted.join(', ')}],`, name, given);
  }
}

/** Refuses sides that are no sizes. Null passes if unknown sizes are allowed. @internal */
export function checkSides(sides: readonly unknown[], name: string, allowNull: true): (number | null)[];
export function checkSides(sides: readonly unknown[], name: string, allowNull?: false): Shape;
export function checkSides(sides: readonly unknown[], name: string, allowNull = false): (number | null)[] {
  return sides.map((side, i) => {
    if (side === null && allowNull) return null;
    if (typeof side !== 'number') throw wrongKind('an integer', `${name}[${i}]`, side);
    if (!Number.isSafeInteger(side) || side < 0) throw wrongNumber('an integer of 0 or more', `${name}[${i}]`, side);
    return side + 0; // -0 becomes 0.
  });
}

/** The number of elements of a checked shape. It is exact if it is a safe integer. @internal */
export function elementCount(shape: Shape): number {
  return shape[0] * shape[1] * shape[2] * shape[3];
}

/** Refuses sides and element counts that no tensor can have. Empty tensors may have any sides. @internal */
export function checkSize(shape: Shape, name: string): void {
  const count = elementCount(shape);
  if (count === 0) return;
  for (const size of shape) {
    if (size > LARGEST_SIDE) throw wrongNumber(`sides of at most ${LARGEST_SIDE}`, name, shape);
  }
  if (!Number.isSafeInteger(count)) {
    throw wrongNumber(`at most ${Number.MAX_SAFE_INTEGER} elements (not ${count.toExponential(3)})`, name, shape);
  }
}

/** Refuses an array whose buffer is detached, or that has another number of elements. @internal */
export function checkLength(data: TensorData, count: number, shape: ArrayLike<number>, name: string): void {
  if (lengthOf(data) === count && count > 0) return;
  if (isDetached(data)) throw wrongKind('an array whose buffer is not detached', name, data);
  if (lengthOf(data) !== count) {
    throw wrongNumber(`${count} elements (shape [${Array.from(shape).join(', ')}])`, name, data);
  }
}

/** The array kind and shape that a result must have. @internal */
export interface Output {
  readonly outArray: string;
  readonly target: Shape;
  readonly targetCount: number;
}

// Whether two arrays would share elements if their buffers were the same.
function rangesMeet(a: TensorData, b: TensorData): boolean {
  const aBegin = byteOffsetOf(a);
  const bBegin = byteOffsetOf(b);
  return aBegin < bBegin + byteLengthOf(b) && bBegin < aBegin + byteLengthOf(a);
}

/**
 * Whether an input and an output share elements although their buffers are two objects. A SharedArrayBuffer that was sent to
 * another thread, or that a shared WebAssembly.Memory had before it grew, is another object of the same memory. Both objects
 * begin with the same byte. Only a change of a byte tells; the byte is the output's, and gets its value back. @internal
 */
export function shareMemory(input: TensorData, out: TensorData): boolean {
  if (bufferOf(input) === bufferOf(out) || !isShared(input) || !isShared(out) || !rangesMeet(input, out)) return false;
  const at = Math.max(byteOffsetOf(input), byteOffsetOf(out));
  const [read, changed] = [new Uint8Array(bufferOf(input), at, 1), new Uint8Array(bufferOf(out), at, 1)];
  const before = Atomics.load(read, 0);
  Atomics.xor(changed, 0, 1);
  const share = Atomics.load(read, 0) !== before;
  Atomics.xor(changed, 0, 1);
  return share;
}

/** Refuses an `out` of another kind or length, or one that shares memory with the input. @internal */
export function checkOut(out: unknown, { outArray, target, targetCount }: Output, input: TensorData): void {
  if (typedArrayName(out) !== outArray) throw wrongKind(`a ${outArray}`, 'out', out);
  checkLength(out as TensorData, targetCount, target, 'out');
  if (bufferOf(out) === bufferOf(input) && rangesMeet(out as TensorData, input))
    throw wrongNumber('an array that does not overlap the input', 'out', out);
}

/** A new array of zeros. @internal */
export function allocate({ outArray, target, targetCount }: Output): TensorData {
  const Type = arrayType(outArray);
  try {
    return new Type(targetCount);
  } catch (error) {
    const size = `${(targetCount * Type.BYTES_PER_ELEMENT).toLocaleString('en')} bytes`;
    const what = `an output for which there is memory (out of memory: ${size})`;
    throw new RangeError(expected(what, 'the output shape', target), { cause: error });
  }
}
