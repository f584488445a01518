// Takes a tensor through the module's memory, band by band: stage, copy in, run, copy out. The module never holds more than
// one band. Bands are independent: any range of bands gives its part of the result.
import { type Call, outOfMemory } from './call.js';
import type { NativeModule } from './runtime/module.js';
import type { NativePlan } from './runtime/native-plan.js';
import { allocate, arrayType, shareMemory, type TensorData } from './tensor.js';
import { bufferOf, byteOffsetOf, copyInto, copyOf } from './typed-array.js';

/** What stage() writes. */
export const IN_BEGIN = 0;
export const IN_COUNT = 1;
const OUT_BEGIN = 2;
const OUT_COUNT = 3;
export const IN_ADDRESS = 4;
export const OUT_ADDRESS = 5;
const EPOCH_ADDRESS = 6;
const STAGED_NUMBERS = 7;

/** The elements of the input that a range of bands reads, and those of the output that it gives. */
export interface Place {
  readonly inBegin: number;
  readonly inEnd: number;
  readonly outBegin: number;
  readonly outEnd: number;
}

/** Which bands to run, from `begin` to before `end`, and what to do after each. */
export interface BandRange {
  readonly begin?: number;
  readonly end?: number;
  /** Called with the number of bands that are done; may throw, which ends the walk. */
  readonly onBand?: (done: number) => void;
}

// It has no prototype, because scripts may put anything on Object.prototype.
const EVERY_BAND: BandRange = Object.create(null);

/** A native plan with views of what it stages. When the memory grows, the views are detached and become empty. */
export class BandPlan {
  readonly module: NativeModule;
  readonly native: NativePlan;
  readonly count: number;
  staged = new Float64Array(0);
  /** The input and output of a plan with one band, where `stageWhole` has staged them. */
  in: TensorData = this.staged;
  out: TensorData = this.staged;
  #epochs = this.staged;
  #epoch = 0;

  constructor(module: NativeModule, native: NativePlan) {
    this.module = module;
    this.native = native;
    this.count = native.bands();
  }

  /** Where bands, from `begin` to before `end`, lie in the tensors. Readies nothing. */
  place(begin: number, end: number): Place {
    const [inBegin = 0, , outBegin = 0] = this.#placeOf(begin);
    const [, inEnd = 0, , outEnd = 0] = this.#placeOf(end - 1);
    return { inBegin, inEnd, outBegin, outEnd };
  }

  /** Readies a band and describes it in `staged`. False if there is no memory for it. */
  stage(band: number, continued: boolean): boolean {
    const address = this.native.stage(band, continued);
    if (address === 0) return false;
    if (byteOffsetOf(this.staged) !== address) {
      const { buffer } = this.module.HEAPU8;
      this.staged = new Float64Array(buffer, address, STAGED_NUMBERS);
      this.#epochs = new Float64Array(buffer, this.staged[EPOCH_ADDRESS], 1);
    }
    return true;
  }

  /** Readies the only band of a plan, with its tensors in `in` and `out`. False if there is no memory for it. */
  stageWhole({ inArray, sourceCount, outArray, targetCount }: Call): boolean {
    if (!this.stage(0, false)) return false;
    this.in = this.#view(this.in, inArray, IN_ADDRESS, sourceCount);
    this.out = this.#view(this.out, outArray, OUT_ADDRESS, targetCount);
    this.#epoch = this.#epochs[0] as number;
    return true;
  }

  /** Whether `stageWhole` need not be called again, because no other plan has used the working memory since. */
  isStaged(): boolean {
    return this.#epochs[0] === this.#epoch;
  }

  #placeOf(band: number): Float64Array {
    return new Float64Array(this.module.HEAPU8.buffer, this.native.place(band), 4);
  }

  #view(kept: TensorData, arrayName: string, index: number, count: number): TensorData {
    const address = this.staged[index] as number;
    if (byteOffsetOf(kept) === address) return kept;
    return new (arrayType(arrayName))(this.module.HEAPU8.buffer, address, count);
  }
}

/**
 * Memory that grows detaches its views, and a caller may have passed one. If `data` is a view of `was`, the memory's buffer
 * before it grew, this makes the same view of the buffer that the memory has now.
 */
