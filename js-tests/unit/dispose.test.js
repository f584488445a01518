// dispose(): the end of a layer.
import { describe as describePackage, init, UpSampling2D } from 'upsampling2d';
import { inChild } from '../helpers/child.js';
import { expectStillWorks } from '../helpers/errors.js';
import { randomTensor } from '../helpers/tensors.js';

beforeAll(() => init());

const config = { size: 2, dataFormat: 'channels_last', interpolation: 'bicubic' };

test('afterwards a clear error, and a second dispose is harmless', () => {
  const layer = new UpSampling2D(config);
  const tensor = randomTensor('float32', [1, 4, 4, 1], 1);
  layer.apply(tensor);
  layer.dispose();
  layer.dispose();
  expect(() => layer.apply(tensor)).toThrow(/dispose/);
  expect(() => layer.gradient({ data: new Float32Array(64), shape: [1, 8, 8, 1] })).toThrow(/dispose/);
  expect(() => layer.plan([1, 4, 4, 1], 'float32')).toThrow(/dispose/);
  expectStillWorks();
});

test('another layer of the same configuration is not touched', () => {
  const one = new UpSampling2D(config);
  const two = new UpSampling2D(config);
  const tensor = randomTensor('float32', [1, 4, 4, 1], 1);
  const before = two.apply(tensor).data.slice();
  one.apply(tensor);
  one.dispose();
  expect(Array.from(two.apply(tensor).data)).toEqual(Array.from(before));
});

test('it frees the memory', () => {
  const tensor = randomTensor('float32', [1, 64, 5000, 4], 1);
  const use = () => {
    const layer = new UpSampling2D(config);
    layer.apply(tensor);
    layer.dispose();
  };
  use();
  const { inUse } = describePackage().memory;
  for (let i = 0; i < 20; i++) use();
  expect(describePackage().memory.inUse).toBe(inUse);
});

test('Symbol.dispose does the same', async () => {
  const answer = await inChild(`
    import { UpSampling2D } from 'upsampling2d';
    const layer = await UpSampling2D.create({ dataFormat: 'channels_last' });
    layer[Symbol.dispose ?? Symbol.for('Symbol.dispose')]();
    let message = '';
    try { layer.apply({ data: new Float32Array(4), shape: [1, 2, 2, 1] }); } catch (error) { message = error.message; }
    report(message);
  `);
  expect(answer).toMatch(/dispose/);
});

test('a forgotten layer is collected', async () => {
  const answer = await inChild(
    `
    import { describe, init, UpSampling2D } from 'upsampling2d';
    await init();
    const use = () => {
      const layer = new UpSampling2D({ size: 2, dataFormat: 'channels_last', interpolation: 'lanczos5' });
      layer.apply({ data: new Float32Array(40000), shape: [1, 2, 10000, 2] });
    };
    use();
    const settle = async () => { for (let i = 0; i < 8; i++) { gc(); await new Promise((done) => setTimeout(done, 10)); } };
    await settle();
    const before = describe().memory.inUse;
    for (let i = 0; i < 50; i++) use();
    const high = describe().memory.inUse;
    await settle();
    report({ before, high, after: describe().memory.inUse });
  `,
    { args: ['--expose-gc'] },
  );
  expect(answer.after).toBeLessThanOrEqual(answer.before + (answer.high - answer.before) / 10);
});
