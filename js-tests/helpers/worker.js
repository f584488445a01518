// A worker thread that upsamples one tensor made from the seed it was started with.
import { parentPort, workerData } from 'node:worker_threads';
import { UpSampling2D } from 'upsampling2d';
import { randomTensor } from './tensors.js';

const layer = await UpSampling2D.create({ size: 2, dataFormat: 'channels_last', interpolation: 'lanczos3' });
parentPort.postMessage(layer.apply(randomTensor('float32', [1, 8, 8, 3], workerData)).data);
