// pica, from bytes to bytes with its wasm mathematics.
const FILTERS = { nearest: 'box', lanczos3: 'lanczos3' };

export const pica = {
  name: 'pica',
  kind: 'npm',
  packages: { pica: '10.0.3' },
  bundles: { pica: "export { default } from 'pica';" },

  async open(host) {
    const { default: makePica } = await host.load('pica');
    const resizer = makePica({ features: ['js', 'wasm'] });
    return {
      prepare(test, input) {
        const filter = FILTERS[test.interpolation];
        const rgba = test.dtype === 'uint8' && test.dataFormat === 'channels_last' && test.channels === 4;
        if (filter === undefined || !rgba) return undefined;
        const dest = new Uint8Array(input.length * test.size ** 2);
        const into = () =>
          resizer.resizeBuffer({
            src: input,
            width: test.cols,
            height: test.rows,
            toWidth: test.cols * test.size,
            toHeight: test.rows * test.size,
            filter,
            dest,
          });
        return { how: `resizeBuffer, ${filter}`, into, result: into, close() {} };
      },
    };
  },
};
