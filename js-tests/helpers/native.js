// The module without the package around it: to run the build without SIMD, and bands in any order.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './child.js';
import { elements } from './tensors.js';

// Names from one of the lists in src/core, in the order of their numbers.
function list(file, macro) {
  const text = readFileSync(join(ROOT, 'src/core', file), 'utf8');
  return [...text.matchAll(new RegExp(`^${macro}\\((\\w+)`, 'gm'))].map(([, name]) => name);
}

const DTYPES = list('dtype_list.inc', 'DTYPE');
const INTERPOLATIONS = list('interpolation_list.inc', 'INTERPOLATION');
const COORDINATES = list('coordinates_list.inc', 'COORDINATES');

export async function loadBuild(name) {
  const folder = join(ROOT, 'build', name);
  const { default: createModule } = await import(pathToFileURL(join(folder, 'upsampling2d.mjs')).href);
  const compiled = await WebAssembly.compile(readFileSync(join(folder, 'upsampling2d.wasm')));
  return createModule({
    instantiateWasm(imports, receive) {
      WebAssembly.instantiate(compiled, imports).then((instance) => receive(instance));
      return {};
    },
  });
}

// Runs a tensor through; `order` turns the number of bands into the list of bands to run.
export function runBuild(module, config, input, { gradient = false, outputShape, order, dtype, outDtype } = {}) {
  const { size, dataFormat, interpolation, coordinates = 'half_pixel' } = config;
  const plan = module.makePlan(
    size[0],
    size[1],
    dataFormat === 'channels_first',
    INTERPOLATIONS.indexOf(interpolation),
    COORDINATES.indexOf(coordinates),
    gradient ? 1 : 0,
    ...(gradient ? outputShape : input.shape),
    DTYPES.indexOf(dtype),
    DTYPES.indexOf(outDtype ?? dtype),
  );
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
