// The layer made of TensorFlow.js' own operations, for backends without a kernel of ours. Each axis in turn: a depthwise convolution
// with one output channel for each phase, whose channels are then laid beside each other as pixels. Its adjoint goes the same way
// back. Where pixels are not treated alike (align_corners) it is a product with a matrix.
import { resultShape, type Settings } from './settings.js';
import type { Attributes, Engine, TensorInfo } from './tensorflow.js';
import { type AxisSettings, edgesOf, matrixOf, phasesOf } from './weights.js';

/** The axis of an image as [outer, n, middle, channels], and how it is enlarged. */
interface Axis extends AxisSettings {
  readonly outer: number;
  readonly n: number;
  readonly middle: number;
  readonly channels: number;
}

// Kernels are run by their names, so that programs with a part of TensorFlow.js need none of its functions for them.
class Operations {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  run(name: string, inputs: Record<string, TensorInfo>, attrs?: Attributes): TensorInfo {
    return this.#engine.runKernel(name, inputs, attrs);
  }

  constant(values: Float32Array, shape: number[]): TensorInfo {
    return this.#engine.makeTensor(values, shape, 'float32');
  }

  reshape(x: TensorInfo, shape: number[]): TensorInfo {
    return this.run('Reshape', { x }, { shape });
  }

  transpose(x: TensorInfo, perm: number[]): TensorInfo {
    return this.run('Transpose', { x }, { perm });
  }

  sum(x: TensorInfo, axis: number[]): TensorInfo {
    return this.run('Sum', { x }, { axis, keepDims: false });
  }

  cast(x: TensorInfo, dtype: string): TensorInfo {
    return x.dtype === dtype ? x : this.run('Cast', { x }, { dtype });
  }

  depthwise(x: TensorInfo, filter: TensorInfo): TensorInfo {
    const attrs = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1] };
    return this.run('DepthwiseConv2dNative', { x, filter }, attrs);
  }
}

// One filter of [taps, 1] for every channel, with the phases as output channels; or turned around, for the adjoint.
function filterOf(ops: Operations, { channels, ...axis }: Axis, gradient: boolean): TensorInfo {
  const { taps, weights } = phasesOf(axis);
  const { factor } = axis;
  const values = new Float32Array(taps * channels * factor);
  for (let tap = 0; tap < taps; tap++) {
    const from = (gradient ? taps - 1 - tap : tap) * factor;
    const phases = weights.subarray(from, from + factor);
    for (let channel = 0; channel < channels; channel++) values.set(phases, (tap * channels + channel) * factor);
  }
  return ops.constant(values, gradient ? [taps, 1, channels * factor, 1] : [taps, 1, channels, factor]);
}

function withEdges(ops: Operations, a: TensorInfo, axis: Axis): TensorInfo {
  const edges = edgesOf(axis, axis.n);
  return edges === undefined ? a : ops.run('Multiply', { a, b: ops.constant(edges, [1, edges.length, 1, 1]) });
}

function convolved(ops: Operations, x: TensorInfo, axis: Axis): TensorInfo {
  const { outer, n, middle, channels, factor } = axis;
  const image = ops.reshape(x, [outer, n, middle, channels]);
  const phases = ops.depthwise(image, filterOf(ops, axis, false));
  const apart = ops.transpose(ops.reshape(phases, [outer, n, middle, channels, factor]), [0, 1, 4, 2, 3]);
  return withEdges(ops, ops.reshape(apart, [outer, n * factor, middle, channels]), axis);
}

function convolvedBack(ops: Operations, dy: TensorInfo, axis: Axis): TensorInfo {
  const { outer, n, middle, channels, factor } = axis;
  const g = withEdges(ops, ops.reshape(dy, [outer, n * factor, middle, channels]), axis);
  const beside = ops.transpose(ops.reshape(g, [outer, n, factor, middle, channels]), [0, 1, 3, 4, 2]);
  const image = ops.reshape(beside, [outer, n, middle, channels * factor]);
  const phases = ops.depthwise(image, filterOf(ops, axis, true));
  return ops.sum(ops.reshape(phases, [outer, n, middle, channels, factor]), [4]);
}

