// A hash of every result: each interpolation, dtype, layout and mode of coordinates, forward and backward, pictures, and each
// backend.
// Runs in Node and in pages, so that both can be compared without moving the results.
import { dtypesOf, FORMATS, INTERPOLATIONS, modesOf, REAL_DTYPES, random, randomTensor } from './tensors.js';

// A factor of two has kernels of its own; the second shape has windows that both edges cut off.
const SHAPES = [
  { size: 2, shape: [1, 9, 21, 4] },
  { size: [3, 4], shape: [2, 3, 5, 3] },
];

async function hashOf({ buffer, byteOffset, byteLength }) {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength).slice();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const next = random(5);
const PICTURE = { data: Uint8ClampedArray.from({ length: 4 * 13 * 7 }, () => 256 * next()), width: 13, height: 7 };

// Half-precision bits give the same bits in the array that newer engines have for them.
async function sameAsFloat16Array(layer, { data, shape }, hash) {
  const result = layer.apply({ data: new Float16Array(data.buffer), shape });
  return result.data instanceof Float16Array && (await hashOf(result.data)) === hash;
}

async function addLayer(results, name, layer, dtype, shape) {
  const tensor = randomTensor(dtype, shape, 3);
  const result = layer.apply(tensor);
  const hash = await hashOf(result.data);
  results[name] = hash;
  if (dtype === 'float16' && typeof Float16Array === 'function' && !(await sameAsFloat16Array(layer, tensor, hash))) {
    results[name] = 'a Float16Array gives something else';
  }
  if (!REAL_DTYPES.includes(dtype)) return;
  const dy = randomTensor(dtype, result.shape, 4);
  results[`${name} gradient`] = await hashOf(layer.gradient(dy).data);
}

// Backends have other positions and weights; dtypes and layouts do not matter to those.
async function addBackends(results, { UpSampling2D, describe }) {
  for (const { name: backend, interpolations } of describe().backends) {
    for (const interpolation of interpolations) {
      for (const { size, shape } of SHAPES) {
        const layer = new UpSampling2D({ size, interpolation, backend, dataFormat: 'channels_last' });
        await addLayer(results, `${backend} ${interpolation} ${size}`, layer, 'float32', shape);
        layer.dispose();
      }
    }
  }
}

/** Resolves to { what: hash } for the package's exports, whose module is loaded. */
export async function hashes(upsampling2d) {
  const { UpSampling2D, upsampleImageData } = upsampling2d;
  const results = {};
  await addBackends(results, upsampling2d);
  for (const interpolation of INTERPOLATIONS) {
    for (const coordinates of modesOf(interpolation)) {
      for (const [dataFormat, { size, shape }] of FORMATS.flatMap((format) => SHAPES.map((each) => [format, each]))) {
        const layer = new UpSampling2D({ size, interpolation, dataFormat, coordinates });
        for (const dtype of dtypesOf(interpolation)) {
          const name = [interpolation, coordinates, dataFormat, size, dtype].join(' ');
          await addLayer(results, name, layer, dtype, shape);
        }
        layer.dispose();
      }
      for (const linearLight of [false, true]) {
        const { data } = upsampleImageData(PICTURE, { size: [2, 3], interpolation, coordinates, linearLight });
        results[`picture ${interpolation} ${coordinates}${linearLight ? ' in linear light' : ''}`] = await hashOf(data);
      }
    }
  }
  return results;
}
