// The peers that run in browsers: packages of npm, which run in Node as well, and the browser's own functions.

import { drawImage, imageBitmap } from './builtin.js';
import { jsquash } from './jsquash.js';
import { onnxruntimeWeb } from './onnxruntime-web.js';
import { opencvJs } from './opencv-js.js';
import { photon } from './photon.js';
import { pica } from './pica.js';
import { tfjsCpu, tfjsWasm } from './tfjs.js';
import { wasmVips } from './wasm-vips.js';

export const NPM_PEERS = [tfjsWasm, tfjsCpu, onnxruntimeWeb, opencvJs, wasmVips, pica, jsquash, photon];

export const BUILTIN_PEERS = [drawImage, imageBitmap];
