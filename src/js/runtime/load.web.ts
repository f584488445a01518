// The "#load" of browsers, workers and bundlers. Finds the packaged module by its URL and reads no files.
import { fetchWasm } from './fetch.js';
import type { KerasSetting, WasmSource } from './source.js';

/** The packaged module. Bundlers recognise exactly this expression and copy the file that it names. */
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
