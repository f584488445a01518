// The timed cases, for Node and browsers alike: feature maps, images, a tiny tensor; both layouts, all interpolations.
import { INTERPOLATIONS } from 'upsampling2d';
import { elements } from './elements.js';

const FORMATS = ['channels_last', 'channels_first'];

// [dtype, shape in channels_last, factor, the interpolations that a run without --all takes]
const WORKLOADS = [
  ['float32', [1, 56, 56, 256], 2, { channels_last: ['nearest', 'bilinear', 'bicubic'], channels_first: ['bilinear'] }],
  ['float32', [8, 64, 64, 64], 2, { channels_last: ['bilinear'], channels_first: ['nearest', 'bilinear'] }],
  ['float32', [1, 128, 128, 32], 2, { channels_last: ['bilinear'], channels_first: ['bilinear'] }],
  ['float32', [1, 512, 512, 3], 2, { channels_last: ['nearest', 'bilinear', 'bicubic'], channels_first: ['bilinear'] }],
  ['uint8', [1, 1080, 1920, 1], 2, { channels_last: ['bilinear'] }],
  ['uint8', [1, 1080, 1920, 3], 2, { channels_last: ['bilinear', 'bicubic'] }],
  ['uint8', [1, 1080, 1920, 4], 2, { channels_last: ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'mitchellcubic'] }],
  ['uint8', [1, 1024, 1024, 4], 4, { channels_last: ['bilinear', 'lanczos3'] }],
  ['float32', [1, 8, 8, 4], 2, { channels_last: ['nearest', 'bilinear'] }],
];

// The cases of --quick: one of every kind.
const QUICK = new Set([
  'float32 [1, 56, 56, 256] x2 nearest',
  'float32 [1, 56, 56, 256] x2 bilinear',
  'float32 [1, 512, 512, 3] x2 bilinear',
  'uint8 [1, 1080, 1920, 4] x2 nearest',
  'uint8 [1, 1080, 1920, 4] x2 bilinear',
  'uint8 [1, 1080, 1920, 4] x2 lanczos3',
  'float32 [1, 8, 8, 4] x2 bilinear',
]);

/** A case says what is enlarged, and how. `standard` cases run without --all, `quick` cases even with --quick. */
export function makeCase(dtype, lastShape, size, dataFormat, interpolation, standard = {}) {
  const [batch, rows, cols, channels] = lastShape;
  const first = dataFormat === 'channels_first';
  const shape = first ? [batch, channels, rows, cols] : lastShape;
  const name = `${dtype} ${first ? 'NCHW ' : ''}[${shape.join(', ')}] x${size} ${interpolation}`;
  return {
    name,
    dtype,
    size,
    dataFormat,
    interpolation,
    shape,
    outShape: first ? [batch, channels, rows * size, cols * size] : [batch, rows * size, cols * size, channels],
    batch,
    rows,
    cols,
    channels,
    standard: standard[dataFormat]?.includes(interpolation) ?? false,
    quick: QUICK.has(name),
  };
}

export const CASES = WORKLOADS.flatMap(([dtype, shape, size, standard]) =>
  FORMATS.flatMap((dataFormat) =>
    INTERPOLATIONS.map((interpolation) => makeCase(dtype, shape, size, dataFormat, interpolation, standard)),
  ),
);

/** The cases of a run: all cases that contain `only`; without `only` the standard or the quick cases. */
export function chooseCases({ all = false, quick = false, only = '' } = {}) {
  return CASES.filter((test) => {
    if (only !== '') return test.name.toLowerCase().includes(only.toLowerCase());
    return all || (quick ? test.quick : test.standard);
  });
}

/**
 * A reproducible picture of soft waves and a little noise. No filter takes it out of the range of a byte, so peers may clamp
 * between the passes or not. A fourth channel of bytes is opaque, so peers may weight colours with alpha or not.
 */
export function makeInput({ dtype, shape, dataFormat, cols, channels }) {
  const count = elements(shape);
  const data = dtype === 'uint8' ? new Uint8Array(count) : new Float32Array(count);
  const scale = dtype === 'uint8' ? 1 : 1 / 256;
  const row = dataFormat === 'channels_last' ? cols * channels : cols;
  const waves = Float64Array.from({ length: row }, (_, i) => 50 * Math.sin(i / 17));
  for (let i = 0, seed = 1; i < count; i++) {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    data[i] = (128 + waves[i % row] + ((seed >>> 16) & 31)) * scale;
  }
  if (dtype === 'uint8' && channels === 4 && dataFormat === 'channels_last') {
    for (let i = 3; i < count; i += 4) data[i] = 255;
  }
  return data;
}
