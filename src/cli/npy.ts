// The header of NumPy's .npy files, versions 1 to 3, and the bytes of their elements.
import type { DType } from 'upsampling2d';
import { Failure } from './failure.js';

export interface NpyHeader {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Bytes of an element. */
  readonly bytes: number;
  readonly bigEndian: boolean;
  /** Bytes before the first element. */
  readonly length: number;
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
const ALIGNMENT = 64;
// NumPy itself reads no longer ones without being told.
const LONGEST_HEADER = 2 ** 16;

// NumPy's letters and sizes.
const CODES: Readonly<Record<string, DType>> = {
  f4: 'float32',
  f8: 'float64',
  f2: 'float16',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  u8: 'uint64',
  i8: 'int64',
  b1: 'bool',
};

export function isNpy(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC.length && MAGIC.equals(bytes.subarray(0, MAGIC.length));
}

/** How many bytes the header has, or undefined while there are too few to tell. */
function headerLength(bytes: Buffer, name: string): { text: number; length: number } | undefined {
  if (bytes.length < 12) return undefined;
  const version = bytes[6] as number;
  if (version < 1 || version > 3)
    throw new Failure(`${name} is an .npy file of version ${version}, which is not known`);
  const text = version === 1 ? 10 : 12;
  const length = text + (version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  if (length > LONGEST_HEADER) throw new Failure(`${name} has a header of ${length} bytes: it is damaged`);
  return { text, length };
}

function dtypeOf(descr: string, name: string): Pick<NpyHeader, 'dtype' | 'bytes' | 'bigEndian'> {
  const [, order = '', code = ''] = /^([<>|=]?)([a-zA-Z]\d+)$/.exec(descr) ?? [];
  const dtype = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  if (dtype === undefined) {
    const known = Object.values(CODES).join(', ');
    throw new Failure(`${name} has elements of NumPy's type ${descr}; those that can be enlarged are ${known}`);
  }
  return { dtype, bytes: Number(code.slice(1)), bigEndian: order === '>' };
}

function shapeOf(text: string, name: string): number[] {
  const shape = text
    .split(',')
    .map((side) => side.trim().replace(/L$/, ''))
    .filter((side) => side !== '')
    .map(Number);
  if (!shape.every((side) => Number.isSafeInteger(side) && side >= 0)) {
    throw new Failure(`${name} has no shape that can be read: (${text})`);
  }
  if (shape.length !== 4) {
    throw new Failure(
      `${name} has the shape (${shape.join(', ')}), and only arrays with four axes are enlarged: use x[None] or x[..., None]`,
    );
  }
  return shape;
}

/** Reads a header, or returns undefined if `bytes` end before it does. */
export function parseNpy(bytes: Buffer, name: string): NpyHeader | undefined {
  const found = headerLength(bytes, name);
  if (found === undefined || bytes.length < found.length) return undefined;
  const text = bytes.toString('latin1', found.text, found.length);
  if (/'descr'\s*:\s*\[/.test(text)) throw new Failure(`${name} has elements of several fields, which have no average`);
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([^)]*)\)/.exec(text)?.[1];
  if (descr === undefined || fortran === undefined || shape === undefined) {
    throw new Failure(`${name} has a header that cannot be read: it is damaged`);
  }
  const kind = dtypeOf(descr, name);
  if (fortran === 'True') {
    throw new Failure(`${name} is in Fortran's order: save it with np.save(file, np.ascontiguousarray(x))`);
  }
  return { ...kind, shape: shapeOf(shape, name), length: found.length };
}

/** The header of a file of this shape, as NumPy writes it. */
export function formatNpy(dtype: DType, shape: readonly number[]): Uint8Array {
  const code = Object.keys(CODES).find((key) => CODES[key] === dtype) ?? '';
  const descr = `${code.endsWith('1') ? '|' : '<'}${code}`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const length = Math.ceil((10 + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = Buffer.alloc(length, ' ');
  MAGIC.copy(header);
  header.set([1, 0], MAGIC.length);
  header.writeUInt16LE(length - 10, 8);
  header.write(text, 10, 'latin1');
  header.write('\n', length - 1, 'latin1');
  return header;
}

/** Turns the bytes of whole elements around, in place. */
export function swapBytes(bytes: Buffer, elementBytes: number): Buffer {
  if (elementBytes === 2) return bytes.swap16();
  if (elementBytes === 4) return bytes.swap32();
  return elementBytes === 8 ? bytes.swap64() : bytes;
}
