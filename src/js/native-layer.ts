// One layer in the module: keeps the native plans of the last few calls, finds a call's plan, and runs it.
import { BandPlan, foundAgain, runBands } from './bands.js';
import { type Call, type Kinds, type LayerNumbers, makeCall, makeNativePlan } from './call.js';
import { loadedModule } from './runtime/load.js';
import type { NativeModule } from './runtime/module.js';
import {
  allocate,
  checkLength,
  checkOut,
  checkSides,
  type DType,
  type TensorData,
  type TensorResult,
} from './tensor.js';
import { byteOffsetOf } from './typed-array.js';
import { Work } from './work.js';
import { loadPool } from './workers.js';

const KEPT_PLANS = 4;

interface Kept {
  readonly call: Call;
  readonly plan: BandPlan;
}

export class NativeLayer {
  readonly module: NativeModule;
  readonly numbers: LayerNumbers;
  // The most recent first. An empty tensor has no plan, because there is nothing to compute.
  #kept: Kept[] = [];

  constructor(numbers: LayerNumbers, caller: string) {
    this.module = loadedModule(caller).native;
    this.numbers = numbers;
  }

  /** Frees the plans in the module's memory. */
  dispose(): void {
    for (const { plan } of this.#kept) plan.native.delete();
    this.#kept = [];
  }

  /** Checks what was read and computes the result into `out`, or into a new array. Runs no code of the caller. */
  run(kinds: Kinds, sides: readonly unknown[], data: TensorData, out: unknown): TensorResult {
    const kept = this.#find(kinds, sides);
    const call = kept?.call ?? makeCall(this.numbers, kinds, checkSides(sides, kinds.shapeName));
    const { source, sourceCount, target, dataName } = call;
    checkLength(data, sourceCount, source, dataName);
    if (out !== undefined) checkOut(out, call, data);
    const given = out as TensorData | undefined;
    return {
      data: kept ? runBands(kept.plan, call, data, given) : this.#runNew(call, data, given),
      shape: [target[0], target[1], target[2], target[3]],
      dtype: call.outDType as DType,
    };
  }

  /** The same on the pool's workers. `options` is read, but not checked. */
  async runAsync(
    kinds: Kinds,
    sides: readonly unknown[],
    data: TensorData,
    options: ReadonlyMap<string, unknown>,
  ): Promise<TensorResult> {
    const call = makeCall(this.numbers, kinds, checkSides(sides, kinds.shapeName));
    const pool = await loadPool();
    const out = await pool.run(() => new Work(this.module, call, data, options.get('out')), options);
    return { data: out, shape: [...call.target], dtype: call.outDType as DType };
  }

  // The sides were not checked, but those of a kept call were.
  #find(kinds: Kinds, sides: readonly unknown[]): Kept | undefined {
    const all = this.#kept;
    for (let i = 0; i < all.length; i++) {
      const kept = all[i] as Kept;
      const { source, direction, inDType, inArray } = kept.call;
      if (
        source[0] === sides[0] &&
        source[1] === sides[1] &&
        source[2] === sides[2] &&
        source[3] === sides[3] &&
        inDType === kinds.inDType &&
        inArray === kinds.inArray &&
        direction === kinds.direction
      ) {
        if (i > 0) {
          all.copyWithin(1, 0, i);
          all[0] = kept;
        }
        return kept;
      }
    }
    return undefined;
  }

  #runNew(call: Call, data: TensorData, out: TensorData | undefined): TensorData {
    if (call.sourceCount === 0) return out ?? allocate(call);
    const { module } = this;
    const was = module.HEAPU8.buffer;
    const inOffset = byteOffsetOf(data);
    const outOffset = out === undefined ? 0 : byteOffsetOf(out);
    const plan = new BandPlan(module, makeNativePlan(module, call));
    this.#keep({ call, plan });
    const from = foundAgain(module, was, data, inOffset, call.inArray, call.sourceCount);
    const to = out && foundAgain(module, was, out, outOffset, call.outArray, call.targetCount);
    return runBands(plan, call, from, to);
  }

  #keep(kept: Kept): void {
    this.#kept.unshift(kept);
    if (this.#kept.length > KEPT_PLANS) this.#kept.pop()?.plan.native.delete();
  }
}
