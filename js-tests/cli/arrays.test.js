// Arrays of NumPy through the packed command: the bytes of apply and gradient, whatever the dtype, the layout and the way in.
import { createWriteStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COORDINATES, DTYPES, describe as describePackage, INTERPOLATIONS, init, UpSampling2D } from 'upsampling2d';
import { installCommand, newFolder, runCommand } from '../helpers/command.js';
import { npyFile, readNpyFile, zipFile } from '../helpers/npy.js';

let command;
let folder;

beforeAll(async () => {
  await init();
  command = await installCommand();
  folder = newFolder(command);
});
afterAll(() => command?.remove());

const file = (name) => join(folder, name);
const run = (args, options) => runCommand(command, args, { cwd: folder, ...options });

async function runWell(args, options) {
  const result = await run(args, options);
  expect([result.stderr.match(/upsampling2d:.*/)?.[0], result.code]).toEqual([undefined, 0]);
  return result;
}

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  int64: BigInt64Array,
  bool: Uint8Array,
};
// NumPy has no clamped bytes.
const SAVED = DTYPES.filter((dtype) => dtype !== 'uint8clamped');

const count = (shape) => shape.reduce((product, side) => product * side, 1);

function tensor(dtype, shape) {
  const data = new ARRAYS[dtype](count(shape));
  for (let i = 0; i < data.length; i++) {
    const value = (i * 7919 + 13) % 251;
    if (dtype === 'bool') data[i] = value % 2;
    // The bits of halves between 1 and 2.
    else if (dtype === 'float16') data[i] = 0x3c00 + value * 4;
    else if (dtype.endsWith('64') && dtype !== 'float64') data[i] = BigInt(value) << 33n;
    else if (dtype.startsWith('float')) data[i] = value / 7 - 11;
    else data[i] = value * (data.BYTES_PER_ELEMENT > 1 ? 101 : 1);
  }
  return { data, shape, dtype };
}

