// The layer: checks what a call is given, finds its plan, and runs it.
import {
  type Coordinates,
  fromKerasConfig,
  type Interpolation,
  type KerasConfig,
  nextLayerName,
  type OutputDType,
  onlyCopies,
  parseConfig,
  type Settings,
  toKerasConfig,
  type UpSampling2DConfig,
  unknownOption,
} from './config.js';
import { disposeSymbol } from './dispose.js';
import { expected, oneOf, tagOf, typedArrayName, wrongKind } from './errors.js';
import { COPYING_INTERPOLATIONS, DTYPE_LIST } from './generated/lists.js';
import type { DataFormat } from './image-data-format.js';
import { UpSampling2DPlan } from './plan.js';
import { FORWARD, forgotten, GRADIENT, type Request, Resampler } from './resampler.js';
import { init } from './runtime/load.js';
import { StagedPlan } from './runtime/staging.js';
import {
  allocate,
  arrayNameFor,
  checkLength,
  checkOut,
  checkSize,
  type DType,
  type DTypeInfo,
  dtypeInfo,
  dtypeOf,
  parseDType,
  type ResultData,
  readShape,
  type Shape,
  type Tensor,
  type TensorData,
  type TensorResult,
} from './tensor.js';

/** The options of `apply` and `gradient`. */
export interface ApplyOptions<D extends TensorData = TensorData> {
  /** Where the result is to be written: an array of the result's kind and exact length. Then nothing is allocated. */
  readonly out?: D | undefined;
}

/** The array kind of results: that of the input, unless the layer says float32. */
export type OutputData<D extends TensorData, O extends OutputDType> = O extends 'float32'
  ? Float32Array
  : ResultData<D>;

const REAL_DTYPES = DTYPE_LIST.filter((entry) => entry.kind === 'kReal').map((entry) => entry.name);
const COMPUTING_DTYPES = DTYPE_LIST.filter((entry) => entry.kind === 'kReal' || entry.kind === 'kInteger').map(
  (entry) => entry.name,
);

function readOut(options: unknown, where: string): unknown {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null || tagOf(options) !== 'Object') {
    throw wrongKind('an object of options such as { out }', `the options of ${where}`, options);
  }
  for (const key in options) if (key !== 'out') throw unknownOption(key, ['out'], where);
  return (options as { out?: unknown }).out;
}

/**
 * Keras' UpSampling2D: enlarges the rows and columns of a batch of images by whole factors.
 *
 * @example
 * await init();
 * const layer = new UpSampling2D({ size: [2, 2], interpolation: 'bilinear' });
 * const x = new Float32Array(56 * 56 * 256);
 * const { data, shape } = layer.apply({ data: x, shape: [1, 56, 56, 256] }); // shape: [1, 112, 112, 256]
 */
export class UpSampling2D<O extends OutputDType = 'same'> {
  readonly #settings: Settings;
  readonly #name: string;
  #resampler: Resampler | undefined;
  // What the last call in each direction was about: the same array kind again needs no look at the rules.
  #forward: Request | undefined;
  #gradient: Request | undefined;

