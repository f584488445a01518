// Pictures of half floats. A layer filters float32: colours, or their light if that is wanted, multiplied by alpha.
type Weighting = (colour: number, alpha: number) => number;

// A curve that is steep above a limit. Half floats may be negative, and the curve of those is the same, turned round.
function bend(value: number, limit: number, steep: (value: number) => number, slope: number): number {
  const size = Math.abs(value);
  return size > limit ? Math.sign(value) * steep(size) : value * slope;
}

// sRGB's curve, and back. Both continue above 1, as half floats do.
const toLight = (value: number) => bend(value, 0.04045, (v) => ((v + 0.055) / 1.055) ** 2.4, 1 / 12.92);
const fromLight = (value: number) => bend(value, 0.0031308, (v) => 1.055 * v ** (1 / 2.4) - 0.055, 12.92);

// Alpha comes after the colours that it weights, so each colour still meets its alpha as it was.
function mapPixels(floats: Float32Array, ofColour: Weighting, ofAlpha: (alpha: number) => number): void {
  for (let i = 0; i < floats.length; i++) {
    const value = floats[i] as number;
    floats[i] = i % 4 < 3 ? ofColour(value, floats[i | 3] as number) : ofAlpha(value);
  }
}

/** Makes of colours what the layer filters. In place. */
export function weigh(floats: Float32Array, curved: boolean): void {
  const weighted: Weighting = (colour, alpha) => (curved ? toLight(colour) : colour) * alpha;
  mapPixels(floats, weighted, (alpha) => alpha);
}

/** Makes colours of what the layer gave. In place. Filters overshoot, and alpha is cut off at 0 and 1. */
export function unweigh(floats: Float32Array, curved: boolean): void {
  const unweighted: Weighting = (value, alpha) => {
    const colour = alpha > 0 ? value / alpha : 0;
    return curved ? fromLight(colour) : colour;
  };
  mapPixels(floats, unweighted, (alpha) => Math.min(Math.max(alpha, 0), 1));
}
