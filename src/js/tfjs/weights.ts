// Weights for backends that have no kernel of ours, read off the package's own layer: it is linear, so the results of pictures with
// one pixel set are its weights. No filter is written down a second time.
import type { Coordinates, Interpolation } from '../index.js';
import { UpSampling2D } from '../index.js';
import { Recent } from './recent.js';
import { NAME } from './settings.js';

/** How one axis is enlarged. @internal */
export interface AxisSettings {
  readonly factor: number;
  readonly interpolation: Interpolation;
  readonly coordinates: Coordinates;
}

/** The weights of an axis where every pixel is treated alike. @internal */
export interface Phases {
  /** How many pixels around the middle one matter to some phase: an odd number. */
  readonly taps: number;
  /** The weight of tap t for phase p at [t * factor + p]; each phase sums to 1. */
  readonly weights: Float32Array;
  /** Whether every output is a copy of its pixel. */
  readonly copies: boolean;
}

// More pixels to either side than any filter reaches.
const REACH = 8;

// Weights below it are what is left of rounded positions.
const NEGLIGIBLE = 1e-6;

// Matrices are as large as pictures; phases are small.
const MATRICES_KEPT = 8;
const PHASES_KEPT = 64;

const matrices = new Recent<Float32Array>(MATRICES_KEPT);
const phases = new Recent<Phases>(PHASES_KEPT);

/** Row s has the weights of pixel s in each of the n * factor outputs of an axis of n pixels. @internal */
export function matrixOf(axis: AxisSettings, n: number): Float32Array {
  const { factor, interpolation, coordinates } = axis;
  return matrices.get([factor, interpolation, coordinates, n].join(), () => {
    const data = new Float32Array(n * n);
    for (let s = 0; s < n; s++) data[s * (n + 1)] = 1;
    const size = [1, factor];
    const layer = new UpSampling2D({ size, interpolation, coordinates, dataFormat: 'channels_last', name: NAME });
    const matrix = layer.apply({ data, shape: [n, 1, n, 1] }).data;
    layer.dispose();
    return matrix;
  });
}

function readPhases(axis: AxisSettings): Phases {
  const { factor } = axis;
  const middle = REACH;
  const n = 2 * middle + 1;
  const matrix = matrixOf(axis, n);
  const weight = (tap: number, phase: number) => matrix[((tap + middle) * n + middle) * factor + phase] as number;
  const matters = (tap: number) =>
    Array.from({ length: factor }, (_, phase) => weight(tap, phase)).some((w) => Math.abs(w) > NEGLIGIBLE);
  let reach = middle;
  while (reach > 0 && !matters(reach) && !matters(-reach)) reach--;
  const taps = 2 * reach + 1;
  const weights = new Float32Array(taps * factor);
  for (let phase = 0; phase < factor; phase++) {
    let sum = 0;
    for (let tap = -reach; tap <= reach; tap++) sum += weight(tap, phase);
    for (let tap = 0; tap < taps; tap++) weights[tap * factor + phase] = weight(tap - reach, phase) / sum;
  }
  return { taps, weights, copies: taps === 1 };
}

/** @internal */
export function phasesOf(axis: AxisSettings): Phases {
  const { factor, interpolation, coordinates } = axis;
  return phases.get([factor, interpolation, coordinates].join(), () => readPhases(axis));
}

/**
 * What makes outputs near the ends right, where taps lie outside and the others have to sum to 1: a factor for each of the n *
 * `factor` outputs. Undefined if all are 1.
 * @internal
 */
export function edgesOf(axis: AxisSettings, n: number): Float32Array | undefined {
  const { taps, weights } = phasesOf(axis);
  const { factor } = axis;
  const reach = (taps - 1) / 2;
  const edges = Float32Array.from({ length: n * factor }, (_, output) => {
    const pixel = Math.floor(output / factor);
    if (pixel >= reach && pixel < n - reach) return 1;
    let inside = 0;
    for (let tap = Math.max(0, reach - pixel); tap < Math.min(taps, reach + n - pixel); tap++) {
      inside += weights[tap * factor + (output % factor)] as number;
    }
    return 1 / inside;
  });
  return edges.every((edge) => edge === 1) ? undefined : edges;
}
