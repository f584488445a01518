// The peers that run in browsers: what npm has, which runs in Node as well, and what a page has itself.
import { jsquash } from './jsquash.js';
import { onnxruntimeWeb } from './onnxruntime-web.js';
import { opencvJs } from './opencv-js.js';
import { drawImage, imageBitmap } from './page.js';
import { photon } from './photon.js';
import { pica } from './pica.js';
import { tfjsCpu, tfjsWasm } from './tfjs.js';
import { wasmVips } from './wasm-vips.js';

export const BROWSER_PEERS = [tfjsWasm, tfjsCpu, onnxruntimeWeb, opencvJs, wasmVips, pica, jsquash, photon];

export const PAGE_PEERS = [drawImage, imageBitmap];
