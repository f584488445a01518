// A resident plan: input and output lie in the module's memory from call to call.
import { type Call, makeNativePlan, outOfMemory } from './call.js';
import { disposeSymbol } from './dispose.js';
import { expected, wrongKind, wrongNumber } from './errors.js';
import { disposeWhenForgotten, notForgotten } from './forgotten.js';
import { nameItself, real } from './real.js';
import type { NativeModule } from './runtime/module.js';
import type { NativePlan } from './runtime/native-plan.js';
import { type ArrayFor, arrayType, type DType, type Shape, type TensorData } from './tensor.js';

// Limits of WebAssembly's addresses: for one tensor, because a difference of two addresses is signed, and for both.
const LARGEST_TENSOR = 2 ** 31 - 64;
const LARGEST_MEMORY = 2 ** 32;

// A view of a plan's memory keeps the plan from being collected, which would free the memory.
const planOf = new WeakMap<TensorData, object>();

// The finalizer holds this, and not the plan, which would then never be collected.
class ResidentTensors {
  readonly native: NativePlan;

  constructor(native: NativePlan) {
    this.native = native;
  }

  dispose(): void {
    this.native.delete();
  }
}

// Refuses tensors that the module can never hold, before any memory is taken.
function checkFits({ inArray, outArray, source, target, sourceCount, targetCount, shapeName }: Call): void {
  const inBytes = sourceCount * arrayType(inArray).BYTES_PER_ELEMENT;
  const outBytes = targetCount * arrayType(outArray).BYTES_PER_ELEMENT;
  const what = 'for which there can be memory in a WebAssembly module (out of memory:';
  if (inBytes > LARGEST_TENSOR) {
    throw wrongNumber(`a tensor ${what} ${inBytes.toLocaleString('en')} bytes)`, shapeName, source);
  }
  if (outBytes > LARGEST_TENSOR || inBytes + outBytes > LARGEST_MEMORY) {
    const name = `the output shape of ${shapeName} [${source.join(', ')}]`;
    throw wrongNumber(`an output ${what} ${outBytes.toLocaleString('en')} bytes)`, name, target);
  }
}

/** The bits of half precision: only float16 has them. */
export type BitsFor<D extends DType> = D extends 'float16' ? Uint16Array : never;

/**
 * Made by `UpSampling2D.plan`. Write to `input`, call `run()`, read `output`.
 *
 * @example
 * const plan: UpSampling2DPlan<'uint8'> = new UpSampling2D({ size: [1, 2] }).plan([1, 1, 2, 1], 'uint8');
 * plan.input.set([7, 9]);
 * plan.run();
 * console.log(plan.output.join()); // 7,7,9,9
 * plan.dispose();
 */
export class UpSampling2DPlan<D extends DType = DType, E extends DType = D> {
  static {
    Object.defineProperty(UpSampling2DPlan, 'name', { value: 'UpSampling2DPlan' });
  }

  readonly #module: NativeModule;
  readonly #call: Call;
  readonly #inAddress: number = 0;
  readonly #outAddress: number = 0;
  #tensors: ResidentTensors | undefined;
  #disposed = false;
  #input: TensorData | undefined;
  #output: TensorData | undefined;