  /**
   * @param config The options; see {@link UpSampling2DConfig} for each one's default.
   * @throws TypeError for an unknown option or a value of a wrong kind; RangeError for a size that is no whole number
   *   from 1 on; Error before `init()` has finished.
   * @example
   * new UpSampling2D({ size: 3, dataFormat: 'channels_first', interpolation: 'lanczos3' });
   */
  constructor(config?: UpSampling2DConfig<O>) {
    this.#settings = parseConfig(config);
    this.#resampler = new Resampler(this.#settings, 'new UpSampling2D');
    // Last: a constructor that throws uses up no default name.
    this.#name = this.#settings.name ?? nextLayerName();
    forgotten.register(this, this.#resampler, this);
  }

  /**
   * `init()` and `new` in one.
   *
   * @param config As for the constructor.
   * @throws (rejects) As `init` and the constructor throw.
   * @example
   * const layer = await UpSampling2D.create({ interpolation: 'bicubic' });
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
   * const copy = UpSampling2D.fromConfig(JSON.parse(JSON.stringify(layer.getConfig())));
   */
  static fromConfig(config: object): UpSampling2D<OutputDType> {
    return new UpSampling2D(fromKerasConfig(config) as UpSampling2DConfig);
  }

  /** The factors for rows and columns. */
  get size(): readonly [number, number] {
    return this.#settings.size;
  }

  /** 'channels_last' or 'channels_first'. */
  get dataFormat(): DataFormat {
    return this.#settings.dataFormat;
  }

  /** The interpolation, in lower case. */
  get interpolation(): Interpolation {
    return this.#settings.interpolation;
  }

  /** The coordinate mode. */
  get coordinates(): Coordinates {
    return this.#settings.coordinates;
  }

  /** 'same' or 'float32'. */
  get outputDtype(): O {
    return this.#settings.outputDtype as O;
  }

  /** The layer's name. */
  get name(): string {
    return this.#name;
  }

  /** As given to the constructor. */
  get trainable(): boolean {
    return this.#settings.trainable;
  }

  /** The name of Keras' dtype policy. */
  get dtype(): string {
    return this.#settings.dtype;
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
   * const { data, shape, dtype } = layer.apply({ data: Uint8Array.of(0, 255), shape: [1, 1, 2, 1] });
   */
  apply<D extends TensorData>(
    tensor: Tensor<D>,
    options?: ApplyOptions<OutputData<D, O>>,
  ): TensorResult<OutputData<D, O>> {
    const resampler = this.#live('apply');
    const { data, shape, dtype } = this.#read(tensor, 'tensor');
    const inArray = typedArrayName(data);
    const inInfo = dtypeOf(inArray, data, dtype, 'tensor');
    let request = this.#forward;
    if (request === undefined || request.inInfo !== inInfo || request.inArray !== inArray) {
      request = this.#forwardRequest(inInfo, inArray as string);
      this.#forward = request;
    }
    return this.#run(resampler, request, data as TensorData, shape, options) as TensorResult<OutputData<D, O>>;
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
   * const dx = layer.gradient({ data: new Float32Array(16).fill(1), shape: [1, 4, 4, 1] }); // shape: [1, 2, 2, 1]
   */
  gradient<D extends TensorData>(dy: Tensor<D>, options?: ApplyOptions<ResultData<D>>): TensorResult<ResultData<D>> {
    const resampler = this.#live('gradient');
    const { data, shape, dtype } = this.#read(dy, 'dy');
    const inArray = typedArrayName(data);
    const info = dtypeOf(inArray, data, dtype, 'dy');
    let request = this.#gradient;
    if (request === undefined || request.inInfo !== info || request.inArray !== inArray) {
      if (info.kind !== 'kReal') throw wrongKind(oneOf(REAL_DTYPES), 'dy.dtype', info.name);
      const array = inArray as string;
      request = {
        direction: GRADIENT,
        inInfo: info,
        inArray: array,
        outInfo: info,
        outArray: array,
        shapeName: 'dy.shape',
      };
      this.#gradient = request;
    }
    return this.#run(resampler, request, data as TensorData, shape, options) as TensorResult<ResultData<D>>;
  }

  /**
   * A resident plan, for calls that repeat with one shape: input and output stay in the module's memory and no data are
   * moved. It outlives the layer.
   *
   * @param shape The input's four sizes, in the layer's data format.
   * @param dtype The input's element type. Default 'float32'.
   * @throws As `apply`.
   * @example
   * const plan = layer.plan([1, 64, 64, 3], 'float32');
   * plan.input.set(pixels);
   * plan.run();
   * use(plan.output);
   * plan.dispose();
   */
  plan(shape: ArrayLike<number>, dtype: DType = 'float32'): UpSampling2DPlan {
    const resampler = this.#live('plan');
    const inInfo = parseDType(dtype, 'dtype');
    const request = this.#forwardRequest(inInfo, arrayNameFor(inInfo));
    const source = readShape(shape, 'shape');
    checkSize(source, 'shape');
    const target = resampler.outputShape(source);
    checkSize(target, 'the output shape');
    return new UpSampling2DPlan(resampler, request, source, target);
  }

  /**
   * The shape of the output for an input's shape. Unknown sizes (null) stay unknown.
   *
   * @throws TypeError or RangeError for anything but four sizes, each null or an integer of 0 or more.
   * @example
   * layer.computeOutputShape([null, null, 3, null]); // [null, null, 6, null]
   */
  computeOutputShape(shape: ArrayLike<number>): Shape;
  computeOutputShape(shape: ArrayLike<number | null>): (number | null)[];
  computeOutputShape(shape: ArrayLike<number | null>): (number | null)[] {
    const input = readShape(shape, 'shape', true);
    const { size, dataFormat } = this.#settings;
    const rowAxis = dataFormat === 'channels_first' ? 2 : 1;
    const output = input.map((side, axis) => {
      const factor = axis === rowAxis ? size[0] : axis === rowAxis + 1 ? size[1] : 1;
      return side === null ? null : side * factor;
    });
    // A zero makes every size possible; so may an unknown one, but it does not excuse the others.
    checkSize(input.map((side) => side ?? 1) as Shape, 'shape');
    checkSize(output.map((side) => side ?? 1) as Shape, 'the output shape');
    return output;
  }

  /**
   * The configuration under Keras' keys: what Keras itself can read. `coordinates` and `output_dtype`, which Keras does
   * not know, are there only when they are not the default.
   *
   * @example
   * new UpSampling2D().getConfig();
   * // { name: 'up_sampling2d', trainable: true, dtype: 'float32', size: [2, 2],
   * //   data_format: 'channels_last', interpolation: 'nearest' }
   */
  getConfig(): KerasConfig {
    return toKerasConfig(this.#settings, this.#name);
  }

  /** Frees what the layer holds in the module's memory. Calling it again does no harm; results stay as they are. */
  dispose(): void {
    if (this.#resampler === undefined) return;
    forgotten.unregister(this);
    this.#resampler.dispose();
    this.#resampler = undefined;
  }

  /** The same as `dispose`, for `using`. */
  [disposeSymbol](): void {
    this.dispose();
  }

  #live(caller: string): Resampler {
    if (this.#resampler === undefined) throw new Error(expected('a layer that is not disposed', caller, this));
    return this.#resampler;
  }

  #read(tensor: unknown, name: string): { data?: unknown; shape?: unknown; dtype?: unknown } {
    if (typeof tensor !== 'object' || tensor === null) throw wrongKind('a tensor { data, shape }', name, tensor);
    return tensor;
  }

  // The rules of which dtype goes with which interpolation and output.
  #forwardRequest(inInfo: DTypeInfo, inArray: string): Request {
    const { interpolation, outputDtype } = this.#settings;
    if (inInfo.kind === 'kCopyOnly') {
      if (!onlyCopies(interpolation)) {
        const what = `${oneOf(COMPUTING_DTYPES)} (${inInfo.name} can only be copied: ${oneOf(COPYING_INTERPOLATIONS)})`;
        throw wrongKind(what, `the dtype with interpolation '${interpolation}'`, inInfo.name);
      }
      if (outputDtype !== 'same') {
        throw wrongKind(oneOf(COMPUTING_DTYPES), `the dtype with outputDtype '${outputDtype}'`, inInfo.name);
      }
    }
    const asIs = outputDtype === 'same' || inInfo.name === outputDtype;
    const outInfo = asIs ? inInfo : dtypeInfo(outputDtype);
    const outArray = asIs ? inArray : outInfo.arrayName;
    return { direction: FORWARD, inInfo, inArray, outInfo, outArray, shapeName: 'tensor.shape' };
  }

  #run(resampler: Resampler, request: Request, data: TensorData, shape: unknown, options: unknown): TensorResult {
    const found = resampler.plan(request, shape);
    const key = found instanceof StagedPlan ? found.key : found;
    const { sourceCount, targetCount, source, target, outArray } = key;
    if (data.length !== sourceCount || sourceCount === 0) {
      checkLength(data, sourceCount, source, request.direction === FORWARD ? 'tensor.data' : 'dy.data');
    }
    const out = readOut(options, request.direction === FORWARD ? 'apply' : 'gradient');
    if (out !== undefined) checkOut(out, outArray, targetCount, target, data);
    const given = out as TensorData | undefined;
    const result =
      found instanceof StagedPlan ? found.run(data, given) : (given ?? allocate(outArray, targetCount, target));
    return {
      data: result,
      shape: [target[0], target[1], target[2], target[3]],
      dtype: request.outInfo.name as DType,
    };
  }
}
