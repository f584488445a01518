// init() finds, checks, compiles and instantiates the module, once. Every failure rejects and says what was received.
import { openLocation, openPackaged } from '#load';
import { expected, tagOf, wrongKind } from '../errors.js';
import { MODULE_MARK } from '../generated/lists.js';
import { readOptions } from '../options.js';
import { typedArrayName } from '../typed-array.js';
import { readResponse } from './fetch.js';
import type { ResponseLike, URLLike, WasmModule } from './globals.js';
import { instantiate } from './instantiate.js';
import type { NativeModule } from './module.js';
import type { WasmSource } from './source.js';

/**
 * Where the module can come from.
 *
 * @example
 * const source: WasmInput = 'https://example.com/upsampling2d.wasm';
 * console.log(typeof source); // string
 */
export type WasmInput =
  | string
  | URLLike
  | ResponseLike
  | WasmModule
  | ArrayBuffer
  | SharedArrayBuffer
  | ArrayBufferView;

/**
 * The options of {@link init}.
 *
 * @example
 * const options: InitOptions = { wasm: '/assets/upsampling2d.wasm' };
 * console.log(options.wasm); // /assets/upsampling2d.wasm
 */
export interface InitOptions {
  /**
   * The module, when the packaged file is not to be used: its URL (in Node also a path), a Response, bytes, or a compiled
   * WebAssembly.Module; or a promise of one of them.
   */
  readonly wasm?: WasmInput | PromiseLike<WasmInput> | undefined;
}

const WANTED = 'a URL, string, Response, bytes or WebAssembly.Module';

// (module (func (result v128) i32.const 0 i8x16.splat)): valid exactly where SIMD is known.
const SIMD_PROBE = Uint8Array.from(atob('AGFzbQEAAAABBQFgAAF7AwIBAAoIAQYAQQD9Dws='), (letter) => letter.charCodeAt(0));

/** The instantiated module, and the compiled one, which can be sent to a worker. @internal */
export interface LoadedModule {
  readonly native: NativeModule;
  readonly compiled: WebAssembly.Module;
}

let loaded: LoadedModule | undefined;
let pending: Promise<void> | undefined;

/** The module. Throws if it has not been loaded. @internal */
export function loadedModule(caller: string): LoadedModule {
  if (loaded === undefined) {
    throw new Error(expected(`the module to be loaded (await init() first)`, caller, undefined));
  }
  return loaded;
}

/**
 * Loads and compiles the WebAssembly module, once. Further calls share the work of the first. It can be called again after a
 * failure.
 *
 * Without options the packaged file is found in browsers, workers, bundlers, Node, Bun and Deno.
 *
 * @throws (rejects) TypeError when `wasm` is no source of a module; Error when the module cannot be had or does not
 *   compile, with its URL, status, MIME type and first bytes where they help.
 * @example
 * await init();
 * console.log(describe().simd); // true
 */
export async function init(options: InitOptions = {}): Promise<void> {
  const wasm = readOptions(options, ['wasm'], 'init').get('wasm');
  if (loaded) return;
  pending ??= load(wasm).then(
    (module) => {
      loaded = module;
    },
    (error) => {
      pending = undefined;
      throw error;
    },
  );
  return pending;
}

async function load(input: unknown): Promise<LoadedModule> {
  if (typeof WebAssembly !== 'object') throw new Error(expected('an engine with WebAssembly', 'init', undefined));
  if (!WebAssembly.validate(SIMD_PROBE)) {
    throw new Error(expected('an engine whose WebAssembly has SIMD (128 bit)', 'init', 'an engine without it'));
  }
  const { module, from } = input === undefined ? await compilePackaged() : await compile(await open(input));
  checkMark(module, from);
  try {
    return { native: await instantiate(module), compiled: module };
  } catch (error) {
    throw instantiationError(error, from);
  }
}

interface Compiled {
  readonly module: WebAssembly.Module;
  readonly from: string;
}

async function compilePackaged(): Promise<Compiled> {
  try {
    return await compile(await openPackaged());
  } catch (error) {
    throw isOutOfMemory(error) || String(error).includes(PERMISSION) ? error : withNextStep(error);
  }
}

// The packaged file is missing if a bundler has moved the script.
function withNextStep(error: unknown): Error {
  const text = String((error as Error).message ?? error);
  const message = text.startsWith('Expected ')
    ? text
    : `Expected the upsampling2d.wasm beside the package's script for init but received none of type ${(error as Error).name} (${text})`;
  const step = message.includes('/.vite/deps/')
    ? "list 'upsampling2d' in Vite's optimizeDeps.exclude"
    : 'copy it there, use upsampling2d/inline, keep the package external in bundles for servers, or call init({ wasm })';
  return new Error(`${message}; ${step}`, { cause: error });
}

