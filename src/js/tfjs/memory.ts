// How the tensors of the cpu and wasm backends are read and written in place.
import { typedArrayName } from '../typed-array.js';
import type { TensorInfo } from './tensorflow.js';

/** The backend whose tensors are typed arrays. */
interface CpuBackend {
  readSync(dataId: object): ArrayLike<number>;
  makeTensorInfo(shape: number[], dtype: string, values: Float32Array): TensorInfo;
}

/** The backend whose tensors lie in one WebAssembly memory. */
interface WasmBackend {
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
  makeOutput(shape: number[], dtype: string): TensorInfo;
  disposeData(dataId: object): unknown;
}

type Work = (input: Float32Array, output: Float32Array) => void;

/** Makes a float32 tensor of a shape from another: `work` fills the second array from the first. */
type Compute<B> = (backend: B, x: TensorInfo, shape: number[], work: Work) => TensorInfo;

const elements = (shape: readonly number[]) => shape.reduce((count, side) => count * side, 1);

// A cast from integers or booleans is only a new dtype: the array stays what it was.
const floats = (values: ArrayLike<number>) =>
  typedArrayName(values) === 'Float32Array' ? (values as Float32Array) : Float32Array.from(values);

const onCpu: Compute<CpuBackend> = (backend, x, shape, work) => {
  const output = new Float32Array(elements(shape));
  work(floats(backend.readSync(x.dataId)), output);
  return backend.makeTensorInfo(shape, 'float32', output);
};

// The order matters: the output is allocated, then an input of another backend moves in, and only then are there views, because
// the heap may grow before.
const onWasm: Compute<WasmBackend> = (backend, x, shape, work) => {
  const output = backend.makeOutput(shape, 'float32');
  try {
    backend.dataIdMap.get(x.dataId);
    // The backend does not look at what its malloc returns.
    if (backend.dataIdMap.get(output.dataId).memoryOffset === 0) {
      throw new RangeError(`Out of memory of TensorFlow.js: no room for the shape [${shape.join(', ')}]`);
    }
    work(backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(output));
  } catch (error) {
    backend.disposeData(output.dataId);
    throw error;
  }
  return output;
};

/** The backends on which the package itself computes. @internal */
export const COMPUTE: Record<string, Compute<unknown>> = {
  cpu: onCpu as Compute<unknown>,
  wasm: onWasm as Compute<unknown>,
};
