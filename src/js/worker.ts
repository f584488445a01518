// The worker's script: its own instance of the compiled module that it is sent, and the bands that it is asked for. It has no
// imports, so that it can start from a file, a text or a Blob, as a module or as a classic script.
import glue from '#glue';
import type { TaskMessage, WorkerAnswer, WorkerMessage } from './pool/messages.js';
import type { ModuleFactory, NativeModule } from './runtime/module.js';

interface Port {
  onmessage: ((event: { data: WorkerMessage }) => void) | null;
  postMessage(answer: WorkerAnswer, transfer: ArrayBuffer[]): void;
}

const KEPT_PLANS = 4;

const threads = globalThis.process?.getBuiltinModule?.('worker_threads');
const port = (threads?.parentPort ?? globalThis) as unknown as Port;

// The plans of the last calls, the most recent last.
const plans = new Map<string, number>();

function instantiate(module: WebAssembly.Module): Promise<NativeModule> {
  return new Promise((resolve, reject) => {
    const instantiateWasm = (imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) => {
      WebAssembly.instantiate(module, imports).then(receive).catch(reject);
      return {};
    };
    (glue as ModuleFactory)({ instantiateWasm }).then(resolve, reject);
  });
}

// 0 without memory.
function planOf(native: NativeModule, { key, plan }: TaskMessage): number {
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

function runBand(native: NativeModule, staged: Float64Array, task: TaskMessage): void {
  const [inBegin = 0, inCount = 0, outBegin = 0, outCount = 0, inAddress = 0, outAddress = 0] = staged;
  const { source, inOffset, inSize, out, outOffset, outSize } = task;
  if (inCount > 0) {
    native.HEAPU8.set(new Uint8Array(source, inOffset + inBegin * inSize, inCount * inSize), inAddress);
  }
  native.run();
  const result = native.HEAPU8.subarray(outAddress, outAddress + outCount * outSize);
  new Uint8Array(out, outOffset + outBegin * outSize, result.length).set(result);
}

// False if memory runs out.
function runBands(native: NativeModule, task: TaskMessage): boolean {
  const plan = planOf(native, task);
  if (plan === 0) return false;
  for (let band = task.begin; band < task.end; band++) {
    const address = native.stage(plan, band, band > task.begin);
    if (address === 0) return false;
    runBand(native, new Float64Array(native.HEAPU8.buffer, address, 6), task);
  }
  return true;
}

function isTransferable(buffer: ArrayBufferLike): buffer is ArrayBuffer {
  return Object.prototype.toString.call(buffer) === '[object ArrayBuffer]';
}

function answer(native: NativeModule, task: TaskMessage): void {
  const { id, source, out } = task;
  const began = performance.now();
  const ok = runBands(native, task);
  port.postMessage({ id, ok, ms: performance.now() - began, source, out }, [source, out].filter(isTransferable));
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
  } else {
    // As an error of the script, it ends the worker in the eyes of the pool; a rejection would not.
    started?.then((native) => answer(native, data)).catch((error) => setTimeout(() => rethrow(error)));
  }
};
