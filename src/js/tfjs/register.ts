// register and unregister: what they are given, and the order in which everything is put in and taken out.
import { oneOf, wrongKind } from '../errors.js';
import { COORDINATES, type Coordinates, init } from '../index.js';
import { readOptions } from '../options.js';
import { isThere, putKernels, takeKernels } from './kernels.js';
import { type LayerClass, type LayerName, makeLayers } from './layers.js';
import { deregisterOperations, registerOperations } from './operations.js';
import { checkedSettings, type Settings } from './settings.js';
import { type ClassMap, engineOf, type LayerBaseClass, type TensorFlow, type TensorInfo } from './tensorflow.js';
import { makeUpsample } from './upsample.js';

/**
 * The options of {@link register}.
 *
 * @example
 * const options: RegisterOptions = { ops: true, coordinates: 'asymmetric' };
 * console.log(options.coordinates); // asymmetric
 */
export interface RegisterOptions {
  /**
   * The backends whose kernels are replaced: of these, 'cpu' and 'wasm' can be. The layers are right on every other backend too.
   * Default: both, where they are. A backend that is named must have been imported.
   */
  readonly backends?: string | readonly string[] | undefined;
  /**
   * The coordinates of layers whose configuration names none. Default 'half_pixel'; 'asymmetric' for models of TensorFlow up to
   * 1.14, and those that were built in TensorFlow.js.
   */
  readonly coordinates?: Coordinates | undefined;
  /** Whether graph models with ResizeBicubic, ResizeArea and ScaleAndTranslate are to run. They must be loaded afterwards. Default false. */
  readonly ops?: boolean | undefined;
}

/**
 * The options of the layer UpSampling2D, as TensorFlow.js has them for its own layers.
 *
 * @example
 * const args: UpSampling2DArgs = { size: [2, 3], interpolation: 'bicubic', inputShape: [4, 4, 1] };
 * console.log((await register(tf)).upSampling2d(args).getConfig().interpolation); // bicubic
 */
export interface UpSampling2DArgs {
  /** The factors for rows and columns: a whole number of 1 or more for both, or two. Default [2, 2]. */
  readonly size?: number | readonly number[] | null | undefined;
  /** One of the eight interpolations of Keras. Default 'nearest'. */
  readonly interpolation?: string | null | undefined;
  /** 'channelsLast' (default) or 'channelsFirst'; 'channels_last' is the same. */
  readonly dataFormat?: string | null | undefined;
  /** 'half_pixel', 'asymmetric' or 'align_corners'. Default: that of {@link RegisterOptions}. */
  readonly coordinates?: string | null | undefined;
  readonly name?: string | undefined;
  readonly dtype?: string | undefined;
  readonly inputShape?: (number | null)[] | undefined;
  readonly batchInputShape?: (number | null)[] | undefined;
  readonly trainable?: boolean | undefined;
}

/**
 * The options of UpSampling1D: `size` is one whole number. Default 2.
 *
 * @example
 * const args: UpSampling1DArgs = { size: 3 };
 * console.log((await register(tf)).upSampling1d(args).computeOutputShape([null, 5, 2])); // [ null, 15, 2 ]
 */
export type UpSampling1DArgs = Omit<UpSampling2DArgs, 'interpolation' | 'dataFormat' | 'coordinates'>;

/**
 * The options of UpSampling3D: `size` is one whole number for all axes, or three. Default 2.
 *
 * @example
 * const args: UpSampling3DArgs = { size: [1, 2, 3] };
 * console.log((await register(tf)).upSampling3d(args).computeOutputShape([null, 2, 2, 2, 1])); // [ null, 2, 4, 6, 1 ]
 */
export type UpSampling3DArgs = Omit<UpSampling2DArgs, 'interpolation' | 'coordinates'>;

/**
 * A layer of the program's copy of TensorFlow.js.
 *
 * @example
 * const layer: LayerOf<typeof tf> = (await register(tf)).upSampling2d();
 * console.log(layer.getClassName()); // UpSampling2D
 */
export type LayerOf<T> = T extends { layers: { Layer: abstract new (...args: never[]) => infer L } } ? L : object;