async function open(input: unknown): Promise<WasmSource | WebAssembly.Module> {
  // Bytes are copied before the first await, because the caller may change them afterwards.
  const value: unknown = isPromise(input) ? await input : input;
  if (typeof value === 'string') return openNamed(value);
  if (ArrayBuffer.isView(value)) return givenBytes(value.buffer, value.byteOffset, value.byteLength);
  switch (tagOf(value)) {
    case 'URL':
      return openNamed((value as URL).href);
    case 'Response':
      return readResponse(value as Response);
    case 'ArrayBuffer':
    case 'SharedArrayBuffer':
      return givenBytes(value as ArrayBuffer, 0, (value as ArrayBuffer).byteLength);
    case 'WebAssembly.Module':
      return value as WebAssembly.Module;
    default:
      throw wrongKind(WANTED, 'wasm', value);
  }
}

function isPromise(value: unknown): boolean {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

// Copies, because engines refuse to compile shared memory, and because the caller may change the bytes.
function givenBytes(buffer: ArrayBufferLike, byteOffset: number, byteLength: number): WasmSource {
  try {
    return { from: 'the given bytes', bytes: new Uint8Array(buffer, byteOffset, byteLength).slice() };
  } catch {
    throw wrongKind('bytes whose buffer is not detached', 'wasm', buffer);
  }
}

async function openNamed(location: string): Promise<WasmSource> {
  try {
    return await openLocation(location);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Expected ')) throw error;
    throw new Error(`${expected('the place of a WebAssembly module', 'wasm', location)} (${error})`, { cause: error });
  }
}

function firstBytes(bytes: WasmSource['bytes']): string {
  const start = new Uint8Array(bytes).subarray(0, 8);
  const letters = String.fromCharCode(...start).replace(/[^ -~]/g, '.');
  return `${Array.from(start, (byte) => byte.toString(16).padStart(2, '0')).join(' ')} ("${letters}")`;
}

// As engines tell of a policy of the page, or of a runtime that only takes modules among the program's imports.
const FORBIDDEN = /\bCSP\b|security policy|disallowed/i;
const PERMISSION =
  "; allow 'wasm-unsafe-eval' in script-src, or import upsampling2d/upsampling2d.wasm and call init({ wasm })";

async function compile(source: WasmSource | WebAssembly.Module): Promise<Compiled> {
  if (tagOf(source) === 'WebAssembly.Module') {
    return { module: source as WebAssembly.Module, from: 'the given WebAssembly.Module' };
  }
  const { from, bytes, response } = source as WasmSource;
  let cause: unknown;
  if (response?.ok !== false) {
    try {
      return { module: await WebAssembly.compile(bytes as BufferSource), from };
    } catch (error) {
      if (isOutOfMemory(error)) throw noMemory(from, error);
      cause = error;
    }
  }
  const what = bytes.byteLength === 0 ? 'no bytes' : `${bytes.byteLength} bytes that begin ${firstBytes(bytes)}`;
  const status = response ? `status ${response.status} and ` : '';
  const type = response ? response.type : (typedArrayName(bytes) ?? tagOf(bytes));
  const reason = cause === undefined ? '' : ` (${cause})${FORBIDDEN.test(String(cause)) ? PERMISSION : ''}`;
  throw new Error(
    `Expected a WebAssembly module for wasm but received ${status}${what} from ${from} of type ${type}${reason}`,
    { cause },
  );
}

// Before anything of it runs: the numbers of another build's lists would mean something else.
function checkMark(module: WebAssembly.Module, from: string): void {
  const [section] = WebAssembly.Module.customSections(module, 'upsampling2d');
  const mark = section && String.fromCharCode(...new Uint8Array(section));
  if (mark !== MODULE_MARK) throw anotherModule(from, mark ?? 'no mark');
}

function anotherModule(from: string, what: string, cause?: unknown): Error {
  return new Error(
    `Expected the upsampling2d.wasm of this version of the package (${MODULE_MARK}) for wasm but received another module (${what}) from ${from} of type WebAssembly.Module`,
    { cause },
  );
}

// Compares the name, because the error may be from another realm.
function isOutOfMemory(error: unknown): error is RangeError {
  return (error as Error | undefined)?.name === 'RangeError';
}

// Engines throw a LinkError for imports that do not match, and a RangeError for memory that they do not get.
function instantiationError(error: unknown, from: string): Error {
  return isOutOfMemory(error) ? noMemory(from, error) : anotherModule(from, String(error), error);
}

function noMemory(from: string, cause: RangeError): RangeError {
  return new RangeError(
    `Expected memory for a WebAssembly module for init but received none (out of memory) for ${from} of type WebAssembly.Module (${cause})`,
    { cause },
  );
}
