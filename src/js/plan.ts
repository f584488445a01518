// A resident plan: input and output lie in the module's memory from call to call.
import { disposeSymbol } from './dispose.js';
import { expected } from './errors.js';
import { forgotten, type Request, type Resampler } from './resampler.js';
import type { NativeModule, NativePlan } from './runtime/module.js';
import { outOfMemory, type PlanKey } from './runtime/staging.js';
import { arrayType, type DType, elementCount, type Shape, type TensorData } from './tensor.js';

// What the finalizer may hold: not the plan itself.
class Held {
  readonly native: NativePlan;

  constructor(native: NativePlan) {
    this.native = native;
  }

  dispose(): void {
    this.native.delete();
  }
}

/**
 * Made by `UpSampling2D.plan`. Write to `input`, call `run()`, read `output`.
 *
 * @example
 * using plan = layer.plan([1, 720, 1280, 4], 'uint8clamped');
 * plan.input.set(frame.data);
 * plan.run();
 * context.putImageData(new ImageData(new Uint8ClampedArray(plan.output), 2560, 1440), 0, 0);
 */
export class UpSampling2DPlan {
  readonly #module: NativeModule;
  readonly #key: PlanKey;
  readonly #inAddress: number = 0;
  readonly #outAddress: number = 0;
  #held: Held | undefined;
  #disposed = false;
  #input: TensorData | undefined;
  #output: TensorData | undefined;

  /** @internal */
  constructor(resampler: Resampler, request: Request, source: Shape, target: Shape) {
    this.#module = resampler.module;
    const sourceCount = elementCount(source);
    this.#key = { ...request, source, target, sourceCount, targetCount: elementCount(target) };
    if (sourceCount === 0) return;
    const native = resampler.nativePlan(this.#key, source);
    const address = native.hold();
    if (address === 0) {
      native.delete();
      throw outOfMemory(source);
    }
    [this.#inAddress, this.#outAddress] = new Float64Array(this.#module.HEAPU8.buffer, address, 2) as unknown as [
      number,
      number,
    ];
    this.#held = new Held(native);
    forgotten.register(this, this.#held, this);
  }

  /** The input's shape. */
  get shape(): Shape {
    return [...this.#key.source];
  }

  /** The output's shape. */
  get outputShape(): Shape {
    return [...this.#key.target];
  }

  /** The input's element type. */
  get dtype(): DType {
    return this.#key.inInfo.name as DType;
  }

  /** The output's element type. */
  get outputDtype(): DType {
    return this.#key.outInfo.name as DType;
  }

  /**
   * The input, in the module's memory. Ask for it again after other calls of this package: when the memory grows, arrays
   * made before lose their elements.
   */
  get input(): TensorData {
    this.#live('input');
    this.#input = this.#view(this.#input, this.#key.inArray, this.#inAddress, this.#key.sourceCount);
    return this.#input;
  }

  /** The output, in the module's memory, as the last `run()` left it. Ask for it again after other calls, as for `input`. */
  get output(): TensorData {
    this.#live('output');
    this.#output = this.#view(this.#output, this.#key.outArray, this.#outAddress, this.#key.targetCount);
    return this.#output;
  }

  /**
   * Computes `output` from `input`. Moves no data.
   *
   * @throws Error after `dispose()`.
   */
  run(): void {
    this.#live('run');
    if (this.#held?.native.runHeld() === false) throw outOfMemory(this.#key.source);
  }

  /** Frees the memory; `input` and `output` arrays must not be used any more. Calling it again does no harm. */
  dispose(): void {
    this.#disposed = true;
    if (this.#held === undefined) return;
    forgotten.unregister(this);
    this.#held.dispose();
    this.#held = undefined;
  }

  /** The same as `dispose`, for `using`. */
  [disposeSymbol](): void {
    this.dispose();
  }

  #live(caller: string): void {
    if (this.#disposed) throw new Error(expected('a plan that is not disposed', caller, this));
  }

  #view(kept: TensorData | undefined, arrayName: string, address: number, count: number): TensorData {
    const { buffer } = this.#module.HEAPU8;
    return kept?.buffer === buffer ? kept : new (arrayType(arrayName))(buffer, address, count);
  }
}
