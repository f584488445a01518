// A program that compares applyAsync with apply, and gradientAsync with gradient, bit by bit over many cells. Its argument is
// the mode of the pool. It prints how many calls there were, how many of them went to workers, and what differed.
const [mode] = process.argv.slice(2);

const { BACKENDS, closeWorkers, describe, init, setWorkers, UpSampling2D } = await import('upsampling2d');
const { ALL_DTYPES, elements, FILTER_DTYPES, INTERPOLATIONS, modesOf, randomTensor, REAL_DTYPES, sameBits, tensorOf } =
  await import('./tensors.js');

await init();
// The pool looks once whether memory can be shared. Node's own workers need it later.
const { SharedArrayBuffer: Shared } = globalThis;
if (mode === 'transfer') delete globalThis.SharedArrayBuffer;
await new UpSampling2D().applyAsync({ data: Uint8Array.of(1), shape: [1, 1, 1, 1] });
globalThis.SharedArrayBuffer = Shared;
setWorkers({ count: mode === 'none' ? 0 : 3 });

const result = { calls: 0, pooled: 0, modes: new Set(), differences: [] };

// At every distance from a multiple of eight bytes that the type allows.
function inSharedMemory(data) {
  const before = (result.calls % 9) * data.BYTES_PER_ELEMENT;
  const shared = new data.constructor(new Shared(before + data.byteLength), before, data.length);
  shared.set(data);
  return shared;
}

// Every third call has its input, and every second one its output, in shared memory where there is such.
function placed(data, every) {
  return mode === 'shared' && result.calls % every === 0 ? inSharedMemory(data) : data;
}

async function compare(label, wanted, call, input) {
  result.calls++;
  let most = 0;
  const given = tensorOf(placed(input.data, 3), input.shape, input.dtype);
  const out = result.calls % 4 < 2 ? placed(wanted.data.slice().fill(wanted.data[0]), 2) : undefined;
  const onProgress = () => {
    most = Math.max(most, describe().workers.busy);
    result.modes.add(describe().workers.mode);
  };
  const { data, shape, dtype } = await call(given, { ...(out && { out }), onProgress });
  if (most > 0) result.pooled++;
  const same = sameBits(data, wanted.data) && String(shape) === String(wanted.shape) && dtype === wanted.dtype;
  if (!same || (out && data !== out)) result.differences.push(label);
}

async function compareCell(options, dtype, shape, seed) {
  const layer = new UpSampling2D(options);
  const label = JSON.stringify({ ...options, dtype, shape });
  const x = randomTensor(dtype, shape, seed);
  const y = layer.apply(x);
  await compare(label, y, (tensor, more) => layer.applyAsync(tensor, more), x);
  if (REAL_DTYPES.includes(dtype)) {
    const dy = randomTensor(dtype, y.shape, seed + 1);
    await compare(`gradient of ${label}`, layer.gradient(dy), (tensor, more) => layer.gradientAsync(tensor, more), dy);
  }
  layer.dispose();
}

const bytesOf = { float64: 8, int64: 8, uint64: 8, float16: 2, int16: 2, uint16: 2, float32: 4, int32: 4, uint32: 4 };

// About half a megabyte of result, so that there are several bands.
function shapeFor(dataFormat, dtype, seed) {
  const channels = 1 + (seed % 5);
  const cols = 31 + (seed % 17);
  const rows = Math.ceil(2 ** 19 / 6 / (bytesOf[dtype] ?? 1) / channels / cols);
  return dataFormat === 'channels_first' ? [1, channels, rows, cols] : [1, rows, cols, channels];
}

// The calling thread computes until workers have started.
const layer = new UpSampling2D({ interpolation: 'lanczos3', size: 2 });
const large = { data: new Float32Array(1000 * 1000), shape: [1, 1000, 1000, 1] };
for (let busy = mode === 'none'; !busy; ) {
  await layer.applyAsync(large, { onProgress: () => (busy ||= describe().workers.busy > 0) });
}
layer.dispose();

let seed = 0;
for (const interpolation of INTERPOLATIONS) {
  const dtypes = interpolation === 'nearest' || interpolation === 'area' ? ALL_DTYPES : FILTER_DTYPES;
  for (const coordinates of modesOf(interpolation)) {
    for (const dataFormat of ['channels_last', 'channels_first']) {
      for (const dtype of dtypes) {
        seed++;
        const options = { interpolation, coordinates, dataFormat, size: [2 + (seed % 2), 2 + (seed % 3)] };
        await compareCell(options, dtype, shapeFor(dataFormat, dtype, seed), seed);
      }
    }
  }
}
for (const backend of BACKENDS) {
  const { interpolations } = describe().backends.find(({ name }) => name === backend);
  for (const interpolation of interpolations) {
    await compareCell({ backend, interpolation, size: [3, 2] }, 'float32', [1, 200, 61, 5], ++seed);
  }
}
// One band; whole planes; hundreds of bands; one row that is more than a band.
await compareCell({ interpolation: 'bilinear', size: 2 }, 'float32', [1, 4, 4, 2], ++seed);
await compareCell(
  { interpolation: 'bicubic', size: 2, dataFormat: 'channels_first' },
  'float32',
  [40, 8, 30, 30],
  ++seed,
);
await compareCell({ interpolation: 'lanczos3', size: 2 }, 'float32', [2, 700, 900, 3], ++seed);
await compareCell({ interpolation: 'bilinear', size: 2, outputDtype: 'float32' }, 'uint8', [1, 4, 40000, 4], ++seed);
// Bytes of pictures wide enough for lines of 16-bit numbers between the passes.
for (const [dtype, channels] of [
  ['uint8', 4],
  ['int8', 3],
  ['uint8', 1],
]) {
  const image = { interpolation: 'bicubic', size: 2 };
  await compareCell(image, dtype, [1, 500, 160, channels], ++seed);
  await compareCell({ ...image, dataFormat: 'channels_first' }, dtype, [1, channels, 500, 160], ++seed);
}
await compareCell({ interpolation: 'nearest', size: 1 }, 'int16', [1, elements([700, 900]), 1, 1], ++seed);

await closeWorkers();
process.stdout.write(JSON.stringify({ ...result, modes: [...result.modes] }));
