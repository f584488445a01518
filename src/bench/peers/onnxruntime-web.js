// onnxruntime-web on its wasm provider: a session, fed with an array, giving one. It chooses the number of
// threads, half of the cores. With all cores it took twice as long whenever anything else ran.
import { ONNX_PACKAGES, resizeModel } from './onnx.js';

export const onnxruntimeWeb = {
  name: 'onnxruntime-web',
  kind: 'npm',
  packages: { 'onnxruntime-web': '1.30.0', ...ONNX_PACKAGES },
  bundles: {
    'onnxruntime-web': "export * from 'onnxruntime-web/wasm';",
    'onnx-proto': "export { default } from 'onnx-proto';",
  },
  assets: ['onnxruntime-web/dist/ort-wasm-simd-threaded.wasm', 'onnxruntime-web/dist/ort-wasm-simd-threaded.mjs'],

  async open(host) {
    const ort = await host.load('onnxruntime-web');
    const { onnx } = (await host.load('onnx-proto')).default;
    if (host.browser) ort.env.wasm.wasmPaths = host.folder('onnxruntime-web/dist');
    ort.env.logLevel = 'error';
    return {
      async prepare(test, input) {
        const model = resizeModel(onnx, test);
        if (model === undefined) return undefined;
        const session = await ort.InferenceSession.create(model.bytes, { executionProviders: ['wasm'] });
        const feeds = { x: new ort.Tensor(test.dtype, input, model.shape) };
        const run = async () => (await session.run(feeds)).y.data;
        return { how: model.how, into: run, result: run, close: () => session.release() };
      },
    };
  },
};
