// A call after all checks, as plain data that structuredClone takes, so that it can be sent to a worker. Only this file has
// the rules for dtypes and computes the shapes on both sides of a layer.
import {
  BACKENDS,
  type Backend,
  type Coordinates,
  type Interpolation,
  type OutputDType,
  onlyCopies,
} from './config.js';
import { expected, oneOf, wrongKind, wrongNumber } from './errors.js';
import { COORDINATES, COPYING_INTERPOLATIONS, DTYPE_LIST, INTERPOLATIONS } from './generated/lists.js';
import type { DataFormat } from './image-data-format.js';
import type { NativeModule } from './runtime/module.js';
import { NativePlan } from './runtime/native-plan.js';
import { checkSize, type DTypeInfo, type DTypeName, dtypeInfo, elementCount, type Shape } from './tensor.js';

export const FORWARD = 0;
export const GRADIENT = 1;

/** The part of a layer's settings that decides numbers. */
export interface LayerNumbers {
  readonly size: readonly [number, number];
  readonly dataFormat: DataFormat;
  readonly interpolation: Interpolation;
  readonly coordinates: Coordinates;
  readonly backend: Backend;
}

/** What messages call the two parts of a tensor. */
export interface TensorNames {
  readonly dataName: string;
  readonly shapeName: string;
}

/** The kinds of elements and arrays that go in and come out. They are known before the shape. */
export interface Kinds extends TensorNames {
  readonly direction: typeof FORWARD | typeof GRADIENT;
  readonly inDType: DTypeName;
  readonly inArray: string;
  readonly outDType: DTypeName;
  readonly outArray: string;
}

/** A call whose arguments were checked. For the gradient the source is the larger of the two shapes. */
export interface Call extends Kinds {
  readonly layer: LayerNumbers;
  readonly source: Shape;
  readonly target: Shape;
  readonly sourceCount: number;
  readonly targetCount: number;
}

function namesOf(...kinds: readonly string[]): string[] {
  return DTYPE_LIST.filter((entry) => kinds.includes(entry.kind)).map((entry) => entry.name);
}

/** The kinds of a forward call. Refuses dtypes that the interpolation or the output dtype does not allow. */
export function forwardKinds(
  { interpolation, outputDtype }: { readonly interpolation: Interpolation; readonly outputDtype: OutputDType },
  { name, kind }: DTypeInfo,
  inArray: string,
  names: TensorNames,
): Kinds {
  if (kind === 'copyOnly' && !onlyCopies(interpolation)) {
    const what = `${oneOf(namesOf('real', 'integer'))} (${name} can only be copied: ${oneOf(COPYING_INTERPOLATIONS)})`;
    throw wrongKind(what, `the dtype with interpolation '${interpolation}'`, name);
  }
  if (kind === 'copyOnly' && outputDtype !== 'same') {
    throw wrongKind(oneOf(namesOf('real', 'integer')), `the dtype with outputDtype '${outputDtype}'`, name);
  }
  const stays = outputDtype === 'same' || name === outputDtype;
  const outDType = stays ? name : outputDtype;
  const outArray = stays ? inArray : dtypeInfo(outputDtype).arrayName;
  return { direction: FORWARD, ...names, inDType: name, inArray, outDType, outArray };
}

/** The kinds of a gradient, which are the same on both sides. Refuses all dtypes but real numbers. */
export function gradientKinds({ name, kind }: DTypeInfo, array: string, names: TensorNames): Kinds {
  if (kind !== 'real') throw wrongKind(oneOf(namesOf('real')), 'dy.dtype', name);
  return { direction: GRADIENT, ...names, inDType: name, inArray: array, outDType: name, outArray: array };
}

/** The shape of the output for the shape of an input. Unknown sizes stay unknown. */
export function outputShape<S extends (number | null)[]>({ size, dataFormat }: LayerNumbers, shape: S): S {
  const output = [...shape] as S;
  const rowAxis = dataFormat === 'channels_first' ? 2 : 1;
  size.forEach((factor, i) => {
    const side = output[rowAxis + i];
    if (side != null) output[rowAxis + i] = side * factor;
  });
  return output;
}

// The shape of the input for the shape of an output.
function inputShape(layer: LayerNumbers, shape: Shape, name: string): Shape {
  const once = outputShape(layer, [1, 1, 1, 1]);
  const input = shape.map((side, axis) => Math.ceil(side / (once[axis] as number))) as Shape;
  const output = outputShape(layer, input);
  if (output.some((side, axis) => side !== shape[axis])) {
    const whole = `[${output.join(', ')}], the output for [${input.join(', ')}],`;
    throw wrongNumber(`a shape that size [${layer.size.join(', ')}] can give, such as ${whole}`, name, shape);
  }
  return input;
}

/** The call for a shape that was read. */
export function makeCall(
  { size, dataFormat, interpolation, coordinates, backend }: LayerNumbers,
  kinds: Kinds,
  source: Shape,
): Call {
  const layer = { size, dataFormat, interpolation, coordinates, backend };
  const { direction, shapeName } = kinds;
  checkSize(source, shapeName);
  const target = direction === FORWARD ? outputShape(layer, source) : inputShape(layer, source, shapeName);
  checkSize(target, `the output shape of ${shapeName} [${source.join(', ')}]`);
  return { ...kinds, layer, source, target, sourceCount: elementCount(source), targetCount: elementCount(target) };
}

/** The call as the module takes it: by numbers, with the shape of the forward input in both directions. */
export function planArguments(call: Call): Parameters<NativeModule['makePlan']> {
  const { layer, direction, source, target, inDType, outDType } = call;
  return [
    ...layer.size,
    layer.dataFormat === 'channels_first',
    INTERPOLATIONS.indexOf(layer.interpolation),
    COORDINATES.indexOf(layer.coordinates),
    BACKENDS.indexOf(layer.backend),
    direction,
    ...(direction === FORWARD ? source : target),
    dtypeInfo(inDType).index,
    dtypeInfo(outDType).index,
  ];
}

/** The error for running out of memory inside the module. */
export function outOfMemory({ source, target, shapeName }: Call): RangeError {
  const what = `a tensor and an output [${target.join(', ')}] for which there is memory (out of memory)`;
  return new RangeError(expected(what, shapeName, source));
}

/** The module's plan of a call. It belongs to the caller. */
export function makeNativePlan(module: NativeModule, call: Call): NativePlan {
  const address = module.makePlan(...planArguments(call));
  if (address === 0) throw outOfMemory(call);
  return new NativePlan(module, address);
}
