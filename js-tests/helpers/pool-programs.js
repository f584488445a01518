// Programs that use the pool, each in a process of its own, in which module and layer are ready.
import { inChild } from './child.js';

export const START = `
import { existsSync } from 'node:fs';
import { closeWorkers, describe, init, setWorkers, UpSampling2D } from 'upsampling2d';
await init();
const layer = new UpSampling2D({ size: 2, interpolation: 'lanczos3', dataFormat: 'channels_last' });
const picture = (rows, cols = 1000) => {
  const shape = [1, rows, cols, 3];
  return { data: new Uint8Array(rows * cols * 3).map((_, i) => (i * 31) % 251), shape };
};
const same = (a, b) => Buffer.compare(a.data, b.data) === 0;
const rejection = (promise) => promise.then(() => 'no error', (error) => error.name + ': ' + error.message);
let big = picture(1000);
let wanted = layer.apply(big);
// The calling thread computes until workers have started: a later call tells.
const eventually = async (look, holds) => {
  let value;
  for (const end = performance.now() + 10_000; performance.now() < end && !holds(value); ) value = await look();
  return value;
};
const awake = async () => {
  let busy = 0;
  const onProgress = () => (busy ||= describe().workers.busy);
  await eventually(() => layer.applyAsync(big, { onProgress }), () => busy > 0);
};
`;

export const inPool = (body) => inChild(`${START}\n${body}`);
export const withWorker = (path, body) => inPool(`setWorkers({ count: 2, url: ${JSON.stringify(path)} });\n${body}`);

export const RIGHT = 'report([same(await layer.applyAsync(big), wanted), describe().workers.why ?? null]);';
export const RIGHT_AND_WHY = `
const right = [];
const why = await eventually(
  async () => {
    right.push(same(await layer.applyAsync(big), wanted));
    return describe().workers.why;
  },
  (said) => said !== undefined,
);
report([right.every(Boolean), why]);`;
