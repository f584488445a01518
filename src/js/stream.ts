// A tensor that is enlarged while it passes: rows come in, and rows of the result go out. Only the rows that one band of the
// plan reads are here at a time.
import { BandPlan, bytesOf, IN_ADDRESS, IN_BEGIN, IN_COUNT, OUT_ADDRESS, type Place } from './bands.js';
import { type Call, forwardKinds, type Kinds, makeCall, makeNativePlan, outOfMemory } from './call.js';
import type { Settings } from './config.js';
import { errors, wrongKind, wrongNumber } from './errors.js';
import { Intake } from './intake.js';
import { readOptions } from './options.js';
import type { Pool } from './pool.js';
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
import { typedArrayName } from './typed-array.js';
import { type BandWork, type Recipe, recipeOf } from './work.js';

const OPTIONS = ['shape', 'dtype', 'signal', 'onProgress', 'workers'];
const NAMES = { dataName: 'source', shapeName: 'shape' };
const BYTES = 'Uint8Array';
// What the pool computes at a time: enough for some tasks, and little to keep. And how much of it is under way.
const GROUP_BYTES = 2 ** 20;
const GROUPS = 4;
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

/** The plan of a stream. Computes bands on this thread. */
class BandWalk {
  readonly call: Call;
  readonly recipe: Recipe;
  readonly #plan: BandPlan;
  // The band that was computed last. The next one goes on from there, unless other calls have come between.
  #last = -1;

  constructor(module: NativeModule, call: Call) {
    this.call = call;
    this.recipe = recipeOf(call);
    this.#plan = new BandPlan(module, makeNativePlan(module, call));
  }

  get count(): number {
    return this.#plan.count;
  }

  /** Where bands begin and end in the two tensors, in elements. */
  place(begin: number, end: number): Place {
    return this.#plan.place(begin, end);
  }

