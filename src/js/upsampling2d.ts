// The layer: reads and checks the arguments of each method.
import { forwardKinds, gradientKinds, type Kinds, makeCall, outputShape, type TensorNames } from './call.js';
import {
  type Backend,
  type Coordinates,
  fromKerasConfig,
  type Interpolation,
  type KerasConfig,
  nextLayerName,
  type OutputDType,
  parseConfig,
  policyOf,
  type Settings,
  toKerasConfig,
  type UpSampling2DConfig,
} from './config.js';
import { disposeSymbol } from './dispose.js';
import { expected, wrongKind } from './errors.js';
import { disposeWhenForgotten, notForgotten } from './forgotten.js';
import type { DataFormat } from './image-data-format.js';
import { NativeLayer } from './native-layer.js';
import { readOptions, readOut, readProperty, unpolluted } from './options.js';
import { UpSampling2DPlan } from './plan.js';
import { nameItself, real } from './real.js';
import type { AbortSignalLike } from './runtime/globals.js';
import { init } from './runtime/load.js';
import {
  type ArrayFor,
  arrayNameFor,
  checkSides,
  checkSize,
  checkStrides,
  type DType,
  dtypeOf,
  type KindOf,
  parseDType,
  type ResultData,
  readSides,
  type Shape,
  type Tensor,
  type TensorData,
  type TensorResult,
} from './tensor.js';
import { typedArrayName } from './typed-array.js';
import { loadPool } from './workers.js';

/**
 * The options of `apply` and `gradient`.
 *
 * @example
 * const options: ApplyOptions<Float32Array> = { out: new Float32Array(4) };
 * const { data } = new UpSampling2D().apply({ data: Float32Array.of(1), shape: [1, 1, 1, 1] }, options);
 * console.log(data === options.out); // true
 */
export interface ApplyOptions<D extends TensorData = TensorData> {
  /** Where to write the result: an array of the result's kind and exact length. Then nothing is allocated. */
  readonly out?: D | undefined;
}

/**
 * The options of `applyAsync` and `gradientAsync`.
 *
 * @example
 * const options: AsyncOptions<Float32Array> = { signal: AbortSignal.timeout(10_000), workers: 2 };
 * const { data } = await new UpSampling2D().applyAsync({ data: Float32Array.of(1), shape: [1, 1, 1, 1] }, options);
 * console.log(data.join()); // 1,1,1,1
 */
export interface AsyncOptions<D extends TensorData = TensorData> extends ApplyOptions<D> {
  /** Cancels the call: it rejects with the signal's reason. What is in `out` then is unspecified. */
  readonly signal?: AbortSignalLike | undefined;
  /** Called with the rows of the result that are done, and all of them. Rises, and ends with all. What it throws ends the call. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** At most how many of the pool's workers compute this call. 0: the calling thread does, in turns of 8 ms. */
  readonly workers?: number | undefined;
}

/**
 * The array kind of results: that of the input, unless the layer's `outputDtype` is 'float32'.
 *
 * @example
 * const floats: OutputData<Uint8Array, 'float32'> = new Float32Array(1);
 * console.log(floats.length); // 1
 */
export type OutputData<D extends TensorData, O extends OutputDType> = O extends 'float32'
  ? Float32Array
  : ResultData<D>;

/**
 * What `stream` reads.
 *
 * @example
 * const source: StreamSource<Uint8Array> = [Uint8Array.of(1, 2), Uint8Array.of(3)];
 * console.log(typeof source); // object
 */
export type StreamSource<C extends TensorData = TensorData> =
  | Iterable<C | PromiseLike<C>>
  | AsyncIterable<C>
  | { getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: C | undefined }> } };

/**
 * The options of `stream`.
 *
 * @example
 * const steps: string[] = [];
 * const options: StreamOptions = { shape: [1, 1, 2, 1], onProgress: (done, total) => steps.push(`${done} of ${total}`) };
 * let elements = 0;
 * for await (const rows of new UpSampling2D().stream([Int8Array.of(1, 2)], options)) elements += rows.length;
 * console.log(elements, steps.at(-1)); // 8 2 of 2
 */
export interface StreamOptions<D extends DType | undefined = DType | undefined> {
  /** The four sizes of the whole input. */
  readonly shape: ArrayLike<number>;
  /** The input's element type. Default: that of the arrays. Needed for sources of bytes that are not 'uint8'. */
  readonly dtype?: D | undefined;
  /** Ends the stream with the signal's reason. */
  readonly signal?: AbortSignalLike | undefined;
  /** Called with the number of rows of the result that are computed, and of all rows. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** At most how many of the pool's workers compute. Default 0: the calling thread does, and reads only what the next rows need. */
  readonly workers?: number | undefined;
}