function multiplied(ops: Operations, x: TensorInfo, axis: Axis, gradient: boolean): TensorInfo {
  const { outer, n, middle, channels, factor } = axis;
  const a = ops.constant(matrixOf(axis, n), [1, n, n * factor]);
  const b = ops.reshape(x, [outer, gradient ? n * factor : n, middle * channels]);
  return ops.run('BatchMatMul', { a, b }, { transposeA: !gradient, transposeB: false });
}

const alike = ({ coordinates }: Settings) => coordinates !== 'align_corners';

type Shape = [number, number, number, number];

// Rows first. The second axis finds the first one enlarged.
function axesOf({ size: [fh, fw], interpolation, coordinates }: Settings, [n, h, w, c]: Shape): [Axis, Axis] {
  const filter = { interpolation, coordinates, channels: c };
  return [
    { ...filter, factor: fh, outer: n, n: h, middle: w },
    { ...filter, factor: fw, outer: n * h * fh, n: w, middle: 1 },
  ];
}

function copiesPixels(settings: Settings): boolean {
  const { size, interpolation, coordinates } = settings;
  return alike(settings) && size.every((factor) => phasesOf({ factor, interpolation, coordinates }).copies);
}

function enlarge(ops: Operations, images: TensorInfo, settings: Settings, size: number[]): TensorInfo {
  // Copying has no rounding errors in half-pixel coordinates, whatever the factor.
  if (copiesPixels(settings)) {
    return ops.run('ResizeNearestNeighbor', { images }, { alignCorners: false, halfPixelCenters: true, size });
  }
  if (settings.interpolation === 'bilinear') {
    const halfPixelCenters = settings.coordinates === 'half_pixel';
    return ops.run('ResizeBilinear', { images }, { alignCorners: !alike(settings), halfPixelCenters, size });
  }
  return axesOf(settings, images.shape as Shape).reduce(
    (x, axis) => (alike(settings) ? convolved(ops, x, axis) : multiplied(ops, x, axis, false)),
    images,
  );
}

function bringBack(ops: Operations, dy: TensorInfo, settings: Settings, shape: Shape): TensorInfo {
  const [n, h, w, c] = shape;
  const [fh, fw] = settings.size;
  if (copiesPixels(settings)) return ops.sum(ops.reshape(dy, [n, h, fh, w, fw, c]), [2, 4]);
  return axesOf(settings, shape).reduceRight(
    (g, axis) => (alike(settings) ? convolvedBack(ops, g, axis) : multiplied(ops, g, axis, true)),
    dy,
  );
}

/**
 * Enlarges a tensor, or brings the gradient of a result back to it, on the current backend. Integers that are copied stay
 * integers; filters give float32.
 * @internal
 */
export function compose(engine: Engine, x: TensorInfo, settings: Settings, gradient: boolean): TensorInfo {
  const ops = new Operations(engine);
  const target = resultShape(settings, x.shape, gradient);
  const dtype = copiesPixels(settings) ? x.dtype : 'float32';
  const last = settings.dataFormat === 'channels_last';
  // Planes are images of one channel.
  const images = ([n, a, b, c]: Shape): Shape => (last ? [n, a, b, c] : [n * a, b, c, 1]);
  return engine.tidy(() => {
    if (target.includes(0)) return ops.cast(ops.constant(new Float32Array(0), target), dtype);
    const input = ops.cast(ops.reshape(x, images(x.shape as Shape)), dtype === 'int32' ? dtype : 'float32');
    const shape = images(target as Shape);
    const output = gradient ? bringBack(ops, input, settings, shape) : enlarge(ops, input, settings, shape.slice(1, 3));
    return ops.cast(ops.reshape(output, target), dtype);
  });
}
