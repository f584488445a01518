// The "#load" of the inline build, whose script contains the module's bytes. Works wherever load.web.ts does.
import packaged from '#wasm';
import type { WasmSource } from './source.js';

export { openLocation, readKerasDataFormat } from './load.web.js';

/** The module from the text that the build inserted. */
export async function openPackaged(): Promise<WasmSource> {
  const text = atob(packaged);
  return { from: 'upsampling2d/inline', bytes: Uint8Array.from(text, (letter) => letter.charCodeAt(0)) };
}
