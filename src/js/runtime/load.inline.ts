// The "#load" of the inline build: the module's bytes lie in the script itself. Works wherever load.web.ts would.
import packaged from '#wasm';
import type { WasmSource } from './source.js';

export { openLocation, readKerasDataFormat } from './load.web.js';

/** The module from the text that the build put in. */
export async function openPackaged(): Promise<WasmSource> {
  const text = atob(packaged);
  return { from: 'upsampling2d/inline', bytes: Uint8Array.from(text, (letter) => letter.charCodeAt(0)) };
}
