// A native plan with what JavaScript keeps for it, and the walk of a tensor through the module's memory, band by band:
// stage, copy in, run, copy out. Nothing but a band lies in the module at any time.
import { expected } from '../errors.js';
import { type ArrayType, allocate, arrayType, type DTypeInfo, type Shape, type TensorData } from '../tensor.js';
import type { NativeModule, NativePlan } from './module.js';

// What NativePlan.stage() writes.
const IN_BEGIN = 0;
const IN_COUNT = 1;
const OUT_BEGIN = 2;
const OUT_COUNT = 3;
const IN_ADDRESS = 4;
const OUT_ADDRESS = 5;
const STAGED_NUMBERS = 6;

// A caller's subclass may have methods of its own; these are the real ones.
const copyInto = Uint8Array.prototype.set as (this: TensorData, source: ArrayLike<number | bigint>) => void;
const copyOf = Uint8Array.prototype.slice as unknown as (this: TensorData) => TensorData;

/** The error for memory that could not be had, inside the module or outside. */
export function outOfMemory(shape: ArrayLike<number>): RangeError {
  return new RangeError(expected('a tensor for which there is memory (out of memory)', 'shape', shape));
}

function bytesOf(data: TensorData, begin: number, count: number): Uint8Array {
  const size = data.BYTES_PER_ELEMENT;
  return new Uint8Array(data.buffer, data.byteOffset + begin * size, count * size);
}

/** What a plan was made for; also what it is found again by. */
export interface PlanKey {
  readonly direction: number;
  readonly source: Shape;
  readonly target: Shape;
  readonly inInfo: DTypeInfo;
  readonly inArray: string;
  readonly outInfo: DTypeInfo;
  readonly outArray: string;
  readonly sourceCount: number;
  readonly targetCount: number;
}

export class StagedPlan {
  readonly key: PlanKey;
  readonly native: NativePlan;
  readonly #module: NativeModule;
  readonly #inType: ArrayType;
  readonly #outType: ArrayType;
  readonly #bands: number;

  // Views of the module's memory, good as long as its buffer and the addresses stay.
  #buffer: ArrayBuffer | undefined;
  #address = 0;
  #staged = new Float64Array(0);
  #inAddress = 0;
  #outAddress = 0;
  #in: TensorData = this.#staged;
  #out: TensorData = this.#staged;

  constructor(module: NativeModule, native: NativePlan, key: PlanKey) {
    this.#module = module;
    this.native = native;
    this.key = key;
    this.#inType = arrayType(key.inArray);
    this.#outType = arrayType(key.outArray);
    this.#bands = native.bands();
  }

  /** Computes the whole tensor into `out`, or into a new array. Everything was checked before. */
  run(source: TensorData, out: TensorData | undefined): TensorData {
    return this.#bands === 1 ? this.#runWhole(source, out) : this.#runBands(source, out);
  }

  #stage(band: number): ArrayBuffer {
    const address = this.native.stage(band, band > 0);
    if (address === 0) throw outOfMemory(this.key.source);
    const { buffer } = this.#module.HEAPU8;
    if (buffer !== this.#buffer || address !== this.#address) {
      this.#buffer = buffer;
      this.#address = address;
      this.#staged = new Float64Array(buffer, address, STAGED_NUMBERS);
      this.#inAddress = 0;
      this.#outAddress = 0;
    }
    return buffer;
  }

  // Growth detaches arrays on the module's own memory, and a caller may hold such ones: they are found again at their place.
  #rebased(data: TensorData, was: ArrayBufferLike, byteOffset: number, count: number, type: ArrayType): TensorData {
    const now = this.#module.HEAPU8.buffer;
    return now !== was && data.buffer === was ? new type(now, byteOffset, count) : data;
  }

  // The frequent small tensor: views are kept from call to call, so that a call with `out` allocates nothing.
  #runWhole(source: TensorData, out: TensorData | undefined): TensorData {
    const { sourceCount, targetCount, target } = this.key;
    const before = this.#module.HEAPU8.buffer;
    const inOffset = source.byteOffset;
    const outOffset = out === undefined ? 0 : out.byteOffset;
    const buffer = this.#stage(0);
    const staged = this.#staged;
    const inAddress = staged[IN_ADDRESS] as number;
    const outAddress = staged[OUT_ADDRESS] as number;
    if (inAddress !== this.#inAddress) {
      this.#in = new this.#inType(buffer, inAddress, sourceCount);
      this.#inAddress = inAddress;
    }
    if (outAddress !== this.#outAddress) {
      this.#out = new this.#outType(buffer, outAddress, targetCount);
      this.#outAddress = outAddress;
    }
    const from = buffer === before ? source : this.#rebased(source, before, inOffset, sourceCount, this.#inType);
    copyInto.call(this.#in, from as Uint8Array);
    this.native.run();
    if (out !== undefined) {
      const to = buffer === before ? out : this.#rebased(out, before, outOffset, targetCount, this.#outType);
      copyInto.call(to, this.#out as Uint8Array);
      return to;
    }
    try {
      return copyOf.call(this.#out);
    } catch {
      throw outOfMemory(target);
    }
  }

  #runBands(source: TensorData, out: TensorData | undefined): TensorData {
    const { sourceCount, targetCount, target, outArray } = this.key;
    let from = source;
    let to = out ?? allocate(outArray, targetCount, target);
    const inSize = this.#inType.BYTES_PER_ELEMENT;
    const outSize = this.#outType.BYTES_PER_ELEMENT;
    const inOffset = from.byteOffset;
    const outOffset = to.byteOffset;
    let before = this.#module.HEAPU8.buffer;
    for (let band = 0; band < this.#bands; band++) {
      const buffer = this.#stage(band);
      if (buffer !== before) {
        from = this.#rebased(from, before, inOffset, sourceCount, this.#inType);
        to = this.#rebased(to, before, outOffset, targetCount, this.#outType);
        before = buffer;
      }
      const staged = this.#staged;
      const inCount = staged[IN_COUNT] as number;
      const outCount = staged[OUT_COUNT] as number;
      if (inCount > 0) {
        const room = new Uint8Array(buffer, staged[IN_ADDRESS], inCount * inSize);
        room.set(bytesOf(from, staged[IN_BEGIN] as number, inCount));
      }
      this.native.run();
      const result = new Uint8Array(buffer, staged[OUT_ADDRESS], outCount * outSize);
      bytesOf(to, staged[OUT_BEGIN] as number, outCount).set(result);
    }
    return to;
  }
}
