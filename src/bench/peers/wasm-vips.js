// wasm-vips: an image on the bytes, resized when its pixels are asked for, on all its threads.
const KERNELS = {
  nearest: 'nearest',
  bilinear: 'linear',
  bicubic: 'cubic',
  mitchellcubic: 'mitchell',
  lanczos3: 'lanczos3',
};
// It samples at other positions, with the same work. When it enlarges, it takes cubic for the other kernels.
const EQUAL_WORK = new Set(['linear', 'cubic']);

const SCRIPT = 'wasm-vips/lib/vips-es6.js';

export const wasmVips = {
  name: 'wasm-vips',
  kind: 'npm',
  packages: { 'wasm-vips': '0.0.19' },
  assets: ['wasm-vips/lib/vips.wasm', SCRIPT],

  async open(host) {
    // Its threads load its script themselves, so that it must stay as it is.
    const { default: startVips } = await (host.browser ? host.loadAsset(SCRIPT) : host.load('wasm-vips'));
    const start = async () => {
      const vips = await startVips({ dynamicLibraries: [] });
      vips.concurrency(host.threads);
      // Every call must compute.
      vips.Cache.max(0);
      return vips;
    };
    // Fails here if it cannot start at all.
    (await start()).shutdown();
    return {
      async prepare(test, input) {
        const kernel = KERNELS[test.interpolation];
        if (kernel === undefined || test.dataFormat !== 'channels_last' || test.batch !== 1) return undefined;
        // Started anew for every case: after pictures of several sizes its memory has no room for a large one.
        const vips = await start();
        const format = test.dtype === 'uint8' ? 'uchar' : 'float';
        const into = () => {
          const image = vips.Image.newFromMemory(input, test.cols, test.rows, test.channels, format);
          const larger = image.resize(test.size, { kernel });
          const pixels = larger.writeToMemory();
          larger.delete();
          image.delete();
          return pixels;
        };
        return {
          how: `resize, ${kernel}`,
          equalWork: EQUAL_WORK.has(kernel),
          into,
          result: into,
          close: () => vips.shutdown(),
        };
      },
    };
  },
};