/**
 * The arrays that `stream` gives: those that `apply` would.
 *
 * @example
 * const rows: StreamedRows<Int8Array, undefined, 'float32'> = Float32Array.of(1, 2);
 * console.log(rows.length); // 2
 */
export type StreamedRows<C extends TensorData, D extends DType | undefined, O extends OutputDType> = D extends DType
  ? O extends 'float32'
    ? Float32Array
    : ArrayFor<D>
  : OutputData<C, O>;

// What messages call the arguments of the three ways to compute.
const APPLY = { name: 'tensor', dataName: 'tensor.data', shapeName: 'tensor.shape' };
const GRADIENT_OF = { name: 'dy', dataName: 'dy.data', shapeName: 'dy.shape' };
const PLAN = { dataName: 'input', shapeName: 'shape' };

const ASYNC_OPTIONS = ['out', 'signal', 'onProgress', 'workers'];

const STRIDES = ['stride', 'strides'];

/** What `apply` and `gradient` were given, read but not checked. */
interface Given {
  readonly data: unknown;
  readonly dtype: unknown;
  readonly sides: readonly unknown[];
}

// Everything is read before anything is checked: getters may dispose the layer, or take a buffer away.
function readArguments(tensor: unknown, { name, shapeName }: TensorNames & { name: string }): Given {
  if (typeof tensor !== 'object' || tensor === null) throw wrongKind('a tensor { data, shape }', name, tensor);
  const given = tensor as Partial<Record<keyof Tensor, unknown>>;
  const data = unpolluted(tensor, 'data', given.data);
  const dtype = unpolluted(tensor, 'dtype', given.dtype);
  const sides = readSides(unpolluted(tensor, 'shape', given.shape), shapeName);
  // Arrays of other libraries have strides. Those of a transposed array contradict its shape.
  for (const key of STRIDES) if (key in tensor) checkStrides(readProperty(tensor, key), sides, `${name}.${key}`);
  return { data, dtype, sides };
}

/**
 * Keras' UpSampling2D: enlarges the rows and columns of a batch of images by whole factors.
 *
 * @example
 * const layer = new UpSampling2D({ size: [2, 2], interpolation: 'bilinear' });
 * const x = new Float32Array(56 * 56 * 256);
 * console.log(layer.apply({ data: x, shape: [1, 56, 56, 256] }).shape); // [ 1, 112, 112, 256 ]
 */
export class UpSampling2D<O extends OutputDType = 'same'> {
  // Bundlers and minifiers give classes names of their own.
  static {
    Object.defineProperty(UpSampling2D, 'name', { value: 'UpSampling2D' });
  }

  readonly #settings: Settings;
  readonly #name: string;
  #native: NativeLayer | undefined;
  // Those of the last call in each direction. If the next call has the same kinds, they are not derived again.
  #applyKinds: Kinds | undefined;
  #gradientKinds: Kinds | undefined;

