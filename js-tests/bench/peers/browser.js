// The peers that run in browsers, and in Node as well.
import { jsquash } from './jsquash.js';
import { onnxruntimeWeb } from './onnxruntime-web.js';
import { opencvJs } from './opencv-js.js';
import { photon } from './photon.js';
import { pica } from './pica.js';
import { tfjsCpu, tfjsWasm } from './tfjs.js';
import { wasmVips } from './wasm-vips.js';

export const BROWSER_PEERS = [tfjsWasm, tfjsCpu, onnxruntimeWeb, opencvJs, wasmVips, pica, jsquash, photon];
