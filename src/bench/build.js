// A build of the native module without the package around it, with plans by the package's names. It gives access to what the
// package does not offer, such as the build without SIMD.

/** Names of the native lists, each at the index that is its number; src/tools/lists.mjs writes them beside the folders of the builds. */
export const LISTS_FILE = 'lists.json';

/** The files of a build. */
export const BUILD_FILES = ['upsampling2d.mjs', 'upsampling2d.wasm'];

/**
 * Starts the build in a folder.
 *
 * @param {URL} folder ends in a slash
 * @param {(file: URL) => Promise<BufferSource>} read gives the bytes of a file
 * @returns {Promise<{ module: any, lists: Record<'dtypes' | 'interpolations' | 'coordinates', string[]> }>}
 */
export async function loadBuild(folder, read) {
  const [script, binary] = BUILD_FILES.map((name) => new URL(name, folder));
  const lists = JSON.parse(new TextDecoder().decode(await read(new URL(`../${LISTS_FILE}`, folder))));
  const compiled = await WebAssembly.compile(await read(binary));
  const { default: createModule } = await import(/* @vite-ignore */ script.href);
  const module = await createModule({
    instantiateWasm(imports, receive) {
      WebAssembly.instantiate(compiled, imports).then((instance) => receive(instance));
      return {};
    },
  });
  return { module, lists };
}

function numberOf(names, name) {
  const number = names.indexOf(name);
  if (number < 0) throw new Error(`The build has no ${name}, only ${names.join(', ')}`);
  return number;
}

// Plans by address, as objects.
function planAt(module, address) {
  return {
    bands: () => module.bands(address),
    stage: (band, continued) => module.stage(address, band, continued),
    run: () => module.run(),
    hold: () => module.hold(address),
    runHeld: () => module.runHeld(address),
    kernel: () => module.kernel(address),
    delete: () => module.freePlan(address),
  };
}

/** A native plan. `shape` is the shape of the forward input, for the gradient as well. */
export function makePlan({ module, lists }, config) {
  const { size, dataFormat, interpolation, coordinates = 'half_pixel', gradient = false, shape, dtype } = config;
  const made = module.makePlan(
    ...size,
    dataFormat === 'channels_first',
    numberOf(lists.interpolations, interpolation),
    numberOf(lists.coordinates, coordinates),
    // Builds from before there were backends take one number less.
    ...(lists.backends ? [numberOf(lists.backends, config.backend ?? 'tensorflow')] : []),
    gradient ? 1 : 0,
    ...shape,
    numberOf(lists.dtypes, dtype),
    numberOf(lists.dtypes, config.outDtype ?? dtype),
  );
  // Older builds give objects.
  return typeof made === 'number' ? planAt(module, made) : made;
}
