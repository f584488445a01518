// What a stream reads: typed arrays, or bytes, of any lengths, from anything that gives one after the other. Keeps no more of
// them than is asked for.
import { wrongKind } from './errors.js';
import { unlessAborted } from './turns.js';
import { bufferOf, byteLengthOf, byteOffsetOf, isDetached, typedArrayName } from './typed-array.js';

const SOURCE = 'an iterable, an async iterable or a ReadableStream of typed arrays (one array: [data])';

interface Steps {
  next(): unknown;
  return?(): unknown;
}

interface ReaderLike {
  read(): Promise<unknown>;
  cancel(): Promise<unknown>;
}

type Method = (() => Steps) | undefined;

// Engines have had streams for longer than streams have been iterable.
function stepsOfReader(reader: ReaderLike): Steps {
  return { next: () => reader.read(), return: () => reader.cancel() };
}

function stepsOf(source: unknown): { readonly steps: Steps; readonly isSync: boolean } {
  if (typeof source !== 'object' || source === null || typedArrayName(source)) {
    throw wrongKind(SOURCE, 'source', source);
  }
  const given = source as Record<string | symbol, unknown>;
  if (given.locked === true) throw wrongKind('a ReadableStream that is not locked', 'source', source);
  const asynchronous = given[Symbol.asyncIterator] as Method;
  if (typeof asynchronous === 'function') return { steps: asynchronous.call(source), isSync: false };
  const synchronous = given[Symbol.iterator] as Method;
  if (typeof synchronous === 'function') return { steps: synchronous.call(source), isSync: true };
  if (typeof given.getReader === 'function') {
    return { steps: stepsOfReader(given.getReader() as ReaderLike), isSync: false };
  }
  throw wrongKind(SOURCE, 'source', source);
}

/** Takes one part after the other from a source, until it ends, until `close`, or until the signal aborts. */
class Parts {
  readonly #steps: Steps;
  readonly #isSync: boolean;
  readonly #signal: AbortSignal | undefined;
  #ended = false;

  constructor(source: unknown, signal: AbortSignal | undefined) {
    const { steps, isSync } = stepsOf(source);
    this.#steps = steps;
    this.#isSync = isSync;
    this.#signal = signal;
  }

  /** The next part; undefined at the end. */
  async next(): Promise<unknown> {
    if (this.#ended) return undefined;
    // A source that fails has ended, as in a `for await` loop.
    this.#ended = true;
    const step = (await unlessAborted(this.#steps.next(), this.#signal)) as IteratorResult<unknown>;
    if (typeof step !== 'object' || step === null) throw wrongKind(SOURCE, 'source', step);
    if (step.done) return undefined;
    this.#ended = false;
    return this.#isSync ? await unlessAborted(step.value, this.#signal) : step.value;
  }

  /** Tells a source that has not ended that no more is wanted. One that is cut off by the signal may never answer. */
  async close(): Promise<void> {
    const told = !this.#ended || this.#signal?.aborted;
    this.#ended = true;
    if (!told) return;
    const answer = Promise.resolve(this.#steps.return?.());
    if (this.#signal?.aborted) answer.catch(() => {});
    else await answer;
  }
}

function detached(part: unknown): TypeError {
  return wrongKind('arrays whose buffers are not detached', 'source', part);
}

/** The bytes of a source. Only those between `forget` and `fill` are kept. */
export class Intake {
  readonly #parts: Parts;
  /** Throws if a part is not of the kind that this stream reads. */
  readonly #check: (part: unknown) => void;
  #part: unknown;
  #length = 0;
  // How much of the part was taken, and how much of the source.
  #taken = 0;
  #end = 0;
  #kept = new Uint8Array(0);
  #keptBegin = 0;

  constructor(source: unknown, signal: AbortSignal | undefined, check: (part: unknown) => void) {
    this.#parts = new Parts(source, signal);
    this.#check = check;
  }

  /** Bytes that have been seen. Some of them may still be in the last part. */
  get seen(): number {
    return this.#end + this.#left;
  }

  get #left(): number {
    return this.#length - this.#taken;
  }

  /** Waits until there is a part with something in it. False at the end of the source. */
  async look(): Promise<boolean> {
    while (this.#left === 0) {
      const part = await this.#parts.next();
      if (part === undefined) return false;
      this.#check(part);
      if (isDetached(part)) throw detached(part);
      this.#part = part;
      this.#length = byteLengthOf(part);
      this.#taken = 0;
    }
    return true;
  }

  /** Whether all bytes up to `end` are kept, without waiting. Bytes before `begin` are no longer needed. */
  has(begin: number, end: number): boolean {
    this.#makeRoom(begin, end);
    this.#take(end);
    return this.#end >= end;
  }

  /** Waits until all bytes up to `end` are kept. False if the source ends before. */
  async fill(begin: number, end: number): Promise<boolean> {
    while (!this.has(begin, end)) {
      if (!(await this.look())) return false;
    }
    return true;
  }

  /** Some of the kept bytes, until the next call of `has` or `fill`. */
  bytes(begin: number, end: number): Uint8Array {
    return this.#kept.subarray(begin - this.#keptBegin, end - this.#keptBegin);
  }

  close(): Promise<void> {
    return this.#parts.close();
  }

  // Twice what is asked for, so that what stays is moved only now and then.
  #makeRoom(begin: number, end: number): void {
    if (end - this.#keptBegin <= this.#kept.length) return;
    const stays = this.#kept.subarray(Math.min(begin, this.#end) - this.#keptBegin, this.#end - this.#keptBegin);
    const room = end - begin <= this.#kept.length ? this.#kept : new Uint8Array(2 * (end - begin));
    room.set(stays);
    this.#kept = room;
    this.#keptBegin = Math.min(begin, this.#end);
  }

  #take(end: number): void {
    const some = Math.min(this.#left, end - this.#end);
    if (some <= 0) return;
    if (byteLengthOf(this.#part) < this.#length) throw detached(this.#part);
    const from = new Uint8Array(bufferOf(this.#part), byteOffsetOf(this.#part) + this.#taken, some);
    this.#kept.set(from, this.#end - this.#keptBegin);
    this.#taken += some;
    this.#end += some;
  }
}
