// The module without the package around it: to run the build without SIMD, and bands in any order.
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import * as build from '../../src/bench/build.js';
import { ROOT } from './child.js';
import { elements } from './tensors.js';

export const loadBuild = (name) => build.loadBuild(pathToFileURL(`${ROOT}/build/${name}/`), readFile);

// Runs a tensor through; `order` turns the number of bands into the list of bands to run.
export function runBuild(loaded, config, input, { gradient = false, outputShape, order, dtype, outDtype } = {}) {
  const { module } = loaded;
  const shape = gradient ? outputShape : input.shape;
  const plan = build.makePlan(loaded, { ...config, gradient, shape, dtype, outDtype });
  const result = new (input.outArray ?? input.data.constructor)(elements(outputShape));
  const bands = plan.bands();
  const sequence = order ? order(bands) : Array.from({ length: bands }, (_, i) => i);
  sequence.forEach((band, i) => {
    const continued = i > 0 && band === sequence[i - 1] + 1;
    const address = plan.stage(band, continued);
    const [inBegin, inCount, outBegin, outCount, inPtr, outPtr] = new Float64Array(module.HEAPU8.buffer, address, 6);
    const staged = new input.data.constructor(module.HEAPU8.buffer, inPtr, inCount);
    staged.set(input.data.subarray(inBegin, inBegin + inCount));
    plan.run();
    result.set(new result.constructor(module.HEAPU8.buffer, outPtr, outCount), outBegin);
  });
  const name = module.HEAPU8.subarray(plan.kernel());
  const kernel = new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
  plan.delete();
  return { data: result, bands, kernel };
}
