// The constructor's options: read once, checked, with defaults; and Keras' form of them.
import { expected, oneOf, wrongKind, wrongNumber } from './errors.js';
import { BACKEND_LIST, COORDINATES, COPYING_INTERPOLATIONS, INTERPOLATIONS } from './generated/lists.js';
import { type DataFormat, imageDataFormat, parseDataFormat } from './image-data-format.js';
import { readOptions, readProperty } from './options.js';
import { isList, LARGEST_SIDE } from './tensor.js';

/**
 * The name of an interpolation.
 *
 * @example
 * const sharp: Interpolation = 'lanczos3';
 * console.log(INTERPOLATIONS.includes(sharp)); // true
 */
export type Interpolation = (typeof INTERPOLATIONS)[number];

/**
 * The name of a coordinate mode.
 *
 * @example
 * const old: Coordinates = 'asymmetric'; // a model of TensorFlow 1
 * console.log(new UpSampling2D({ coordinates: old }).coordinates); // asymmetric
 */
export type Coordinates = (typeof COORDINATES)[number];

/**
 * The name of a backend of Keras.
 *
 * @example
 * const backend: Backend = 'torch';
 * console.log(BACKENDS.includes(backend)); // true
 */
export type Backend = (typeof BACKEND_LIST)[number]['name'];

/**
 * The dtype of results: that of the input, or float32.
 *
 * @example
 * const outputDtype: OutputDType = 'float32';
 * const layer = new UpSampling2D({ outputDtype });
 * console.log(layer.apply({ data: Uint8Array.of(7), shape: [1, 1, 1, 1] }).dtype); // float32
 */
export type OutputDType = 'same' | 'float32';

type Loose<T extends string> = T | (string & {});

/**
 * The options of the constructor. Each has a default. Names such as 'bilinear' may be in any case.
 *
 * @example
 * const config: UpSampling2DConfig = { size: [2, 3], interpolation: 'bilinear', dataFormat: 'channels_first' };
 * console.log(new UpSampling2D(config).computeOutputShape([1, 3, 4, 4])); // [ 1, 3, 8, 12 ]
 */
export interface UpSampling2DConfig<O extends OutputDType = 'same'> {
  /** The factors by which rows and columns grow: one integer of 1 or more for both, or two. Default 2. */
  readonly size?: number | Iterable<number> | undefined;
  /** 'channels_last' [N, H, W, C] or 'channels_first' [N, C, H, W]. Default: {@link imageDataFormat} at construction. */
  readonly dataFormat?: Loose<DataFormat> | null | undefined;
  /** Keras' spelling of `dataFormat`. */
  readonly data_format?: Loose<DataFormat> | null | undefined;
  /** One of {@link INTERPOLATIONS}. Default 'nearest'. */
  readonly interpolation?: Loose<Interpolation> | undefined;
  /** 'half_pixel' (default, Keras with TensorFlow 2), 'asymmetric' (TensorFlow 1, tfjs-layers) or 'align_corners'. */
  readonly coordinates?: Loose<Coordinates> | undefined;
  /**
   * Whose numbers: those of Keras on 'tensorflow' (default, bit for bit), 'jax', 'torch' or 'numpy'. One of {@link BACKENDS};
   * not every backend has every interpolation.
   */
  readonly backend?: Loose<Backend> | undefined;
  /** 'same' (default) or 'float32': unrounded results from integers, as in tf.keras. */
  readonly outputDtype?: O | undefined;
  /** Another spelling of `outputDtype`, which `getConfig` writes. */
  readonly output_dtype?: O | undefined;
  /** The layer's name. Default 'up_sampling2d', 'up_sampling2d_1' and so on. */
  readonly name?: string | null | undefined;
  /** Kept for Keras; there is nothing to train. Default true. */
  readonly trainable?: boolean | undefined;
  /** Keras' dtype policy, as a name or as Keras 3 serialises it. Kept unchanged: results follow the input. Default 'float32'. */
  readonly dtype?: string | object | null | undefined;
  /** The shape of one image, null where unknown. Kept for Keras. */
  readonly inputShape?: ArrayLike<number | null> | null | undefined;
  readonly input_shape?: ArrayLike<number | null> | null | undefined;
  /** The shape of a batch, null where unknown. Kept for Keras. */
  readonly batchInputShape?: ArrayLike<number | null> | null | undefined;
  readonly batch_input_shape?: ArrayLike<number | null> | null | undefined;
}