  /**
   * @param config The options; see {@link UpSampling2DConfig} for each one's default.
   * @throws TypeError for an unknown option or a value of a wrong kind; RangeError for a size that is no whole number
   *   from 1 on; Error before `init()` has finished.
   * @example
   * const layer = new UpSampling2D({ size: 3, dataFormat: 'channels_first', interpolation: 'lanczos3' });
   * console.log(layer.size, layer.dataFormat); // [ 3, 3 ] channels_first
   */
  constructor(config?: UpSampling2DConfig<O>) {
    nameItself(this);
    this.#settings = parseConfig(config);
    this.#native = new NativeLayer(this.#settings, 'new UpSampling2D');
    // Last, so that a constructor that throws uses no default name.
    this.#name = this.#settings.name ?? nextLayerName();
    disposeWhenForgotten(this, this.#native);
  }

  /**
   * `init()` and `new` in one.
   *
   * @param config As for the constructor.
   * @throws (rejects) As `init` and the constructor throw.
   * @example
   * const layer = await UpSampling2D.create({ interpolation: 'bicubic' });
   * console.log(layer.interpolation); // bicubic
   */
  static async create<O extends OutputDType = 'same'>(config?: UpSampling2DConfig<O>): Promise<UpSampling2D<O>> {
    await init();
    return new UpSampling2D(config);
  }

  /**
   * A layer from what `getConfig` returned or Keras wrote: `layer.get_config()`, or a layer's whole entry in
   * `model.to_json()`. Missing keys mean the default.
   *
   * @throws As the constructor; TypeError for an entry of another class.
   * @example
   * const layer = new UpSampling2D({ size: 4, name: 'up' });
   * const copy = UpSampling2D.fromConfig(JSON.parse(JSON.stringify(layer.getConfig())));
   * console.log(copy.name, copy.size); // up [ 4, 4 ]
   */
  static fromConfig(config: object): UpSampling2D<OutputDType> {
    return new UpSampling2D(fromKerasConfig(config) as UpSampling2DConfig);
  }

  /** The factors for rows and columns. */
  get size(): readonly [number, number] {
    return self(this).#settings.size;
  }

  /** 'channels_last' or 'channels_first'. */
  get dataFormat(): DataFormat {
    return self(this).#settings.dataFormat;
  }

  /** The interpolation, in lower case. */
  get interpolation(): Interpolation {
    return self(this).#settings.interpolation;
  }

  /** The coordinate mode. */
  get coordinates(): Coordinates {
    return self(this).#settings.coordinates;
  }

  /** The backend of Keras whose numbers these are. */
  get backend(): Backend {
    return self(this).#settings.backend;
  }

  /** 'same' or 'float32'. */
  get outputDtype(): O {
    return self(this).#settings.outputDtype as O;
  }

  /** The layer's name. */
  get name(): string {
    return self(this).#name;
  }

  /** As given to the constructor. */
  get trainable(): boolean {
    return self(this).#settings.trainable;
  }

  /** Keras' dtype policy: its name, or what Keras serialised. */
  get dtype(): string | object {
    return policyOf(self(this).#settings);
  }

  /** The shape of a batch as `inputShape` or `batchInputShape` gave it, null where unknown. */
  get batchInputShape(): readonly (number | null)[] | undefined {
    return self(this).#settings.batchInputShape;
  }

  /**
   * Enlarges a batch of images, on the calling thread.
   *
   * Integers are rounded half to even and saturated, unless the layer's `outputDtype` is 'float32'. bool, int64 and uint64
   * can only be copied (nearest, area). With a size of 0 anywhere in the shape the result is an empty tensor.
   *
   * @param tensor `{ data, shape, dtype? }`: [N, H, W, C] for channels_last, [N, C, H, W] for channels_first.
   * @param options `out`: where to write the result; it must not overlap the input.
   * @returns `{ data, shape, dtype }`; `data` is `out` if given, else a new array.
   * @throws TypeError for a wrong kind of array, dtype or shape; RangeError for a wrong rank, size or length, an
   *   overlapping `out`, or when memory runs out; Error after `dispose()`. Nothing is written then.
   * @example
   * const layer = new UpSampling2D({ size: [1, 2], interpolation: 'bilinear' });
   * const { data, shape, dtype } = layer.apply({ data: Float32Array.of(1, 2), shape: [1, 1, 2, 1] });
   * console.log(data.join(), shape, dtype); // 1,1.25,1.75,2 [ 1, 1, 4, 1 ] float32
   */
  apply<D extends TensorData>(
    tensor: Tensor<D>,
    options?: ApplyOptions<OutputData<KindOf<D>, O>>,
  ): TensorResult<OutputData<D, O>> {
    const layer = self(this);
    const given = readArguments(tensor, APPLY);
    const out = readOut(options, 'apply');
    const native = layer.#live('apply');
    const kinds = layer.#applyKindsOf(given);
    return native.run(kinds, given.sides, given.data as TensorData, out) as TensorResult<OutputData<D, O>>;
  }

  /**
   * The vector-Jacobian product: from the gradient of the output to the gradient of the input. The layer is linear, so no
   * input is needed.
   *
   * @param dy `{ data, shape, dtype? }` in float16, float32 or float64; the shape is one that the layer can give.
   * @param options `out`: where to write the result; it must not overlap `dy`.
   * @returns `{ data, shape, dtype }` with the shape of the input and the dtype of `dy`.
   * @throws As `apply`; TypeError for integers; RangeError, with both shapes, for a shape that no input leads to.
   * @example
   * const dx = new UpSampling2D().gradient({ data: new Float32Array(16).fill(1), shape: [1, 4, 4, 1] });
   * console.log(dx.data.join(), dx.shape); // 4,4,4,4 [ 1, 2, 2, 1 ]
   */
  gradient<D extends TensorData>(
    dy: Tensor<D>,
    options?: ApplyOptions<ResultData<KindOf<D>>>,
  ): TensorResult<ResultData<D>> {
    const layer = self(this);
    const given = readArguments(dy, GRADIENT_OF);
    const out = readOut(options, 'gradient');
    const native = layer.#live('gradient');
    const kinds = layer.#gradientKindsOf(given);
    return native.run(kinds, given.sides, given.data as TensorData, out) as TensorResult<ResultData<D>>;
  }

  /**
   * `apply` on the machine's cores: the same numbers, bit for bit, while the calling thread stays free. Small tensors are computed
   * on the calling thread. Workers start with the first call and end when they are idle; see {@link setWorkers}.
   *
   * @param tensor As for `apply`. Do not change it before the promise settles. What lies in a SharedArrayBuffer is not copied.
   * @param options `out`, `signal`, `onProgress`, `workers`; see {@link AsyncOptions}.
   * @returns A promise of what `apply` returns.
   * @throws (rejects) As `apply` throws; the signal's reason; what `onProgress` throws; Error when workers end again and again.
   * @example
   * const layer = new UpSampling2D({ interpolation: 'lanczos3' });
   * const picture = { data: new Uint8Array(1000 * 1000 * 3), shape: [1, 1000, 1000, 3] };
   * const { shape } = await layer.applyAsync(picture);
   * console.log(shape); // [ 1, 2000, 2000, 3 ]
   */
  async applyAsync<D extends TensorData>(
    tensor: Tensor<D>,
    options?: AsyncOptions<OutputData<KindOf<D>, O>>,
  ): Promise<TensorResult<OutputData<D, O>>> {
    const layer = self(this);
    const given = readArguments(tensor, APPLY);
    const more = readOptions(options, ASYNC_OPTIONS, 'applyAsync');
    const native = layer.#live('applyAsync');
    const kinds = layer.#applyKindsOf(given);
    return native.runAsync(kinds, given.sides, given.data as TensorData, more) as Promise<
      TensorResult<OutputData<D, O>>
    >;
  }

  /**
   * `gradient` on the machine's cores, as `applyAsync` is `apply`.
   *
   * @param dy As for `gradient`. Do not change it before the promise settles.
   * @param options As for `applyAsync`.
   * @throws (rejects) As `gradient` throws, and as `applyAsync`.
   * @example
   * const dy = { data: new Float32Array(16).fill(1), shape: [1, 4, 4, 1] };
   * console.log((await new UpSampling2D().gradientAsync(dy)).data.join()); // 4,4,4,4
   */
  async gradientAsync<D extends TensorData>(
    dy: Tensor<D>,
    options?: AsyncOptions<ResultData<KindOf<D>>>,
  ): Promise<TensorResult<ResultData<D>>> {
    const layer = self(this);
    const given = readArguments(dy, GRADIENT_OF);
    const more = readOptions(options, ASYNC_OPTIONS, 'gradientAsync');
    const native = layer.#live('gradientAsync');
    const kinds = layer.#gradientKindsOf(given);
    return native.runAsync(kinds, given.sides, given.data as TensorData, more) as Promise<TensorResult<ResultData<D>>>;
  }

  /**
   * A resident plan, for calls that repeat with one shape: input and output stay in the module's memory and no data are
   * moved. It outlives the layer.
   *
   * @param shape The input's four sizes, in the layer's data format.
   * @param dtype The input's element type. Default 'float32'.
   * @throws As `apply`.
   * @example
   * const plan = new UpSampling2D({ size: [1, 2] }).plan([1, 1, 2, 1]);
   * plan.input.set([1, 2]);
   * plan.run();
   * console.log(plan.output.join()); // 1,1,2,2
   * plan.dispose();
   */
  plan<D extends DType = 'float32'>(
    shape: ArrayLike<number>,
    dtype?: D,
  ): UpSampling2DPlan<D, O extends 'float32' ? 'float32' : D>;
  plan(shape: ArrayLike<number>, dtype: DType = 'float32'): UpSampling2DPlan {
    const layer = self(this);
    const sides = readSides(shape, PLAN.shapeName);
    const { module } = layer.#live('plan');
    const info = parseDType(dtype, 'dtype');
    const kinds = forwardKinds(layer.#settings, info, arrayNameFor(info), PLAN);
    return new UpSampling2DPlan(module, makeCall(layer.#settings, kinds, checkSides(sides, PLAN.shapeName)));
  }

  /**
   * Enlarges a tensor while it passes: rows come in and rows of the result go out, as `apply` computes them, bit for bit. A few
   * bands of rows are in memory at a time, however large the tensor is. Use it for what is larger than memory, or comes from a
   * file or the network. Nothing is read or computed before rows are asked for; leaving the loop cancels the source.
   *
   * @param source Typed arrays of any lengths that together are the input in row-major order: an iterable, an async iterable
   *   (such as a stream of Node) or a ReadableStream. With `dtype` also bytes (Uint8Array, Buffer), cut anywhere.
   * @param options `shape`: the input's; see {@link StreamOptions}.
   * @returns Typed arrays: whole rows of the result, in order. For channels_first one channel comes after the other.
   * @throws (rejects) TypeError for a wrong kind of source, part or option; RangeError for a wrong number, a source that is
   *   too short or too long, or when memory runs out; the signal's reason; what the source or `onProgress` throws.
   * @example
   * const layer = new UpSampling2D({ size: [1, 2] });
   * for await (const rows of layer.stream([Float32Array.of(1), Float32Array.of(2)], { shape: [1, 1, 2, 1] })) {
   *   console.log(rows.join()); // 1,1,2,2
   * }
   */
  stream<C extends TensorData, D extends DType | undefined = undefined>(
    source: StreamSource<C>,
    options: StreamOptions<D>,
  ): AsyncGenerator<StreamedRows<C, D, O>, void, undefined>;
  async *stream(source: unknown, options: unknown): AsyncGenerator<TensorData, void, undefined> {
    const layer = self(this);
    const { module } = layer.#live('stream');
    const [{ streamRows }, pool] = await Promise.all([import('./stream.js'), loadPool()]);
    yield* streamRows(module, pool, layer.#settings, source, options);
  }

  /**
   * The shape of the output for an input's shape. Unknown sizes (null) stay unknown.
   *
   * @throws TypeError or RangeError for anything but four sizes, each null or an integer of 0 or more.
   * @example
   * console.log(new UpSampling2D().computeOutputShape([null, null, 3, null])); // [ null, null, 6, null ]
   */
  computeOutputShape(shape: ArrayLike<number>): Shape;
  computeOutputShape(shape: ArrayLike<number | null>): (number | null)[];
  computeOutputShape(shape: ArrayLike<number | null>): (number | null)[] {
    const input = checkSides(readSides(shape, 'shape'), 'shape', true);
    const output = outputShape(self(this).#settings, input);
    // A zero makes every size possible. An unknown size could be zero, but the known sizes are checked all the same.
    checkSize(input.map((side) => side ?? 1) as Shape, 'shape');
    checkSize(output.map((side) => side ?? 1) as Shape, 'the output shape');
    return output;
  }

  /**
   * The configuration under Keras' keys: what Keras itself can read. `coordinates`, `backend` and `output_dtype`, which
   * Keras does not know, are there only when they are not the default.
   *
   * @example
   * const { size, data_format, interpolation } = new UpSampling2D().getConfig();
   * console.log(size, data_format, interpolation); // [ 2, 2 ] channels_last nearest
   */
  getConfig(): KerasConfig {
    const layer = self(this);
    return toKerasConfig(layer.#settings, layer.#name);
  }

  /**
   * Frees what the layer holds in the module's memory. Calling it again does no harm; results stay as they are.
   *
   * @example
   * const layer = new UpSampling2D();
   * const { data } = layer.apply({ data: Float32Array.of(1), shape: [1, 1, 1, 1] });
   * layer.dispose();
   * console.log(data.join()); // 1,1,1,1
   */
  dispose(): void {
    const layer = self(this);
    if (layer.#native === undefined) return;
    notForgotten(layer);
    layer.#native.dispose();
    layer.#native = undefined;
  }

  /** The same as `dispose`, for `using`. */
  [disposeSymbol](): void {
    this.dispose();
  }

  #applyKindsOf({ data, dtype }: Given): Kinds {
    const array = typedArrayName(data);
    const info = dtypeOf(array, data, dtype, APPLY.name);
    const kinds = this.#applyKinds;
    if (kinds !== undefined && kinds.inDType === info.name && kinds.inArray === array) return kinds;
    this.#applyKinds = forwardKinds(this.#settings, info, array as string, APPLY);
    return this.#applyKinds;
  }

  #gradientKindsOf({ data, dtype }: Given): Kinds {
    const array = typedArrayName(data);
    const info = dtypeOf(array, data, dtype, GRADIENT_OF.name);
    const kinds = this.#gradientKinds;
    if (kinds !== undefined && kinds.inDType === info.name && kinds.inArray === array) return kinds;
    this.#gradientKinds = gradientKinds(info, array as string, GRADIENT_OF);
    return this.#gradientKinds;
  }

  #live(caller: string): NativeLayer {
    if (this.#native === undefined) throw new Error(expected('a layer that is not disposed', caller, this));
    return this.#native;
  }
}

function self<L extends UpSampling2D<OutputDType>>(layer: L): L {
  return real(layer, 'an UpSampling2D');
}