/**
 * What {@link register} gives: the classes, and functions that make layers as those of `tf.layers` do. Without `tf.layers` there are
 * no classes, and the functions throw.
 *
 * @example
 * const { upsample }: Registered<typeof tf> = await register(tf);
 * const y = upsample(tf.tensor4d([1, 2], [1, 1, 2, 1]), { size: [1, 2], interpolation: 'bilinear' });
 * console.log(y.dataSync().join()); // 1,1.25,1.75,2
 */
export interface Registered<T> {
  readonly UpSampling1D: new (args?: UpSampling1DArgs) => LayerOf<T>;
  readonly UpSampling2D: new (args?: UpSampling2DArgs) => LayerOf<T>;
  readonly UpSampling3D: new (args?: UpSampling3DArgs) => LayerOf<T>;
  upSampling1d(args?: UpSampling1DArgs): LayerOf<T>;
  upSampling2d(args?: UpSampling2DArgs): LayerOf<T>;
  upSampling3d(args?: UpSampling3DArgs): LayerOf<T>;
  /** Enlarges a tensor of four axes. Differentiable to any order. */
  upsample<X extends { readonly shape: number[]; readonly dtype: string }>(x: X, options?: UpsampleArgs): X;
}

type UpsampleArgs = Pick<UpSampling2DArgs, 'size' | 'interpolation' | 'dataFormat' | 'coordinates'>;

interface Wishes {
  readonly backends: readonly string[];
  readonly named: boolean;
  readonly coordinates: Coordinates;
  readonly ops: boolean;
}

const WHERE = 'register';
const BACKENDS = ['cpu', 'wasm'];

function readBackends(value: unknown): readonly string[] {
  const names = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(names) || names.some((name) => typeof name !== 'string')) {
    throw wrongKind('the name of a backend, or a list of names,', 'backends', value);
  }
  return names;
}

// A name, or a list of names, in the place of the options are backends.
function readWishes(options: unknown): Wishes {
  const short = typeof options === 'string' || Array.isArray(options);
  const given = readOptions(short ? { backends: options } : options, ['backends', 'coordinates', 'ops'], WHERE);
  const [backends, ops] = [given.get('backends'), given.get('ops') ?? false];
  if (typeof ops !== 'boolean') throw wrongKind('true or false', 'ops', ops);
  const coordinates = given.get('coordinates');
  if (coordinates !== undefined && !COORDINATES.includes(coordinates as Coordinates)) {
    throw wrongKind(oneOf(COORDINATES), 'coordinates', coordinates);
  }
  return {
    backends: backends === undefined ? BACKENDS : readBackends(backends),
    named: backends !== undefined,
    coordinates: (coordinates as Coordinates | undefined) ?? 'half_pixel',
    ops,
  };
}

const USED = ['engine', 'getKernel', 'registerKernel', 'unregisterKernel'] as const;

function checkTensorFlow(tf: unknown): TensorFlow {
  const given = tf ?? (globalThis as { tf?: unknown }).tf;
  if (typeof given !== 'object' || given === null || USED.some((name) => !(name in given))) {
    throw wrongKind('TensorFlow.js, the namespace of @tensorflow/tfjs,', 'tf', given);
  }
  const { layers, serialization } = given as TensorFlow;
  if (layers !== undefined && serialization === undefined) {
    throw wrongKind('the object of tfjs-core that belongs to tf.layers', 'tf.serialization', serialization);
  }
  return given as TensorFlow;
}

function checkBackends(tf: TensorFlow, { backends, named }: Wishes): void {
  const missing = named ? backends.find((name) => !isThere(tf, name)) : undefined;
  if (missing === undefined) return;
  throw new Error(
    `The backend ${JSON.stringify(missing)} has no kernels yet: import its package, as @tensorflow/tfjs-backend-wasm, before register()`,
  );
}

const classesOf = (tf: TensorFlow) =>
  (tf.serialization?.SerializationMap.getMap() as ClassMap | undefined)?.classNameMap;

// Marks our classes with the one that each replaced, for other copies of this package too.
const REPLACED = Symbol.for('upsampling2d.class');

type Marked = object & { [REPLACED]?: object | null };

function putClass(tf: TensorFlow, name: LayerName, cls: LayerClass): void {
  const classes = classesOf(tf);
  if (classes === undefined) return;
  const before = classes[name]?.[0] as Marked | undefined;
  const replaced = before?.[REPLACED] === undefined ? (before ?? null) : before[REPLACED];
  Object.defineProperty(cls, REPLACED, { value: replaced });
  tf.serialization?.registerClass(cls as never);
}

