// All layers and plans of a module share its working memory, and a layer that is called again does not ask for it anew.
// So a result must not depend on the calls between.
import fc from 'fast-check';
import { describe as describePackage, init, UpSampling2D, upsampleImageData } from 'upsampling2d';
import { expectSameBits, randomTensor } from '../helpers/tensors.js';

beforeAll(() => init());

const LAYERS = [
  { interpolation: 'nearest', size: 2, shape: [1, 8, 8, 4], dtype: 'float32' },
  { interpolation: 'bilinear', size: 2, shape: [1, 8, 8, 4], dtype: 'float32' },
  { interpolation: 'bilinear', size: 3, shape: [3, 5, 7, 2], dtype: 'uint8' },
  { interpolation: 'lanczos5', size: [3, 2], shape: [2, 9, 11, 3], dtype: 'float64', coordinates: 'align_corners' },
  { interpolation: 'bicubic', size: [1, 3], shape: [1, 2, 2500, 1], dtype: 'int16', coordinates: 'align_corners' },
  // Several bands.
  { interpolation: 'bicubic', size: 2, shape: [1, 90, 80, 4], dtype: 'float32' },
];

function configOf({ interpolation, size, coordinates = 'half_pixel' }) {
  return { interpolation, size, coordinates, dataFormat: 'channels_last' };
}

const PICTURE = { data: randomTensor('uint8clamped', [1, 6, 5, 4], 3).data, width: 5, height: 6 };

// Everything that calls can find from calls before.
class Session {
  layers = LAYERS.map((layer) => new UpSampling2D(configOf(layer)));
  plans = LAYERS.map(() => undefined);
  outs = [];
  wanted = [];
  inputs = [];

  constructor() {
    LAYERS.forEach(({ shape, dtype }, i) => {
      // The first of two inputs is that of all plans.
      this.inputs[i] = [randomTensor(dtype, shape, i), randomTensor(dtype, shape, i + 100)];
      this.wanted[i] = this.inputs[i].map((input) => new UpSampling2D(configOf(LAYERS[i])).apply(input).data);
      this.outs[i] = this.wanted[i][0].slice();
    });
    this.picture = upsampleImageData(PICTURE, { interpolation: 'bicubic' }).data;
  }

  apply(i, which) {
    const { data } = this.layers[i].apply(this.inputs[i][which], { out: this.outs[i].fill(0) });
    expectSameBits(data, this.wanted[i][which]);
  }

  fresh(i, which) {
    expectSameBits(this.layers[i].apply(this.inputs[i][which]).data, this.wanted[i][which]);
  }

  plan(i) {
    this.plans[i] ??= this.layers[i].plan(LAYERS[i].shape, LAYERS[i].dtype);
    this.plans[i].input.set(this.inputs[i][0].data);
  }

  run(i) {
    this.plan(i);
    this.plans[i].output.fill(0);
    this.plans[i].run();
    expectSameBits(this.plans[i].output, this.wanted[i][0]);
  }

  disposePlan(i) {
    this.plans[i]?.dispose();
    this.plans[i] = undefined;
  }

  renew(i) {
    this.layers[i].dispose();
    this.layers[i] = new UpSampling2D(configOf(LAYERS[i]));
  }

  image() {
    expectSameBits(upsampleImageData(PICTURE, { interpolation: 'bicubic' }).data, this.picture);
  }

  // Of a shape that nothing else has, so that the memory has to hold more.
  grow(i) {
    const plan = this.layers[i].plan([1, 1, 1, 2 ** 20 + i], LAYERS[i].dtype);
    plan.dispose();
  }
}

const index = fc.nat(LAYERS.length - 1);
// The frequent calls of the small layers come first.
const step = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('apply'), fc.nat(4), fc.nat(1)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('apply'), index, fc.nat(1)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('fresh'), fc.nat(4), fc.nat(1)) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('plan', 'run', 'disposePlan', 'renew', 'grow'), index) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('image')) },
);

test('a result is the same whatever was called before', () => {
  const session = new Session();
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 40 }), (steps) => {
      for (const [method, ...values] of steps) session[method](...values);
    }),
    { numRuns: 60 },
  );
});

test('working memory that is given back between two calls is taken again', () => {
  const session = new Session();
  // The first look makes a plan and frees it, and with it working memory.
  describePackage();
  const shape = [1, 9, 1, 1.3e6];
  LAYERS.forEach((_, i) => {
    const large = new UpSampling2D({ interpolation: 'bilinear', dataFormat: 'channels_last' });
    large.apply({ data: new Float32Array(9 * 1.3e6), shape });
    session.apply(i, 0);
    const before = describePackage().memory.inUse;
    large.dispose();
    expect(describePackage().memory.inUse).toBeLessThan(before - 2 ** 24);
    session.apply(i, 1);
  });
});
