// The "#load" of Cloudflare's workerd, which compiles nothing at run time: the packaged module is one of the program's imports.
import packaged from '#wasm-file';

export { openLocation, readKerasDataFormat } from './load.web.js';

/** The packaged module, compiled before the program started. */
export async function openPackaged(): Promise<WebAssembly.Module> {
  return packaged;
}