/** The options after all checks. @internal */
export interface Settings {
  readonly size: readonly [number, number];
  readonly dataFormat: DataFormat;
  readonly interpolation: Interpolation;
  readonly coordinates: Coordinates;
  readonly backend: Backend;
  readonly outputDtype: OutputDType;
  /** Undefined: the next of the default names. */
  readonly name: string | undefined;
  readonly trainable: boolean;
  /** The name of the policy, or what Keras serialised, as JSON. */
  readonly dtype: { readonly name: string } | { readonly json: string };
  readonly batchInputShape: readonly (number | null)[] | undefined;
}

/**
 * What `getConfig` returns: keys that every version of Keras reads. There is no batch_input_shape, because Keras 3 refuses
 * it. Keys that Keras does not know are present only if their value is not the default.
 *
 * @example
 * const config: KerasConfig = new UpSampling2D({ size: 3 }).getConfig();
 * console.log(config.size, config.interpolation); // [ 3, 3 ] nearest
 */
export interface KerasConfig {
  name: string;
  trainable: boolean;
  dtype: string | object;
  size: [number, number];
  data_format: DataFormat;
  interpolation: Interpolation;
  coordinates?: Coordinates;
  backend?: Backend;
  output_dtype?: OutputDType;
}

// Each option with its spellings.
const SPELLINGS = {
  size: ['size'],
  dataFormat: ['dataFormat', 'data_format'],
  interpolation: ['interpolation'],
  coordinates: ['coordinates'],
  backend: ['backend'],
  outputDtype: ['outputDtype', 'output_dtype'],
  name: ['name'],
  trainable: ['trainable'],
  dtype: ['dtype'],
  inputShape: ['inputShape', 'input_shape'],
  batchInputShape: ['batchInputShape', 'batch_input_shape'],
} as const;

type OptionName = keyof typeof SPELLINGS;

/**
 * The names of all backends whose numbers a layer can give.
 *
 * @example
 * console.log(BACKENDS[0]); // tensorflow
 */
export const BACKENDS: readonly Backend[] = Object.freeze(BACKEND_LIST.map(({ name }) => name));

/** The names of a backend's interpolations. @internal */
export function interpolationsOf(backend: Backend): readonly Interpolation[] {
  return BACKEND_LIST[BACKENDS.indexOf(backend)]?.interpolations ?? [];
}

const OUTPUT_DTYPES = ['same', 'float32'] as const;

const copying: readonly string[] = COPYING_INTERPOLATIONS;
const OPTIONS: readonly string[] = Object.values(SPELLINGS).flat();

/** Whether the interpolation only copies pixels. @internal */
export function onlyCopies(interpolation: Interpolation): boolean {
  return copying.includes(interpolation);
}

function factor(value: unknown, name: string): number {
  if (typeof value !== 'number') throw wrongKind('an integer of 1 or more', name, value);
  if (!Number.isInteger(value) || value < 1 || value > LARGEST_SIDE) {
    throw wrongNumber(`an integer of 1 to ${LARGEST_SIDE}`, name, value);
  }
  return value;
}

/** One factor for both axes, or any iterable of exactly two factors. The iterable is read once. @internal */
export function parseSize(value: unknown): readonly [number, number] {
  if (value === undefined) return [2, 2];
  if (typeof value === 'number') return [factor(value, 'size'), value];
  if (
    typeof value !== 'object' ||
    value === null ||
    typeof (value as Iterable<unknown>)[Symbol.iterator] !== 'function'
  ) {
    throw wrongKind('an integer or two integers', 'size', value);
  }
  const items: unknown[] = [];
  for (const item of value as Iterable<unknown>) {
    items.push(item);
    if (items.length > 2) break;
  }
  if (items.length !== 2) {
    const count = items.length > 2 ? 'more' : String(items.length);
    throw wrongNumber(`an integer or two integers (not ${count})`, 'size', items);
  }
  return [factor(items[0], 'size[0]'), factor(items[1], 'size[1]')];
}

