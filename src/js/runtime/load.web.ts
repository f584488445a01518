// What browsers, workers and bundlers get for "#load": the packaged module by its URL, and no files.
import { fetchWasm } from './fetch.js';
import type { KerasSetting, WasmSource } from './source.js';

/** The packaged module. Bundlers know this very expression and copy the file that it names. */
export function openPackaged(): Promise<WasmSource> {
  return fetchWasm(new URL('./upsampling2d.wasm', import.meta.url).href);
}

/** The module at a URL, absolute or relative to the page. */
export function openLocation(location: string): Promise<WasmSource> {
  return fetchWasm(location);
}

/** There is no keras.json in a browser. */
export function readKerasDataFormat(): KerasSetting | undefined {
  return undefined;
}