function takeClasses(tf: TensorFlow): void {
  const classes = classesOf(tf) ?? {};
  for (const [name, [cls]] of Object.entries(classes)) {
    const replaced = (cls as Marked)[REPLACED];
    if (replaced === null) delete classes[name];
    else if (replaced !== undefined) tf.serialization?.registerClass(replaced as never);
  }
}

const without = (): never => {
  throw new Error('tf has no layers: give register() an object with tf.layers and tf.serialization for its layers');
};

/**
 * Makes models predict and train with Keras' numbers. Layers models: the classes UpSampling2D, with all eight interpolations,
 * UpSampling1D and UpSampling3D, on every backend. Graph models: the resize kernels of the backends cpu and wasm, and with
 * `ops` the operations that TensorFlow.js lacks. Nothing of TensorFlow.js is imported.
 *
 * Call it after the backends' packages are imported, and before models are loaded. It may be called again, with other options.
 *
 * @param tf TensorFlow.js. Default: the global variable `tf`.
 * @param options See {@link RegisterOptions}; the name of a backend, or a list of names, is short for `{ backends }`.
 * @returns The classes and functions that make layers. `tf.layers.upSampling2d` stays what it was.
 * @throws (rejects) TypeError where `tf` is not TensorFlow.js or an option is wrong; Error for a named backend that was not
 *   imported; as `init` throws.
 * @example
 * const { UpSampling2D } = await register(tf);
 * const model = tf.sequential({ layers: [new UpSampling2D({ interpolation: 'lanczos3', inputShape: [8, 8, 3] })] });
 * console.log(model.outputs[0]?.shape); // [ null, 16, 16, 3 ]
 */
export async function register<T extends TensorFlow>(
  tf?: T,
  options?: RegisterOptions | string | readonly string[],
): Promise<Registered<T>> {
  const given = checkTensorFlow(tf);
  const wishes = readWishes(options);
  checkBackends(given, wishes);
  await init();
  if (wishes.ops) registerOperations(given);
  for (const name of wishes.backends) putKernels(given, name);
  return makeRegistered(given, wishes.coordinates) as Registered<T>;
}

const UPSAMPLE_OPTIONS = ['size', 'dataFormat', 'interpolation', 'coordinates'];

const isTensor = (x: unknown) => typeof x === 'object' && x !== null && 'dataId' in x && 'shape' in x;

function makeRegistered(tf: TensorFlow, coordinates: Coordinates): object {
  const upsample = makeUpsample(tf);
  const Base = tf.layers?.Layer as unknown as LayerBaseClass | undefined;
  const layers = Base && makeLayers(Base, engineOf(tf), upsample, coordinates);
  for (const [name, cls] of Object.entries(layers ?? {})) putClass(tf, name as LayerName, cls);
  const factory = (name: LayerName) => {
    const Layer = layers?.[name];
    return Layer === undefined ? without : (args?: Record<string, unknown>) => new Layer(args);
  };
  return {
    ...layers,
    upSampling1d: factory('UpSampling1D'),
    upSampling2d: factory('UpSampling2D'),
    upSampling3d: factory('UpSampling3D'),
    upsample: (x: TensorInfo, options?: Partial<Settings>) => {
      if (!isTensor(x)) throw wrongKind('a tensor of TensorFlow.js', 'x', x);
      const given = [...readOptions(options, UPSAMPLE_OPTIONS, 'upsample')].filter(([, value]) => value !== undefined);
      return upsample(x, checkedSettings({ coordinates, ...Object.fromEntries(given) }));
    },
  };
}

/**
 * Puts back what {@link register} replaced: kernels, classes and operations. Layers that exist go on with Keras' numbers. Calling
 * it again does no harm.
 *
 * @param tf As given to `register`.
 * @throws TypeError where `tf` is not TensorFlow.js.
 * @example
 * await register(tf);
 * unregister(tf);
 * console.log(tf.getKernel('UpSampling2D', 'cpu')); // undefined
 */
export function unregister(tf?: TensorFlow): void {
  const given = checkTensorFlow(tf);
  takeKernels(given);
  takeClasses(given);
  deregisterOperations(given);
}