function parseName<T extends string>(value: unknown, names: readonly T[], name: string, initial: T): T {
  if (value === undefined) return initial;
  const wanted = typeof value === 'string' ? value.toLowerCase() : undefined;
  const found = names.find((known) => known === wanted);
  if (found === undefined) throw wrongKind(oneOf(names), name, value);
  return found;
}

/** An interpolation by its name. @internal */
export function parseInterpolation(value: unknown): Interpolation {
  return parseName(value, INTERPOLATIONS, 'interpolation', 'nearest');
}

/** A coordinate mode by its name. area averages footprints of pixels, so it allows only the default. @internal */
export function parseCoordinates(value: unknown, interpolation: Interpolation): Coordinates {
  const coordinates = parseName(value, COORDINATES, 'coordinates', 'half_pixel');
  if (interpolation === 'area' && coordinates !== 'half_pixel') {
    throw wrongKind("half_pixel (interpolation 'area' has no other)", 'coordinates', value);
  }
  return coordinates;
}

// A backend by its name, which must have the interpolation.
function parseBackend(value: unknown, interpolation: Interpolation): Backend {
  const backend = parseName(value, BACKENDS, 'backend', 'tensorflow');
  const has = (name: Backend) => interpolationsOf(name).includes(interpolation);
  if (!has(backend)) {
    throw wrongKind(`${oneOf(BACKENDS.filter(has))} (Keras on ${backend} has no ${interpolation})`, 'backend', value);
  }
  return backend;
}

// Keras 3 writes { class_name: 'DTypePolicy', config: { name: 'float32' } }, and other classes for quantised layers. No
// result depends on the policy, so any policy is kept, even one that only a later Keras knows. A DTypePolicy is kept as its
// name, which is all that it has.
function parsePolicy(value: unknown): Settings['dtype'] {
  if (value === undefined || value === null) return { name: 'float32' };
  if (typeof value === 'string' && value !== '') return { name: value };
  if (typeof value !== 'object' || isList(value)) throw wrongKind("a dtype policy such as 'float32'", 'dtype', value);
  let json: string;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    throw new TypeError(expected('a dtype policy that can be written as JSON', 'dtype', value), { cause: error });
  }
  const { class_name: className, config } = JSON.parse(json);
  return className === 'DTypePolicy' && typeof config?.name === 'string' ? { name: config.name } : { json };
}

/** The dtype policy as Keras reads it: a new object each time. @internal */
export function policyOf({ dtype }: Settings): string | object {
  return 'name' in dtype ? dtype.name : JSON.parse(dtype.json);
}

function parseDimensions(value: unknown, rank: number, name: string): (number | null)[] {
  if (!isList(value)) throw wrongKind(`an array of ${rank} integers or nulls`, name, value);
  if (value.length !== rank) throw wrongNumber(`${rank} dimensions`, name, value);
  return Array.from(value, (size, i) => {
    if (size === null) return null;
    if (typeof size !== 'number') throw wrongKind('an integer or null', `${name}[${i}]`, size);
    if (!Number.isSafeInteger(size) || size < 0) throw wrongNumber('an integer of 0 or more', `${name}[${i}]`, size);
    return size;
  });
}

function parseBatchInputShape(inputShape: unknown, batchInputShape: unknown): (number | null)[] | undefined {
  const batch = batchInputShape ?? undefined;
  const fromBatch = batch === undefined ? undefined : parseDimensions(batch, 4, 'batchInputShape');
  if (inputShape === undefined || inputShape === null) return fromBatch;
  const image = parseDimensions(inputShape, 3, 'inputShape');
  if (fromBatch && image.some((size, i) => size !== fromBatch[i + 1])) {
    throw wrongNumber(`the last three of batchInputShape [${fromBatch.map(String).join(', ')}]`, 'inputShape', image);
  }
  return fromBatch ?? [null, ...image];
}

function parseLayerName(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value === '') throw wrongKind('a string that is not empty', 'name', value);
  return value;
}

