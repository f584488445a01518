// onnxruntime's native build for Node: it works on JavaScript's own memory, so that nothing is copied.
import { ONNX_PACKAGES, resizeModel } from './onnx.js';

function makePeer(threadsOf, suffix) {
  return {
    name: `onnxruntime-node${suffix}`,
    kind: 'native',
    packages: { 'onnxruntime-node': '1.30.0', ...ONNX_PACKAGES },

    async open(host) {
      const ort = await host.load('onnxruntime-node');
      const { onnx } = (await host.load('onnx-proto')).default;
      return {
        async prepare(test, input) {
          const model = resizeModel(onnx, test);
          if (model === undefined) return undefined;
          const options = { intraOpNumThreads: threadsOf(host), logSeverityLevel: 3 };
          const session = await ort.InferenceSession.create(model.bytes, options);
          const feeds = { x: new ort.Tensor(test.dtype, input, model.shape) };
          const result = new input.constructor(input.length * test.size ** 2);
          const fetches = { y: new ort.Tensor(test.dtype, result, model.outShape) };
          const run = () => session.run(feeds, fetches);
          const read = async () => {
            await run();
            return result;
          };
          return { how: model.how, inside: run, result: read, close: () => session.release() };
        },
      };
    },
  };
}

export const onnxruntimeOneThread = makePeer(() => 1, ', 1 thread');
export const onnxruntimeThreads = makePeer((host) => host.threads, '');