const bytesOf = ({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

function write(name, array) {
  writeFileSync(file(name), npyFile(array));
  return name;
}

function expectResult(bytes, wanted) {
  const { bytes: elements, ...header } = readNpyFile(bytes);
  expect(header).toEqual({ dtype: wanted.dtype, order: 'False', shape: [...wanted.shape], aligned: true });
  expect(elements.equals(bytesOf(wanted))).toBe(true);
}

function applied(array, options) {
  const layer = new UpSampling2D(options);
  try {
    return layer.apply(array);
  } finally {
    layer.dispose();
  }
}

describe.each([
  ['channels_last', [2, 9, 11, 3]],
  ['channels_first', [2, 3, 9, 11]],
])('%s', (dataFormat, shape) => {
  const copied = ['nearest', 'area'];
  const has = (dtype, interpolation) =>
    describePackage().kernels.some((entry) => entry.dtype === dtype && entry.interpolation === interpolation);

  test.each(INTERPOLATIONS)('every dtype with %s has the bytes of apply', async (interpolation) => {
    const dtypes = SAVED.filter((dtype) => has(dtype, interpolation));
    expect(dtypes.length).toBe(copied.includes(interpolation) ? 12 : 9);
    const names = dtypes.map((dtype) => write(`${dtype}.npy`, tensor(dtype, shape)));
    const filter = ['--size', '2,3', '-i', interpolation, '--data-format', dataFormat];
    const out = `${dataFormat}-${interpolation}`;
    await runWell([...names, '--out-dir', out, ...filter]);
    for (const dtype of dtypes) {
      const wanted = applied(tensor(dtype, shape), { size: [2, 3], interpolation, dataFormat });
      expectResult(readFileSync(file(join(out, `${dtype}.npy`))), wanted);
    }
  });

  test.each(COORDINATES)('%s', async (coordinates) => {
    const array = tensor('float32', shape);
    write('coordinates.npy', array);
    const filter = ['-i', 'bicubic', '--coordinates', coordinates, '--data-format', dataFormat, '--size', '3'];
    await runWell(['coordinates.npy', '-o', `${coordinates}.npy`, '--force', ...filter]);
    const wanted = applied(array, { size: 3, interpolation: 'bicubic', coordinates, dataFormat });
    expectResult(readFileSync(file(`${coordinates}.npy`)), wanted);
  });

  test.each(['float32', 'float64', 'float16'])('the gradient of %s is that of the layer', async (dtype) => {
    const large = shape.map((side) => (side > 3 ? side * 2 : side));
    const dy = tensor(dtype, large);
    write('dy.npy', dy);
    const filter = ['--gradient', '-i', 'lanczos3', '--data-format', dataFormat];
    await runWell(['dy.npy', '-o', 'dx.npy', '--force', ...filter]);
    const layer = new UpSampling2D({ interpolation: 'lanczos3', dataFormat });
    expectResult(readFileSync(file('dx.npy')), layer.gradient(dy));
    layer.dispose();
  });
});

describe('ways in and out', () => {
  const array = tensor('int16', [1, 6, 5, 2]);
  const wanted = () => applied(array, { size: 2, interpolation: 'bilinear' });

  test('nearest is what arrays get by default, as in Keras', async () => {
    write('default.npy', array);
    await runWell(['default.npy']);
    expectResult(readFileSync(file('default@2x.npy')), applied(array, { size: 2 }));
  });

  test('float32 from integers', async () => {
    await runWell([write('ints.npy', array), '-o', 'floats.npy', '-i', 'bilinear', '--output-dtype', 'float32']);
    expectResult(
      readFileSync(file('floats.npy')),
      applied(array, { interpolation: 'bilinear', outputDtype: 'float32' }),
    );
  });

  test('the numbers of another backend', async () => {
    const floats = tensor('float32', [1, 6, 5, 2]);
    await runWell([write('torch.npy', floats), '-o', 'torch-2.npy', '-i', 'bicubic', '--backend', 'torch']);
    const result = applied(floats, { interpolation: 'bicubic', backend: 'torch' });
    expectResult(readFileSync(file('torch-2.npy')), result);
    expect(bytesOf(result).equals(bytesOf(applied(floats, { interpolation: 'bicubic' })))).toBe(false);
  });

  test('standard input to standard output', async () => {
    const { stdout } = await runWell(['-', '-i', 'bilinear'], { input: npyFile(array) });
    expectResult(stdout, wanted());
  });

  test.each([false, true])('the one array of an .npz file, compressed: %s', async (compressed) => {
    writeFileSync(file('one.npz'), zipFile({ 'x.npy': npyFile(array) }, { compressed }));
    await runWell(['one.npz', '-i', 'bilinear', '--force']);
    expectResult(readFileSync(file('one@2x.npy')), wanted());
    const { stdout } = await runWell(['-', '-i', 'bilinear'], { input: readFileSync(file('one.npz')) });
    expectResult(stdout, wanted());
  });

  test('one of several arrays', async () => {
    const other = tensor('uint8', [1, 2, 2, 1]);
    writeFileSync(
      file('two.npz'),
      zipFile({ 'x.npy': npyFile(other), 'y.npy': npyFile(array), 'note.txt': Buffer.from('!') }),
    );
    await runWell(['two.npz', '--array', 'y', '-i', 'bilinear']);
    expectResult(readFileSync(file('two@2x.npy')), wanted());
  });

  test.each([2, 3])('a header of version %i', async (version) => {
    writeFileSync(file('version.npy'), npyFile(array, { version }));
    await runWell(['version.npy', '-i', 'bilinear', '--force']);
    expectResult(readFileSync(file('version@2x.npy')), wanted());
  });

  test.each([
    ['int16', '>i2'],
    ['float32', '>f4'],
    ['float64', '>f8'],
    ['int64', '>i8'],
    ['uint8', '>u1'],
  ])('big-endian %s becomes little-endian', async (dtype, descr) => {
    const little = tensor(dtype, [1, 6, 5, 2]);
    const big = Buffer.from(bytesOf(little));
    const size = little.data.BYTES_PER_ELEMENT;
    if (size > 1) big[`swap${size * 8}`]();
    writeFileSync(file('big.npy'), npyFile({ ...little, data: big }, { descr: `'${descr}'` }));
    await runWell(['big.npy', '-o', 'little.npy', '--force']);
    expectResult(readFileSync(file('little.npy')), applied(little, { size: 2 }));
    const { stdout } = await runWell(['-'], { input: readFileSync(file('big.npy')) });
    expectResult(stdout, applied(little, { size: 2 }));
  });

  test('a file that NumPy 2.4 wrote', async () => {
    const text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 2, 1), }";
    const start = Buffer.from('934e554d505901007600', 'hex');
    const elements = Buffer.from('0000803f00000040', 'hex');
    const input = Buffer.concat([start, Buffer.from(`${text.padEnd(117)}\n`), elements]);
    const { stdout } = await runWell(['-', '--size', '1,2', '-i', 'bilinear'], { input });
    expectResult(stdout, { data: Float32Array.of(1, 1.25, 1.75, 2), shape: [1, 1, 4, 1], dtype: 'float32' });
  });

  test.each([['x.npy'], ['x.npy', '--gradient']])('an array without elements: %s', async (...args) => {
    const empty = { data: new Float32Array(0), shape: [0, 4, 6, 3], dtype: 'float32' };
    write('x.npy', empty);
    const { stdout } = await runWell([...args, '-o', '-']);
    expectResult(stdout, { ...empty, shape: args.length > 1 ? [0, 2, 3, 3] : [0, 8, 12, 3] });
  });
});