let namesGiven = 0;

/** up_sampling2d, up_sampling2d_1 and so on, as Keras counts. @internal */
export function nextLayerName(): string {
  const number = namesGiven++;
  return number === 0 ? 'up_sampling2d' : `up_sampling2d_${number}`;
}

function parseTrainable(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value !== 'boolean') throw wrongKind('true or false', 'trainable', value);
  return value;
}

// One option, under either of its spellings. Both may be given if they agree.
function pick(values: Map<string, unknown>, option: OptionName, same: (a: unknown, b: unknown) => boolean): unknown {
  const [key, other] = SPELLINGS[option] as readonly [string, string?];
  const value = values.get(key);
  const otherValue = other === undefined ? undefined : values.get(other);
  if (value === undefined) return otherValue;
  if (otherValue === undefined) return value;
  if (!same(value, otherValue))
    throw wrongKind(`the same as ${key}, or only one of the two,`, other as string, otherValue);
  return value;
}

function sameText(a: unknown, b: unknown): boolean {
  return typeof a === 'string' && typeof b === 'string' ? a.toLowerCase() === b.toLowerCase() : a === b;
}

function sameDataFormat(a: unknown, b: unknown): boolean {
  return (
    a === b || (a !== null && b !== null && parseDataFormat(a, 'dataFormat') === parseDataFormat(b, 'data_format'))
  );
}

function sameList(a: unknown, b: unknown): boolean {
  return (
    a === b || (isList(a) && isList(b) && a.length === b.length && Array.from(a).every((size, i) => size === b[i]))
  );
}

/** Checks the constructor's options and fills in the defaults. @internal */
export function parseConfig(config: unknown): Settings {
  const values = readOptions(config, OPTIONS, 'UpSampling2D');
  const size = parseSize(values.get('size'));
  const format = pick(values, 'dataFormat', sameDataFormat) ?? undefined;
  const dataFormat = format === undefined ? imageDataFormat() : parseDataFormat(format, 'dataFormat');
  const interpolation = parseInterpolation(values.get('interpolation'));
  const coordinates = parseCoordinates(values.get('coordinates'), interpolation);
  const backend = parseBackend(values.get('backend'), interpolation);
  const outputDtype = parseName(pick(values, 'outputDtype', sameText), OUTPUT_DTYPES, 'outputDtype', 'same');
  const trainable = parseTrainable(values.get('trainable'));
  const dtype = parsePolicy(values.get('dtype'));
  const batchInputShape = parseBatchInputShape(
    pick(values, 'inputShape', sameList),
    pick(values, 'batchInputShape', sameList),
  );
  const name = parseLayerName(values.get('name'));
  return {
    size: Object.freeze(size),
    dataFormat,
    interpolation,
    coordinates,
    backend,
    outputDtype,
    name,
    trainable,
    dtype,
    batchInputShape: batchInputShape && Object.freeze(batchInputShape),
  };
}

/** The settings under Keras' keys. @internal */
export function toKerasConfig(settings: Settings, name: string): KerasConfig {
  const { trainable, size, dataFormat, interpolation, coordinates, backend, outputDtype } = settings;
  return {
    name,
    trainable,
    dtype: policyOf(settings),
    size: [...size],
    data_format: dataFormat,
    interpolation,
    ...(coordinates !== 'half_pixel' && { coordinates }),
    ...(backend !== 'tensorflow' && { backend }),
    ...(outputDtype !== 'same' && { output_dtype: outputDtype }),
  };
}

/** The configuration within what Keras' get_config or to_json wrote for a layer. @internal */
export function fromKerasConfig(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null || isList(entry)) {
    throw wrongKind('an object as getConfig or Keras wrote it', 'config', entry);
  }
  const className = readProperty(entry, 'class_name');
  if (className === undefined) return entry;
  if (className !== 'UpSampling2D') throw wrongKind("'UpSampling2D'", 'config.class_name', className);
  const config = readProperty(entry, 'config');
  if (typeof config !== 'object' || config === null || isList(config)) {
    throw wrongKind('an object as getConfig or Keras wrote it', 'config.config', config);
  }
  return config;
}
