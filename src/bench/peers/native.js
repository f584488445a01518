// The peers that are native code: for Node only.
import { onnxruntimeOneThread, onnxruntimeThreads } from './onnxruntime-node.js';
import { opencvOneThread, opencvThreads } from './opencv-native.js';
import { sharp } from './sharp.js';

export const NATIVE_PEERS = [sharp, onnxruntimeOneThread, onnxruntimeThreads, opencvOneThread, opencvThreads];