export function foundAgain(
  { HEAPU8: { buffer } }: NativeModule,
  was: ArrayBufferLike,
  data: TensorData,
  byteOffset: number,
  arrayName: string,
  count: number,
): TensorData {
  if (buffer === was || bufferOf(data) !== was) return data;
  return new (arrayType(arrayName))(buffer, byteOffset, count);
}

/** Computes a tensor into `out`, or into a new array. Everything was checked before. */
export function runBands(
  plan: BandPlan,
  call: Call,
  source: TensorData,
  out: TensorData | undefined,
  range: BandRange = EVERY_BAND,
): TensorData {
  if (plan.count === 1 && range === EVERY_BAND) return runOneBand(plan, call, source, out);
  // If the output may overlap the input, all of the input must be read before anything is written.
  const from = out !== undefined && shareMemory(source, out) ? copyOfInput(source, call) : source;
  return runRange(plan, call, from, out ?? allocate(call), range);
}

// Small tensors are the most frequent. The views of them are kept, so that a call with `out` allocates nothing.
function runOneBand(plan: BandPlan, call: Call, source: TensorData, out: TensorData | undefined): TensorData {
  let from = source;
  let to = out;
  if (!plan.isStaged()) {
    const { module } = plan;
    const was = module.HEAPU8.buffer;
    const inOffset = byteOffsetOf(source);
    const outOffset = out === undefined ? 0 : byteOffsetOf(out);
    if (!plan.stageWhole(call)) throw outOfMemory(call);
    from = foundAgain(module, was, source, inOffset, call.inArray, call.sourceCount);
    to = out && foundAgain(module, was, out, outOffset, call.outArray, call.targetCount);
  }
  copyInto.call(plan.in, from as Uint8Array);
  plan.module.run();
  if (to === undefined) return copyOfResult(plan.out, call);
  copyInto.call(to, plan.out as Uint8Array);
  return to;
}

function copyOfResult(result: TensorData, call: Call): TensorData {
  try {
    return copyOf.call(result) as TensorData;
  } catch {
    throw outOfMemory(call);
  }
}

/** A new array with the input. */
export function copyOfInput(
  source: TensorData,
  { inArray, source: target, sourceCount: targetCount }: Call,
): TensorData {
  const copy = allocate({ outArray: inArray, target, targetCount });
  copyInto.call(copy, source as Uint8Array);
  return copy;
}

/** Computes some of the bands. */
export function runRange(
  plan: BandPlan,
  call: Call,
  source: TensorData,
  out: TensorData,
  range: BandRange,
): TensorData {
  const { begin = 0, end = plan.count, onBand } = range;
  const { module } = plan;
  const inOffset = byteOffsetOf(source);
  const outOffset = byteOffsetOf(out);
  let was: ArrayBufferLike = module.HEAPU8.buffer;
  let from = source;
  let to = out;
  for (let band = begin; band < end; band++) {
    if (!plan.stage(band, band > begin)) throw outOfMemory(call);
    from = foundAgain(module, was, from, inOffset, call.inArray, call.sourceCount);
    to = foundAgain(module, was, to, outOffset, call.outArray, call.targetCount);
    was = module.HEAPU8.buffer;
    copyBandIn(plan, call, from);
    module.run();
    copyBandOut(plan, call, to);
    onBand?.(band + 1 - begin);
  }
  return to;
}

/** The bytes of some elements, where they lie. */
export function bytesOf(data: TensorData, arrayName: string, begin: number, count: number): Uint8Array {
  const size = arrayType(arrayName).BYTES_PER_ELEMENT;
  return new Uint8Array(bufferOf(data), byteOffsetOf(data) + begin * size, count * size);
}

function copyBandIn({ module, staged }: BandPlan, { inArray }: Call, from: TensorData): void {
  const count = staged[IN_COUNT] as number;
  if (count === 0) return;
  const bytes = bytesOf(from, inArray, staged[IN_BEGIN] as number, count);
  new Uint8Array(module.HEAPU8.buffer, staged[IN_ADDRESS], bytes.length).set(bytes);
}

function copyBandOut({ module, staged }: BandPlan, { outArray }: Call, to: TensorData): void {
  const bytes = bytesOf(to, outArray, staged[OUT_BEGIN] as number, staged[OUT_COUNT] as number);
  bytes.set(new Uint8Array(module.HEAPU8.buffer, staged[OUT_ADDRESS], bytes.length));
}
