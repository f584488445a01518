// The package itself as a contender, in its three ways of use, and its kernels without SIMD.
import { UpSampling2D } from 'upsampling2d';
import { makePlan } from './build.js';
import { elements } from './elements.js';

/** plan.run(), apply with `out`, apply. */
export function prepareOurs(test, input) {
  const layer = new UpSampling2D({ size: test.size, dataFormat: test.dataFormat, interpolation: test.interpolation });
  const tensor = { data: input, shape: test.shape };
  const result = layer.apply(tensor).data;
  const options = { out: result };
  const plan = layer.plan(test.shape, test.dtype);
  plan.input.set(input);
  return {
    result,
    inside: () => plan.run(),
    into: () => void layer.apply(tensor, options),
    fresh: () => void layer.apply(tensor),
    close() {
      plan.dispose();
      layer.dispose();
    },
  };
}

/** A plan of a build without SIMD: only what happens inside. */
export function prepareScalar(build, test, input) {
  const { module } = build;
  const plan = makePlan(build, { ...test, size: [test.size, test.size] });
  const address = plan.hold();
  const [inAddress, outAddress] = new Float64Array(module.HEAPU8.buffer, address, 2);
  new input.constructor(module.HEAPU8.buffer, inAddress, input.length).set(input);
  return {
    inside: () => plan.runHeld(),
    result() {
      plan.runHeld();
      return new input.constructor(module.HEAPU8.buffer, outAddress, elements(test.outShape)).slice();
    },
    close: () => plan.delete(),
  };
}
