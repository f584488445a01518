// The "#load" of pages, workers and bundlers: the packaged module by its URL, and no files of the user.
import { fetchWasm } from './fetch.js';
import type { WasmSource } from './source.js';

/** The packaged module. Bundlers know this very expression and copy the file that it names. */
export async function openPackaged(): Promise<WasmSource> {
  return openLocation(new URL('./upsampling2d.wasm', import.meta.url).href);
}

/**
 * The module at a URL, absolute or relative to the page. In Node, where fetch knows no files, tests with a DOM get this script
 * as well.
 */
export async function openLocation(location: string): Promise<WasmSource> {
  const files = /^file:/i.test(location) ? globalThis.process?.getBuiltinModule?.('fs') : undefined;
  return files ? { from: location, bytes: files.readFileSync(new URL(location)) } : fetchWasm(location);
}

/** There is no keras.json in a browser. */
export function readKerasDataFormat<T>(_parse: (value: unknown, file: string) => T): T | undefined {
  return undefined;
}
