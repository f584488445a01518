// jSquash's resize, from ImageData to ImageData, on the sRGB values themselves, as all peers here.
const METHODS = { bilinear: 'triangle', bicubic: 'catrom', mitchellcubic: 'mitchell', lanczos3: 'lanczos3' };
const WASM = '@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm';

export const jsquash = {
  name: 'jSquash',
  kind: 'npm',
  packages: { '@jsquash/resize': '2.1.1' },
  bundles: { '@jsquash/resize': "export { default, initResize } from '@jsquash/resize';" },
  assets: [WASM],

  async open(host) {
    const { default: resize, initResize } = await host.load('@jsquash/resize');
    await initResize(await WebAssembly.compile(await host.bytes(WASM)));
    return {
      prepare(test, input) {
        const method = METHODS[test.interpolation];
        const rgba = test.dtype === 'uint8' && test.dataFormat === 'channels_last' && test.channels === 4;
        if (method === undefined || !rgba) return undefined;
        const image = new ImageData(new Uint8ClampedArray(input), test.cols, test.rows);
        const options = {
          width: test.cols * test.size,
          height: test.rows * test.size,
          method,
          fitMethod: 'stretch',
          premultiply: false,
          linearRGB: false,
        };
        const into = async () => (await resize(image, options)).data;
        return { how: `resize, ${method}`, into, result: into, close() {} };
      },
    };
  },
};
