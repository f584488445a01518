// TensorFlow.js, as far as it is used here: nothing of it is imported, so that a program's own copy is the only one.

/**
 * TensorFlow.js as a program has it: the namespace of `@tensorflow/tfjs`, the global variable `tf`, or an object with
 * the parts that are used. Without `layers` and `serialization` there are no layers, without `registerOp` and
 * `deregisterOp` no operations of graph models.
 *
 * @example
 * const parts: TensorFlow = { ...tf, layers: undefined }; // kernels alone
 * console.log((await register(parts)).UpSampling2D); // undefined
 */
export interface TensorFlow {
  engine(): object;
  getKernel(kernelName: string, backendName: string): object | undefined;
  registerKernel(config: never): void;
  unregisterKernel(kernelName: string, backendName: string): void;
  readonly layers?: { readonly Layer: abstract new (...args: never[]) => object } | undefined;
  readonly serialization?:
    | { readonly SerializationMap: { getMap(): object }; registerClass(cls: never): void }
    | undefined;
  registerOp?(name: string, execute: never): void;
  deregisterOp?(name: string): void;
}

/** A tensor, as a kernel has it. @internal */
export interface TensorInfo {
  readonly dataId: object;
  readonly shape: number[];
  readonly dtype: string;
}

/** @internal */
export type Attributes = Readonly<Record<string, unknown>>;

/** What a kernel is called with. @internal */
export interface KernelCall<B> {
  readonly inputs: Record<string, TensorInfo>;
  readonly attrs: Attributes;
  readonly backend: B;
}

/** @internal */
export interface KernelConfig<B> {
  readonly kernelName: string;
  readonly backendName: string;
  readonly kernelFunc: (call: KernelCall<B>) => TensorInfo | TensorInfo[];
}

/** The engine that all copies of TensorFlow.js in a realm share. @internal */
export interface Engine {
  readonly backendName: string;
  runKernel(name: string, inputs: Record<string, TensorInfo>, attrs?: Attributes): TensorInfo;
  makeTensor(values: Float32Array, shape: number[], dtype: string): TensorInfo;
  tidy(work: () => TensorInfo): TensorInfo;
  customGrad(
    work: (x: TensorInfo) => { value: TensorInfo; gradFunc: (dy: TensorInfo) => TensorInfo },
  ): (x: TensorInfo) => TensorInfo;
}

/** The class of which layers are made. @internal */
export interface LayerBase {
  inputSpec: { ndim: number }[];
  getConfig(): Record<string, unknown>;
}

/** @internal */
export type LayerBaseClass = new (config: Record<string, unknown>) => LayerBase;

/** The classes by which loaded models are made, each with its fromConfig. @internal */
export interface ClassMap {
  classNameMap: Record<string, [object, unknown]>;
}

/** A node of a graph model. @internal */
export interface GraphNode {
  readonly inputs: readonly (TensorInfo & { dataSync(): ArrayLike<number> })[];
  readonly attrs: Attributes;
}

/** The engine of a copy of TensorFlow.js. @internal */
export const engineOf = (tf: TensorFlow): Engine => tf.engine() as Engine;
