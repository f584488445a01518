// The "#load" of scripts that carry the module's bytes. Works wherever load.web.ts would.
import packaged from '#wasm';
import type { WasmSource } from './source.js';

export { openLocation, readKerasDataFormat } from './load.web.js';

/** The module from the text that the build inserted. */
export async function openPackaged(): Promise<WasmSource> {
  const text = atob(packaged);
  return { from: 'the script itself', bytes: Uint8Array.from(text, (letter) => letter.charCodeAt(0)) };
}