describe('what is refused, in one sentence', () => {
  const array = tensor('float32', [1, 4, 4, 2]);
  const whole = npyFile(array);
  const zip = (files) => zipFile(files);

  test.each([
    [
      'Fortran’s order',
      npyFile(array, { fortran_order: 'True' }),
      [],
      /^x is in Fortran's order: save it with np.save/,
    ],
    [
      'complex numbers',
      npyFile(array, { descr: "'<c8'" }),
      [],
      /^x has elements of NumPy's type <c8; those that can be/,
    ],
    ['objects', npyFile(array, { descr: "'|O'" }), [], /^x has elements of NumPy's type \|O; those/],
    [
      'a name of every object',
      npyFile(array, { descr: "'constructor'" }),
      [],
      /^x has elements of NumPy's type constructor;/,
    ],
    ['fields', npyFile(array, { descr: "[('a', '<f4')]" }), [], /^x has elements of several fields/],
    [
      'three axes',
      npyFile({ ...array, shape: [4, 4, 2] }),
      [],
      /^x has the shape \(4, 4, 2\), and only arrays with four axes/,
    ],
    ['a strange shape', npyFile(array, { shape: '(1, -4, 4, 2)' }), [], /^x has no shape that can be read/],
    [
      'a header in pieces',
      npyFile(array, { shape: '1, 4' }),
      [],
      /^x has a header that cannot be read: it is damaged$/,
    ],
    ['a later version', npyFile(array, { version: 9 }), [], /^x is an .npy file of version 9, which is not known$/],
    ['half a header', whole.subarray(0, 40), [], /^x ends within its header$/],
    ['too few elements', whole.subarray(0, -4), [], /^x is damaged: it ends before its last element$/],
    ['half an element too few', whole.subarray(0, -2), [], /^x is damaged: it ends before its last element$/],
    [
      'too many elements',
      Buffer.concat([whole, Buffer.alloc(4)]),
      [],
      /^x is damaged: it goes on after its last element$/,
    ],
    [
      'a part of an element too many, big-endian',
      Buffer.concat([npyFile(array, { descr: "'>f4'" }), Buffer.alloc(1)]),
      [],
      /^x is damaged: it goes on after its last element$/,
    ],
    [
      'elements of an array that has none',
      npyFile({ ...array, shape: [0, 4, 4, 2] }),
      [],
      /^x is damaged: it goes on after its last element$/,
    ],
    ['too few in a gradient', whole.subarray(0, -4), ['--gradient'], /^x is damaged: it ends before its last element$/],
    [
      'too many in a gradient',
      Buffer.concat([whole, Buffer.alloc(4)]),
      ['--gradient'],
      /^x is damaged: it goes on after its last element$/,
    ],
    [
      'a gradient of other factors',
      whole,
      ['--gradient', '-s', '3'],
      /^x has the shape \(1, 4, 4, 2\), which the factors 3, 3 do not give$/,
    ],
    ['a gradient of integers', npyFile(tensor('uint8', [1, 4, 4, 2])), ['--gradient'], /uint8/],
    ['a filter of bool', npyFile(tensor('bool', [1, 4, 4, 2])), ['-i', 'bilinear'], /bool/],
    [
      'several arrays',
      zip({ 'a.npy': whole, 'b.npy': whole }),
      [],
      /^x has several arrays \(a, b\): choose one with --array$/,
    ],
    ['no such array', zip({ 'a.npy': whole }), ['--array', 'z'], /^x has no array z; it has a$/],
    ['a zip of other things', zip({ 'a.txt': whole }), [], /^x is a zip file without arrays$/],
    ['half a zip', zip({ 'a.npy': whole }).subarray(0, 90), [], /^x is not a whole zip file: /],
    ['--linear-light', whole, ['--linear-light'], /^x is an array, for which there is no --linear-light$/],
    ['a result too large', whole, ['-s', '2000000000'], /shape|elements|side/],
  ])('%s', async (_, bytes, args, sentence) => {
    writeFileSync(file('x'), bytes);
    const { code, stdout, stderr } = await run(['x', '-o', 'refused.npy', ...args]);
    const lines = stderr.trim().split('\n');
    expect(lines).toEqual([expect.stringMatching(/^upsampling2d: /)]);
    expect(lines[0].slice('upsampling2d: '.length)).toMatch(sentence);
    expect([code, stdout.length, existsSync(file('refused.npy'))]).toEqual([1, 0, false]);
  });

  test('a picture as the result', async () => {
    const { code, stderr } = await run([write('to-png.npy', array), '-o', 'y.png']);
    const sentence = 'upsampling2d: to-png.npy is an array, whose result is an .npy file and not y.png\n';
    expect([code, stderr]).toEqual([1, sentence]);
  });
});

test('a result of half a gigabyte takes little memory', async () => {
  const shape = [1, 8192, 4096, 4];
  const header = npyFile({ data: new Uint8Array(0), shape, dtype: 'uint8' });
  const part = Buffer.alloc(2 ** 20, 7);
  await pipeline(
    (function* () {
      yield header;
      for (let i = 0; i < count(shape) / part.length; i++) yield part;
    })(),
    createWriteStream(file('tall.npy')),
  );
  // Not resourceUsage().maxRSS, which a process begins with that of the one that starts it.
  const watch = `import { readFileSync } from 'node:fs';
    process.on('exit', () => console.error('peak', readFileSync('/proc/self/status', 'utf8').match(/VmHWM:.*/)[0]));`;
  const { stderr } = await runWell(['tall.npy', '-o', 'taller.npy', '-i', 'bilinear'], {
    env: { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(watch)}` },
  });
  const result = readFileSync(file('taller.npy'));
  expect(result.length).toBe(128 + count(shape) * 4);
  expect(result.subarray(128).every((byte) => byte === 7)).toBe(true);
  const megabytes = Number(/peak VmHWM:\s+(\d+) kB/.exec(stderr)[1]) / 1024;
  expect(megabytes).toBeGreaterThan(30);
  expect(megabytes).toBeLessThan(200);
});
