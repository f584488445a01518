// The operations of graph models that TensorFlow.js lacks: what the converter leaves of Keras' layer where it is bicubic, area or one
// of the filters of ScaleAndTranslate.
import { wrongKind, wrongNumber } from '../errors.js';
import { INTERPOLATIONS, type Interpolation } from '../index.js';
import { COMPUTE } from './memory.js';
import type { Settings } from './settings.js';
import { engineOf, type GraphNode, type TensorFlow, type TensorInfo } from './tensorflow.js';
import { makeUpsample } from './upsample.js';

// How each operation names its interpolation, and what has to be so, because only that is Keras' layer. Numbers that graphic
// processors may have computed are not looked at there: reading them would stop the processor, or fail (WebGPU).
const OPERATIONS: Record<string, (node: GraphNode) => unknown> = {
  ResizeBicubic(node) {
    expectAttribute(node, 'half_pixel_centers', true);
    expectAttribute(node, 'align_corners', false);
    return 'bicubic';
  },
  ResizeArea(node) {
    expectAttribute(node, 'align_corners', false);
    return 'area';
  },
  // Antialiasing makes no difference where nothing shrinks.
  ScaleAndTranslate: (node) => node.attrs.kernel_type,
};

// TensorFlow.js keeps its table of operations to itself, so what was registered is noted here: by the function, of which every
// copy has its own.
const registered = new WeakSet<object>();

function expectAttribute({ attrs }: GraphNode, name: string, value: boolean): void {
  if ((attrs[name] ?? false) !== value) throw wrongKind(String(value), `the attribute ${name}`, attrs[name]);
}

function expectNumbers({ inputs }: GraphNode, index: number, name: string, wanted: (axis: number) => number): void {
  const values = Array.from((inputs[index] as GraphNode['inputs'][number]).dataSync());
  const near = (value: number, axis: number) => Math.abs(value - wanted(axis)) <= 1e-6 * Math.abs(wanted(axis));
  if (!values.every(near)) throw wrongNumber(`[${values.map((_, axis) => wanted(axis))}]`, name, values);
}

function settingsOf(op: string, node: GraphNode, readable: boolean): Settings {
  const [images, target] = node.inputs as [TensorInfo, GraphNode['inputs'][number]];
  const interpolation = OPERATIONS[op]?.(node);
  if (!INTERPOLATIONS.includes(interpolation as Interpolation)) {
    throw wrongKind(`a filter of Keras' layer`, `kernel_type of ${op}`, interpolation);
  }
  const sides = Array.from(target.dataSync());
  const size = sides.map((side, axis) => side / (images.shape[axis + 1] || side || 1)) as [number, number];
  if (!size.every((factor) => Number.isInteger(factor) && factor >= 1)) {
    throw wrongNumber(`whole multiples of [${images.shape.slice(1, 3)}]`, `the size of ${op}`, sides);
  }
  if (op === 'ScaleAndTranslate' && readable) {
    expectNumbers(node, 2, 'scale', (axis) => size[axis] as number);
    expectNumbers(node, 3, 'translation', () => 0);
  }
  const coordinates = 'half_pixel';
  return { size, interpolation: interpolation as Interpolation, coordinates, dataFormat: 'channels_last' };
}

/** Makes graph models with these operations run, if they are loaded afterwards. @internal */
export function registerOperations(tf: TensorFlow): void {
  const { registerOp } = tf;
  if (typeof registerOp !== 'function' || typeof tf.deregisterOp !== 'function') {
    throw wrongKind('TensorFlow.js with its converter, which has registerOp,', 'tf with the option ops', tf);
  }
  const upsample = makeUpsample(tf);
  const engine = engineOf(tf);
  for (const op of Object.keys(OPERATIONS)) {
    // The executor puts no tidy around operations of others.
    const execute = (node: GraphNode) =>
      engine.tidy(() => upsample(node.inputs[0] as TensorInfo, settingsOf(op, node, engine.backendName in COMPUTE)));
    registerOp(op, execute as never);
  }
  registered.add(registerOp);
}

/** Takes them away again, if they are ours. @internal */
export function deregisterOperations({ registerOp, deregisterOp }: TensorFlow): void {
  if (registerOp === undefined || deregisterOp === undefined || !registered.delete(registerOp)) return;
  for (const op of Object.keys(OPERATIONS)) deregisterOp(op);
}
