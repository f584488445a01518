// NumPy's files for tests: written as np.save and np.savez write them, and read back.
import { crc32, deflateRawSync } from 'node:zlib';

const CODES = {
  float32: '<f4',
  float64: '<f8',
  float16: '<f2',
  uint8: '|u1',
  int8: '|i1',
  uint16: '<u2',
  int16: '<i2',
  uint32: '<u4',
  int32: '<i4',
  uint64: '<u8',
  int64: '<i8',
  bool: '|b1',
};

/** A whole .npy file. `header` replaces parts of the dictionary in it, or `version` its version. */
export function npyFile({ data, shape, dtype }, { version = 1, ...header } = {}) {
  const {
    descr,
    fortran_order: order,
    shape: sides,
  } = {
    descr: `'${CODES[dtype]}'`,
    fortran_order: 'False',
    shape: `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`,
    ...header,
  };
  const text = `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${sides}, }`;
  const before = version === 1 ? 10 : 12;
  const length = Math.ceil((before + text.length + 1) / 64) * 64;
  const bytes = Buffer.alloc(length, ' ');
  bytes.write('\x93NUMPY', 'latin1');
  bytes.set([version, 0], 6);
  if (version === 1) bytes.writeUInt16LE(length - before, 8);
  else bytes.writeUInt32LE(length - before, 8);
  bytes.write(text, before, 'latin1');
  bytes[length - 1] = 10;
  return Buffer.concat([bytes, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}

/** What a file says, and its elements as bytes. */
export function readNpyFile(file) {
  const length = 10 + file.readUInt16LE(8);
  const text = file.toString('latin1', 10, length);
  const [, descr, order, sides] = /'descr': '(.*?)', 'fortran_order': (\w+), 'shape': \((.*?)\)/.exec(text);
  const dtype = Object.keys(CODES).find((name) => CODES[name] === descr);
  const shape = sides
    .split(',')
    .filter((side) => side.trim())
    .map(Number);
  return { dtype, order, shape, aligned: length % 64 === 0 && file[length - 1] === 10, bytes: file.subarray(length) };
}

/** A zip of files, as np.savez makes it, or np.savez_compressed. */
export function zipFile(files, { compressed = false } = {}) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const stored = compressed ? deflateRawSync(bytes) : bytes;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(compressed ? 8 : 0, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(stored.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), stored]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, place, Buffer.from(name));
    parts.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, central, end]);
}
