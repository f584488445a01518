// The worker's script: its own instance of the compiled module that it is sent, and the bands that it is asked for. It has no
// imports, so that it can start from a file, a text or a Blob, as a module or as a classic script.
import { claim, mayGoOn, type Range, unclaimed } from './pool/claims.js';
import type { CallNews, Rows, TaskMessage, WorkerAnswer, WorkerMessage } from './pool/messages.js';
import { instantiate } from './runtime/instantiate.js';
import type { NativeModule } from './runtime/module.js';

interface Port {
  onmessage: ((event: { data: WorkerMessage }) => void) | null;
  postMessage(answer: WorkerAnswer, transfer: ArrayBuffer[]): void;
}

const KEPT_PLANS = 4;

// How many bands a worker claims at a time: a share of those that are left.
const MOST_CLAIMED = 8;
const MOST_SHARES = 16;

const threads = globalThis.process?.getBuiltinModule?.('worker_threads');
const port = (threads?.parentPort ?? globalThis) as unknown as Port;

const calls = new Map<number, CallNews>();

// The plans of the last calls, the most recent last.
const plans = new Map<string, number>();

// Engines copy to and from shared memory byte by byte, unless both places are equally far from a multiple of eight. Rows that are
// not go by way of this memory, which takes a fifth of the time.
const BETWEEN = 2 ** 16;
const between = new Uint8Array(BETWEEN + 8);

// 0 without memory.
function planOf(native: NativeModule, { key, plan }: CallNews): number {
  const address = plans.get(key) ?? native.makePlan(...(plan as Parameters<NativeModule['makePlan']>));
  plans.delete(key);
  if (address !== 0) plans.set(key, address);
  for (const [oldest, kept] of plans) {
    if (plans.size <= KEPT_PLANS) break;
    plans.delete(oldest);
    native.freePlan(kept);
  }
  return address;
}

function copy(from: Uint8Array, to: Uint8Array, shared: Uint8Array): void {
  if (isTransferable(shared.buffer) || (from.byteOffset - to.byteOffset) % 8 === 0) {
    to.set(from);
    return;
  }
  for (let at = 0; at < from.length; at += BETWEEN) {
    const shift = (shared.byteOffset + at) % 8;
    const end = Math.min(at + BETWEEN, from.length);
    between.set(from.subarray(at, end), shift);
    to.set(between.subarray(shift, shift + end - at), at);
  }
}

function runBand(native: NativeModule, staged: Float64Array, call: CallNews, source: Rows, out: Rows): void {
  const [inBegin = 0, inCount = 0, outBegin = 0, outCount = 0, inAddress = 0, outAddress = 0] = staged;
  const { inSize, outSize } = call;
  if (inCount > 0) {
    const rows = new Uint8Array(source.buffer, source.offset + inBegin * inSize, inCount * inSize);
    copy(rows, native.HEAPU8.subarray(inAddress, inAddress + rows.length), rows);
  }
  native.run();
  const rows = new Uint8Array(out.buffer, out.offset + outBegin * outSize, outCount * outSize);
  copy(native.HEAPU8.subarray(outAddress, outAddress + rows.length), rows, rows);
}

// False if memory runs out.
function runBands(native: NativeModule, call: CallNews, { begin, end }: Range, source: Rows, out: Rows): boolean {
  const plan = planOf(native, call);
  if (plan === 0) return false;
  for (let band = begin; band < end; band++) {
    const address = native.stage(plan, band, band > begin);
    if (address === 0) return false;
    runBand(native, new Float64Array(native.HEAPU8.buffer, address, 6), call, source, out);
  }
  return true;
}

// Claims bands and runs them, fewer at a time towards the end, so that all workers end together.
function runClaims(native: NativeModule, call: CallNews, claimed: Range[]): boolean {
  const { claims, first, source, out } = call;
  const began = performance.now();
  do {
    const { begin, end } = claim(claims, Math.min(Math.ceil(unclaimed(claims) / MOST_SHARES), MOST_CLAIMED));
    if (begin >= end) break;
    claimed.push({ begin, end });
    const range = { begin: first + begin, end: first + end };
    if (!runBands(native, call, range, source as Rows, out as Rows)) return false;
  } while (mayGoOn(claims, performance.now() - began));
  return true;
}

function isTransferable(buffer: ArrayBufferLike): buffer is ArrayBuffer {
  return Object.prototype.toString.call(buffer) === '[object ArrayBuffer]';
}

function answer(native: NativeModule, task: TaskMessage): void {
  if (task.news) calls.set(task.call, task.news);
  const call = calls.get(task.call) as CallNews;
  const claimed: Range[] | undefined = task.begin < task.end ? undefined : [];
  const began = performance.now();
  const ok = claimed
    ? runClaims(native, call, claimed)
    : runBands(native, call, task, (task.source ?? call.source) as Rows, (task.out ?? call.out) as Rows);
  const [source, out] = [task.source?.buffer, task.out?.buffer] as (ArrayBuffer | undefined)[];
  const ms = performance.now() - began;
  port.postMessage(
    { id: task.id, ok, ms, claimed, source, out },
    [source, out].filter((buffer) => buffer !== undefined),
  );
}

function rethrow(error: unknown): never {
  throw error;
}

let started: Promise<NativeModule> | undefined;

port.onmessage = ({ data }) => {
  if ('module' in data) {
    started = instantiate(data.module);
    started.then(
      () => port.postMessage({}, []),
      (error) => port.postMessage({ failed: String(error) }, []),
    );
  } else if ('ended' in data) {
    calls.delete(data.ended);
  } else {
    // As an error of the script, it ends the worker in the eyes of the pool; a rejection would not.
    started?.then((native) => answer(native, data)).catch((error) => setTimeout(() => rethrow(error)));
  }
};
