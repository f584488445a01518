// A call that is computed later and in parts, in any order: it owns its plan, so that other calls and dispose() leave it alone.
import { BandPlan, bytesOf, copyOfInput, type Place, runRange } from './bands.js';
import { type Call, makeNativePlan, planArguments } from './call.js';
import type { NativeModule } from './runtime/module.js';
import { allocate, arrayType, checkLength, checkOut, shareMemory, type TensorData } from './tensor.js';
import { bufferOf, byteLengthOf } from './typed-array.js';

/** What another thread needs to know of a call: the arguments of its plan, and the bytes of an element in and out. */
export interface Recipe {
  readonly plan: readonly (number | boolean)[];
  readonly inSize: number;
  readonly outSize: number;
}

export function recipeOf(call: Call): Recipe {
  return {
    plan: planArguments(call),
    inSize: arrayType(call.inArray).BYTES_PER_ELEMENT,
    outSize: arrayType(call.outArray).BYTES_PER_ELEMENT,
  };
}

/** Bands of a call that the pool computes: `count` of them, from the call's band `first` on. */
export interface BandWork {
  readonly call: Call;
  readonly first: number;
  readonly count: number;
  /** What the bands read, and what they write. */
  readonly inBytes: number;
  readonly outBytes: number;
  readonly source: TensorData;
  readonly out: TensorData;
  readonly recipe: Recipe;
  /** Refuses arrays that were detached or resized since. */
  check(): void;
  /** Where bands begin and end in the call's tensors. They count from `first` on. */
  place(begin: number, end: number): Place;
  /** Computes bands on this thread. */
  run(begin: number, end: number): void;
  /** Elements of the call's input. */
  bytesIn(begin: number, end: number): Uint8Array;
  /** Elements of the call's output. */
  bytesOut(begin: number, end: number): Uint8Array;
  dispose(): void;
}

export class Work implements BandWork {
  readonly call: Call;
  readonly first = 0;
  readonly source: TensorData;
  readonly out: TensorData;
  /** How many bands there are: none if there is nothing to compute. */
  readonly count: number;
  readonly #plan: BandPlan | undefined;

  /** Everything was checked but the lengths and `out`. */
  constructor(module: NativeModule, call: Call, data: TensorData, out: unknown) {
    checkLength(data, call.sourceCount, call.source, call.dataName);
    if (out !== undefined) checkOut(out, call, data);
    const given = out as TensorData | undefined;
    // The module's memory may grow meanwhile, which detaches its views; and an output may not overlap the input.
    const copies = bufferOf(data) === module.HEAPU8.buffer || (given !== undefined && shareMemory(data, given));
    this.call = call;
    this.source = copies ? copyOfInput(data, call) : data;
    this.out = given ?? allocate(call);
    this.#plan = call.sourceCount > 0 ? new BandPlan(module, makeNativePlan(module, call)) : undefined;
    this.count = this.#plan?.count ?? 0;
  }

  check(): void {
    const { source, sourceCount, target, targetCount, dataName } = this.call;
    checkLength(this.source, sourceCount, source, dataName);
    checkLength(this.out, targetCount, target, 'out');
  }

  place(begin: number, end: number): Place {
    return (this.#plan as BandPlan).place(begin, end);
  }

  run(begin: number, end: number): void {
    runRange(this.#plan as BandPlan, this.call, this.source, this.out, { begin, end });
  }

  get recipe(): Recipe {
    return recipeOf(this.call);
  }

  get inBytes(): number {
    return byteLengthOf(this.source);
  }
  get outBytes(): number {
    return byteLengthOf(this.out);
  }

  bytesIn(begin: number, end: number): Uint8Array {
    return bytesOf(this.source, this.call.inArray, begin, end - begin);
  }

  bytesOut(begin: number, end: number): Uint8Array {
    return bytesOf(this.out, this.call.outArray, begin, end - begin);
  }

  dispose(): void {
    this.#plan?.native.delete();
  }
}
