// TensorFlow.js, as a page with a model uses it: a tensor from the array, the op, the data of the result.
// Its ops know channels_last only; tf.layers turns channels_first around before and after, and so does this.
const OPS = { nearest: 'resizeNearestNeighbor', bilinear: 'resizeBilinear' };
const VERSION = '4.22.0';

function makePeer(backend) {
  const packages = { '@tensorflow/tfjs-core': VERSION, [`@tensorflow/tfjs-backend-${backend}`]: VERSION };
  return {
    name: `tfjs ${backend}`,
    kind: 'npm',
    packages,
    // The browser's bundle holds both backends on one core.
    bundles: {
      tfjs: [
        "export * as tf from '@tensorflow/tfjs-core';",
        "export * as wasm from '@tensorflow/tfjs-backend-wasm';",
        "import '@tensorflow/tfjs-backend-cpu';",
      ].join('\n'),
    },
    assets: ['', '-simd', '-threaded-simd'].map(
      (variant) => `@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm${variant}.wasm`,
    ),

    async open(host) {
      const { tf, wasm } = await host.load('tfjs');
      wasm.setWasmPaths(host.folder('@tensorflow/tfjs-backend-wasm/dist'));
      if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} did not start`);
      return {
        prepare(test, input) {
          const op = OPS[test.interpolation];
          if (op === undefined) return undefined;
          const first = test.dataFormat === 'channels_first';
          const size = [test.rows * test.size, test.cols * test.size];
          // A tensor of bytes is int32; bilinear makes it float32, to be rounded.
          const dtype = test.dtype === 'uint8' ? 'int32' : 'float32';
          const round = dtype === 'int32' && test.interpolation === 'bilinear';
          const halfPixelCenters = test.interpolation === 'bilinear';
          const compute = (x) => {
            const last = first ? tf.transpose(x, [0, 2, 3, 1]) : x;
            const resized = tf.image[op](last, size, false, halfPixelCenters);
            const y = first ? tf.transpose(resized, [0, 3, 1, 2]) : resized;
            return round ? tf.round(y) : y;
          };
          const tensor = () => tf.tensor4d(input, test.shape, dtype);
          // The two backends take turns. A backend that has started once returns at once.
          const choose = () => {
            if (tf.getBackend() !== backend) tf.setBackend(backend);
          };
          choose();
          const resident = tensor();
          const inside = () => {
            choose();
            tf.dispose(tf.tidy(() => compute(resident)));
          };
          const into = () => {
            choose();
            // Not returned from tidy as data: it would look for tensors in them.
            const y = tf.tidy(() => compute(tensor()));
            const data = y.dataSync();
            y.dispose();
            return test.dtype === 'uint8' ? Uint8Array.from(data) : data;
          };
          return {
            how: `tf.image.${op}${first ? ' between transposes' : ''}`,
            // On this backend a tensor is the array itself.
            ...(backend !== 'cpu' && { inside }),
            into,
            result: into,
            close: () => resident.dispose(),
          };
        },
      };
    },
  };
}

export const tfjsWasm = makePeer('wasm');
export const tfjsCpu = makePeer('cpu');
