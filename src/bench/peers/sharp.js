// sharp, from raw pixels to raw pixels, with all its threads.
const KERNELS = {
  nearest: 'nearest',
  bilinear: 'linear',
  bicubic: 'cubic',
  mitchellcubic: 'mitchell',
  lanczos3: 'lanczos3',
};
// It samples at other positions, with the same work. When it enlarges, it takes cubic for the other kernels.
const EQUAL_WORK = new Set(['linear', 'cubic']);

export const sharp = {
  name: 'sharp',
  kind: 'native',
  packages: { sharp: '0.35.5' },

  async open(host) {
    const { default: open } = await host.load('sharp');
    open.cache(false);
    open.concurrency(host.threads);
    return {
      prepare(test, input) {
        const kernel = KERNELS[test.interpolation];
        const picture = test.dataFormat === 'channels_last' && test.batch === 1 && test.channels <= 4;
        if (kernel === undefined || !picture || test.dtype !== 'uint8') return undefined;
        const raw = { width: test.cols, height: test.rows, channels: test.channels };
        const options = { width: test.cols * test.size, height: test.rows * test.size, fit: 'fill', kernel };
        const into = () => {
          const resized = open(input, { raw, limitInputPixels: false }).resize(options);
          // One channel would come out as three.
          return (test.channels === 1 ? resized.toColourspace('b-w') : resized).raw().toBuffer();
        };
        return { how: `resize, ${kernel}`, equalWork: EQUAL_WORK.has(kernel), into, result: into, close() {} };
      },
    };
  },
};
