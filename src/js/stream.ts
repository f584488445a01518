// A tensor that is enlarged while it passes: rows come in, and rows of the result go out. Only the rows that one band of the
// plan reads are here at a time.
import { BandPlan, IN_ADDRESS, IN_BEGIN, IN_COUNT, OUT_ADDRESS, OUT_COUNT } from './bands.js';
import { type Call, forwardKinds, type Kinds, makeCall, outOfMemory } from './call.js';
import type { Settings } from './config.js';
import { wrongKind, wrongNumber } from './errors.js';
import { Intake } from './intake.js';
import { makeNativePlan } from './native-plan.js';
import { readOptions } from './options.js';
import type { NativeModule } from './runtime/module.js';
import {
  allocate,
  arrayNameFor,
  arrayType,
  checkSides,
  type DTypeInfo,
  dtypeOf,
  mayHold,
  parseDType,
  readSides,
  type Shape,
  type TensorData,
} from './tensor.js';
import { progressOf, type RunOptions, readRunOptions, Turns } from './turns.js';
import { copyInto, typedArrayName } from './typed-array.js';

const OPTIONS = ['shape', 'dtype', 'signal', 'onProgress', 'workers'];
const NAMES = { dataName: 'source', shapeName: 'shape' };
const BYTES = 'Uint8Array';
const PARTS = 'each part of source';

/** The kinds of what comes in, which the first part decides as far as the caller has not. */
class PartKinds {
  readonly #given: DTypeInfo | undefined;
  #first: { readonly info: DTypeInfo; readonly array: string } | undefined;

  constructor(dtype: unknown) {
    this.#given = dtype === undefined ? undefined : parseDType(dtype, 'dtype');
  }

  /** Refuses a part that has another kind than the others, or than the caller has said. */
  check(part: unknown): void {
    const array = typedArrayName(part);
    if (array === undefined) throw wrongKind('a typed array', PARTS, part);
    const info = this.#given ?? this.#first?.info ?? dtypeOf(array, part, undefined, PARTS);
    const holds = mayHold(array, info);
    this.#first ??= { info, array: holds ? array : arrayNameFor(info) };
    if (holds || (this.#given && array === BYTES)) return;
    const bytes = this.#given ? ' (or its bytes)' : ', as the first one has';
    throw wrongKind(`an array of ${info.name}${bytes}`, PARTS, part);
  }

  /** The kinds of the call. For a source without parts, any that there are will do. */
  of(settings: Settings): Kinds {
    const info = this.#first?.info ?? this.#given ?? parseDType('float32', 'dtype');
    return forwardKinds(settings, info, this.#first?.array ?? arrayNameFor(info), NAMES);
  }
}

/** Where a band begins and ends in the source, in bytes. */
interface Place {
  readonly begin: number;
  readonly end: number;
}

/** Computes the bands of one tensor in order, each from the rows that it reads. */
class BandWalk {
  readonly #call: Call;
  readonly #plan: BandPlan;
  readonly #inBytes: number;
  // The band that was computed last. The next one goes on from there, unless other calls have come between.
  #last = -1;

  constructor(module: NativeModule, call: Call) {
    this.#call = call;
    this.#plan = new BandPlan(module, makeNativePlan(module, call));
    this.#inBytes = arrayType(call.inArray).BYTES_PER_ELEMENT;
  }

  get count(): number {
    return this.#plan.count;
  }

  place(band: number): Place {
    const { module, native } = this.#plan;
    const [begin = 0, end = 0] = new Float64Array(module.HEAPU8.buffer, native.place(band), 2);
    return { begin: begin * this.#inBytes, end: end * this.#inBytes };
  }

  compute(band: number, intake: Intake): TensorData {
    const plan = this.#plan;
    if (!plan.stage(band, band === this.#last + 1)) throw outOfMemory(this.#call);
    const { staged, module } = plan;
    const begin = (staged[IN_BEGIN] as number) * this.#inBytes;
    const length = (staged[IN_COUNT] as number) * this.#inBytes;
    module.HEAPU8.set(intake.bytes(begin, begin + length), staged[IN_ADDRESS]);
    module.run();
    this.#last = band;
    return this.#takeOut();
  }

  #takeOut(): TensorData {
    const { outArray, target } = this.#call;
    const { module, staged } = this.#plan;
    const rows = allocate({ outArray, target, targetCount: staged[OUT_COUNT] as number });
    const from = new (arrayType(outArray))(module.HEAPU8.buffer, staged[OUT_ADDRESS] as number, rows.length);
    copyInto.call(rows, from as Uint8Array);
    return rows;
  }

  dispose(): void {
    this.#plan.native.delete();
  }
}

function tooShort({ source, sourceCount }: Call, count: number): RangeError {
  return wrongNumber(`${sourceCount} elements in all (shape [${source.join(', ')}])`, 'source', count);
}

async function* rowsOf(walk: BandWalk, call: Call, intake: Intake, run: RunOptions): AsyncGenerator<TensorData, void> {
  const turns = new Turns(run.signal);
  const advance = progressOf(call, run.onProgress);
  const size = arrayType(call.inArray).BYTES_PER_ELEMENT;
  for (let band = 0; band < walk.count; band++) {
    const { begin, end } = walk.place(band);
    if (!intake.has(begin, end) && !(await intake.fill(begin, end))) throw tooShort(call, intake.seen / size);
    if (turns.isOver()) await turns.next();
    const rows = walk.compute(band, intake);
    advance(rows.length);
    yield rows;
  }
}

/** The rows of the result in order. Nothing is read or computed before they are asked for. */
export async function* streamRows(
  module: NativeModule,
  settings: Settings,
  source: unknown,
  options: unknown,
): AsyncGenerator<TensorData, void> {
  const values = readOptions(options, OPTIONS, 'stream');
  const shape: Shape = checkSides(readSides(values.get('shape'), NAMES.shapeName), NAMES.shapeName);
  const kinds = new PartKinds(values.get('dtype'));
  const run: RunOptions = readRunOptions(values);
  const intake = new Intake(source, run.signal, (part) => kinds.check(part));
  let walk: BandWalk | undefined;
  try {
    run.signal?.throwIfAborted();
    await intake.look();
    const call = makeCall(settings, kinds.of(settings), shape);
    if (call.sourceCount > 0) {
      walk = new BandWalk(module, call);
      yield* rowsOf(walk, call, intake, run);
    }
    if (await intake.look()) throw tooShort(call, intake.seen / arrayType(call.inArray).BYTES_PER_ELEMENT);
  } finally {
    walk?.dispose();
    await intake.close();
  }
}