  /** @internal */
  constructor(module: NativeModule, call: Call) {
    nameItself(this);
    this.#module = module;
    this.#call = call;
    if (call.sourceCount === 0) return;
    checkFits(call);
    const native = makeNativePlan(module, call);
    const address = native.hold();
    if (address === 0) {
      native.delete();
      throw outOfMemory(call);
    }
    const addresses = new Float64Array(module.HEAPU8.buffer, address, 2);
    this.#inAddress = addresses[0] as number;
    this.#outAddress = addresses[1] as number;
    this.#tensors = new ResidentTensors(native);
    disposeWhenForgotten(this, this.#tensors);
  }

  /** The input's shape. */
  get shape(): Shape {
    return [...self(this).#call.source];
  }

  /** The output's shape. */
  get outputShape(): Shape {
    return [...self(this).#call.target];
  }

  /** The input's element type. */
  get dtype(): D {
    return self(this).#call.inDType as D;
  }

  /** The output's element type. */
  get outputDtype(): E {
    return self(this).#call.outDType as E;
  }

  /**
   * The input, in the module's memory. Ask for it again after other calls of this package: when the memory grows, arrays
   * made before lose their elements. The array keeps the plan from being collected.
   */
  get input(): ArrayFor<D> {
    const plan = self(this);
    const { inArray, sourceCount } = plan.#live('input');
    plan.#input = plan.#view(plan.#input, inArray, plan.#inAddress, sourceCount);
    return plan.#input as ArrayFor<D>;
  }

  /** The output of the last `run()`, in the module's memory. Like `input`, ask for it again after other calls. */
  get output(): ArrayFor<E> {
    const plan = self(this);
    const { outArray, targetCount } = plan.#live('output');
    plan.#output = plan.#view(plan.#output, outArray, plan.#outAddress, targetCount);
    return plan.#output as ArrayFor<E>;
  }

  /** The input of a float16 plan as bits. `input` has the numbers in engines with Float16Array, and bits in others. */
  get inputBits(): BitsFor<D> {
    const plan = self(this);
    const { inDType, sourceCount } = plan.#live('inputBits');
    return plan.#bits('inputBits', inDType, plan.#inAddress, sourceCount) as BitsFor<D>;
  }

  /** The output of a float16 plan as bits, as `inputBits` are those of the input. */
  get outputBits(): BitsFor<E> {
    const plan = self(this);
    const { outDType, targetCount } = plan.#live('outputBits');
    return plan.#bits('outputBits', outDType, plan.#outAddress, targetCount) as BitsFor<E>;
  }

  /**
   * Computes `output` from `input`. Moves no data.
   *
   * @throws Error after `dispose()`; RangeError when memory runs out.
   * @example
   * const plan = new UpSampling2D({ size: [1, 2] }).plan([1, 1, 1, 1]);
   * plan.input[0] = 5;
   * plan.run();
   * console.log(plan.output.join()); // 5,5
   */
  run(): void {
    const plan = self(this);
    const call = plan.#live('run');
    if (plan.#tensors?.native.runHeld() === false) throw outOfMemory(call);
  }

  /**
   * Frees the memory. Arrays from `input` and `output` must not be used any more. Calling it again does no harm.
   *
   * @example
   * const plan = new UpSampling2D().plan([1, 720, 1280, 4], 'uint8clamped');
   * plan.dispose(); // 18 MB are free for others
   */
  dispose(): void {
    const plan = self(this);
    plan.#disposed = true;
    if (plan.#tensors === undefined) return;
    notForgotten(plan);
    plan.#tensors.dispose();
    plan.#tensors = undefined;
  }

  /** The same as `dispose`, for `using`. */
  [disposeSymbol](): void {
    this.dispose();
  }

  #live(caller: string): Call {
    if (this.#disposed) throw new Error(expected('a plan that is not disposed', caller, this));
    return this.#call;
  }

  #bits(name: string, dtype: string, address: number, count: number): TensorData {
    if (dtype !== 'float16') throw wrongKind("a plan of 'float16'", name, dtype);
    return this.#view(undefined, 'Uint16Array', address, count);
  }

  #view(kept: TensorData | undefined, arrayName: string, address: number, count: number): TensorData {
    const { buffer } = this.#module.HEAPU8;
    if (kept?.buffer === buffer) return kept;
    const view = new (arrayType(arrayName))(buffer, address, count);
    planOf.set(view, this);
    return view;
  }
}

function self<P extends UpSampling2DPlan<DType, DType>>(plan: P): P {
  return real(plan, 'an UpSampling2DPlan');
}