  /** Computes a band into `out`. `rows` gives bytes of the source. */
  compute(band: number, rows: (begin: number, end: number) => Uint8Array, out: Uint8Array): void {
    const plan = this.#plan;
    if (!plan.stage(band, band === this.#last + 1)) throw outOfMemory(this.call);
    const { staged, module } = plan;
    const { inSize } = this.recipe;
    const begin = (staged[IN_BEGIN] as number) * inSize;
    module.HEAPU8.set(rows(begin, begin + (staged[IN_COUNT] as number) * inSize), staged[IN_ADDRESS]);
    module.run();
    this.#last = band;
    out.set(new Uint8Array(module.HEAPU8.buffer, staged[OUT_ADDRESS] as number, out.length));
  }

  /** A new array for elements of the result. */
  allocate(targetCount: number): TensorData {
    const { outArray, target } = this.call;
    return allocate({ outArray, target, targetCount });
  }

  dispose(): void {
    this.#plan.native.delete();
  }
}

/** Some bands of a stream, with the rows that they read, for the pool. */
class Group implements BandWork {
  readonly call: Call;
  readonly first: number;
  readonly count: number;
  readonly recipe: Recipe;
  readonly source: Uint8Array;
  readonly out: TensorData;
  readonly #walk: BandWalk;
  readonly #whole: Place;

  /** `source`: bytes that stay as they are. */
  constructor(walk: BandWalk, first: number, end: number, source: Uint8Array) {
    this.#walk = walk;
    this.#whole = walk.place(first, end);
    this.call = walk.call;
    this.recipe = walk.recipe;
    this.first = first;
    this.count = end - first;
    this.source = source;
    this.out = walk.allocate(this.#whole.outEnd - this.#whole.outBegin);
  }

  get inBytes(): number {
    return this.source.length;
  }
  get outBytes(): number {
    return this.out.byteLength;
  }

  check(): void {}

  place(begin: number, end: number): Place {
    return this.#walk.place(this.first + begin, this.first + end);
  }

  run(begin: number, end: number): void {
    const sourceBegin = this.#whole.inBegin * this.recipe.inSize;
    const rows = (from: number, to: number) => this.source.subarray(from - sourceBegin, to - sourceBegin);
    for (let band = begin; band < end; band++) {
      const { outBegin, outEnd } = this.place(band, band + 1);
      this.#walk.compute(this.first + band, rows, this.bytesOut(outBegin, outEnd));
    }
  }

  bytesIn(begin: number, end: number): Uint8Array {
    const { inBegin } = this.#whole;
    return this.source.subarray((begin - inBegin) * this.recipe.inSize, (end - inBegin) * this.recipe.inSize);
  }

  bytesOut(begin: number, end: number): Uint8Array {
    return bytesOf(this.out, this.call.outArray, begin - this.#whole.outBegin, end - begin);
  }

  dispose(): void {}
}

function tooShort({ source, sourceCount }: Call, count: number): RangeError {
  return wrongNumber(`${sourceCount} elements in all (shape [${source.join(', ')}])`, 'source', count);
}

/** Waits until the rows are there that some bands read. Returns where they are, in bytes. */
async function fill(walk: BandWalk, begin: number, end: number, intake: Intake): Promise<[number, number]> {
  const { inSize } = walk.recipe;
  const { inBegin, inEnd } = walk.place(begin, end);
  const bytes: [number, number] = [inBegin * inSize, inEnd * inSize];
  if (intake.has(...bytes) || (await intake.fill(...bytes))) return bytes;
  throw tooShort(walk.call, intake.seen / inSize);
}

// On the calling thread: each band as soon as its rows are there.
async function* rowsHere(walk: BandWalk, intake: Intake, run: RunOptions): AsyncGenerator<TensorData, void> {
  const { call } = walk;
  const turns = new Turns(run.signal);
  const advance = progressOf(call, run.onProgress);
  const bytes = (begin: number, end: number) => intake.bytes(begin, end);
  for (let band = 0; band < walk.count; band++) {
    await fill(walk, band, band + 1, intake);
    if (turns.isOver()) await turns.next();
    const { outBegin, outEnd } = walk.place(band, band + 1);
    const rows = walk.allocate(outEnd - outBegin);
    walk.compute(band, bytes, bytesOf(rows, call.outArray, 0, rows.length));
    advance(rows.length);
    yield rows;
  }
}

// The bands from `begin` on that one group takes.
function groupEnd(walk: BandWalk, begin: number): number {
  const { outBegin, outEnd } = walk.place(begin, begin + 1);
  const bands = Math.max(1, Math.floor(GROUP_BYTES / ((outEnd - outBegin) * walk.recipe.outSize)));
  return Math.min(begin + bands, walk.count);
}

// By the pool: a group of bands is computed while the one before is read.
async function* rowsOfPool(
  pool: Pool,
  walk: BandWalk,
  intake: Intake,
  run: RunOptions,
): AsyncGenerator<TensorData, void> {
  const advance = progressOf(walk.call, run.onProgress);
  const controller = new AbortController();
  const abort = () => controller.abort(run.signal?.reason);
  run.signal?.addEventListener('abort', abort);
  const options = new Map<string, unknown>([
    ['signal', controller.signal],
    ['workers', run.workers],
  ]);
  const underWay: Promise<TensorData>[] = [];
  try {
    for (let band = 0; band < walk.count || underWay.length > 0; ) {
      run.signal?.throwIfAborted();
      if (band < walk.count && underWay.length < GROUPS) {
        const [first, end] = [band, groupEnd(walk, band)];
        const source = intake.bytes(...(await fill(walk, first, end, intake))).slice();
        const rows = pool.run(() => new Group(walk, first, end, source), options);
        // Awaited later, and not at all if the loop is left.
        rows.catch(() => {});
        underWay.push(rows);
        band = end;
      } else {
        const rows = (await underWay.shift()) as TensorData;
        advance(rows.length);
        yield rows;
      }
    }
  } finally {
    run.signal?.removeEventListener('abort', abort);
    controller.abort();
  }
}

/** The rows of the result in order. Nothing is read or computed before they are asked for. */
export async function* streamRows(
  module: NativeModule,
  pool: Pool,
  settings: Settings,
  source: unknown,
  options: unknown,
): AsyncGenerator<TensorData, void> {
  const values = readOptions(options, OPTIONS, 'stream');
  const shape: Shape = checkSides(readSides(values.get('shape'), NAMES.shapeName), NAMES.shapeName);
  const kinds = new PartKinds(values.get('dtype'));
  const run: RunOptions = readRunOptions(values, errors);
  const intake = new Intake(source, run.signal, (part) => kinds.check(part));
  let walk: BandWalk | undefined;
  try {
    run.signal?.throwIfAborted();
    await intake.look();
    const call = makeCall(settings, kinds.of(settings), shape);
    if (call.sourceCount > 0) {
      walk = new BandWalk(module, call);
      const { inSize, outSize } = walk.recipe;
      const isSmall = call.sourceCount * inSize + call.targetCount * outSize < 2 * GROUP_BYTES;
      yield* isSmall || !run.workers ? rowsHere(walk, intake, run) : rowsOfPool(pool, walk, intake, run);
    }
    if (await intake.look()) throw tooShort(call, intake.seen / arrayType(call.inArray).BYTES_PER_ELEMENT);
  } finally {
    walk?.dispose();
    await intake.close();
  }
}
