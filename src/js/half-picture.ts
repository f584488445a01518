// Pictures of half floats. A layer filters float32: colours, or their light if that is wanted, multiplied by alpha.
import { allocate, type Shape, type TensorData } from './tensor.js';
import { copyInto } from './typed-array.js';

// A curve that is steep above a limit. Half floats may be negative, and the curve of those is the same, turned round.
function bend(value: number, limit: number, steep: (value: number) => number, slope: number): number {
  const size = Math.abs(value);
  return size > limit ? Math.sign(value) * steep(size) : value * slope;
}

// sRGB's curve, and back. Both continue above 1, as half floats do.
const toLight = (value: number) => bend(value, 0.04045, (v) => ((v + 0.055) / 1.055) ** 2.4, 1 / 12.92);
const fromLight = (value: number) => bend(value, 0.0031308, (v) => 1.055 * v ** (1 / 2.4) - 0.055, 12.92);

// Alpha comes after the colours that it weights, so each colour still meets the alpha that the layer gave.
function mapColours(floats: Float32Array, work: (value: number, alpha: number) => number): Float32Array {
  for (let i = 0; i < floats.length; i++) {
    const value = floats[i] as number;
    floats[i] = i % 4 < 3 ? work(value, floats[i | 3] as number) : Math.min(Math.max(value, 0), 1);
  }
  return floats;
}

/** What the layer filters. */
export function fromHalves(data: TensorData, target: Shape, targetCount: number, curved: boolean): Float32Array {
  const floats = allocate({ outArray: 'Float32Array', target, targetCount }) as Float32Array;
  copyInto.call(floats, data as Uint8Array);
  return mapColours(floats, (value, alpha) => (curved ? toLight(value) : value) * alpha);
}

/** The picture of what the layer gave. */
export function toHalves(floats: Float32Array, target: Shape, curved: boolean): TensorData {
  const halves = allocate({ outArray: 'Float16Array', target, targetCount: floats.length });
  const plain = mapColours(floats, (value, alpha) => {
    const colour = alpha > 0 ? value / alpha : 0;
    return curved ? fromLight(colour) : colour;
  });
  copyInto.call(halves, plain);
  return halves;
}
