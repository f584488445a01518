// The classes of layers by which models are loaded, made for the copy of TensorFlow.js that loads them.

import { wrongKind, wrongNumber } from '../errors.js';
import { COORDINATES, type Coordinates, DATA_FORMATS, type DataFormat } from '../index.js';
import { checkedSettings, type Settings } from './settings.js';
import type { Engine, LayerBase, LayerBaseClass, TensorInfo } from './tensorflow.js';
import type { Upsample } from './upsample.js';

type Config = Record<string, unknown>;
type Side = number | null;

/** What the layers of one class compute. Settings are plain data. */
interface Kind<S> {
  read(config: Config): S;
  /** The options as getConfig has them. */
  write(settings: S): Config;
  /** By how much each axis grows. */
  factors(settings: S): number[];
  call(settings: S, x: TensorInfo): TensorInfo;
}

/** What TensorFlow.js calls the class, and what it is registered under. @internal */
export type LayerClass = (new (config?: Config) => LayerBase) & { readonly className: string };

// The types of tensors. Keras' policies name others, in which TensorFlow.js cannot compute.
const TENSOR_DTYPES = ['float32', 'int32', 'bool'];

// 'float32', or what Keras 3 writes: { class_name: 'DTypePolicy', config: { name: 'float32' } }.
function dtypeOf(policy: unknown): string | undefined {
  if (policy === undefined || policy === null) return undefined;
  const name = (policy as { config?: { name?: unknown } }).config?.name ?? policy;
  return TENSOR_DTYPES.find((dtype) => dtype === name) ?? 'float32';
}

// TensorFlow.js turns the text of models into camel case: channelsLast, halfPixel.
const camelCase = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

// The name that a text in any case, camel or not, stands for. Any other value is left for the package to refuse.
function named(value: unknown, names: readonly string[]): unknown {
  const plain = (text: string) => text.toLowerCase().replaceAll('_', '');
  return typeof value === 'string' ? (names.find((name) => plain(name) === plain(value)) ?? value) : value;
}

const dataFormatOf = (config: Config) => named(config.dataFormat ?? config.data_format ?? undefined, DATA_FORMATS);

function makeClass<S>(Base: LayerBaseClass, name: string, kind: Kind<S>): LayerClass {
  return class extends Base {
    static readonly className = name;
    readonly #settings: S;

    constructor(config: Config = {}) {
      const settings = kind.read(config);
      super({ ...config, dtype: dtypeOf(config.dtype) });
      this.#settings = settings;
      this.inputSpec = [{ ndim: kind.factors(settings).length }];
    }

    computeOutputShape(shapes: Side[] | Side[][]): Side[] {
      const factors = kind.factors(this.#settings);
      const shape = (Array.isArray(shapes[0]) ? shapes[0] : shapes) as Side[];
      return shape.map((side, axis) => (side === null ? null : side * (factors[axis] as number)));
    }

    call(inputs: TensorInfo | TensorInfo[]): TensorInfo {
      return kind.call(this.#settings, Array.isArray(inputs) ? (inputs[0] as TensorInfo) : inputs);
    }

    override getConfig(): Config {
      return { ...super.getConfig(), ...kind.write(this.#settings) };
    }
  };
}

// Keras' UpSampling2D. `initial` are the coordinates of configurations that name none.
function images(upsample: Upsample, initial: Coordinates): Kind<Settings> {
  return {
    read(config) {
      const interpolation = config.interpolation ?? undefined;
      // area has no other coordinates than half-pixel ones.
      const coordinates = interpolation === 'area' ? undefined : initial;
      return checkedSettings({
        size: config.size ?? undefined,
        interpolation,
        dataFormat: dataFormatOf(config),
        coordinates: named(config.coordinates ?? coordinates, COORDINATES),
      });
    },
    write({ size, interpolation, dataFormat, coordinates }) {
      const usual = coordinates === 'half_pixel' && initial === coordinates;
      const known = { size: [...size], interpolation, dataFormat: camelCase(dataFormat) };
      // Keras does not know the key, so it is there only if it says something.
      return usual ? known : { ...known, coordinates: camelCase(coordinates) };
    },
    factors: ({ size, dataFormat }) => (dataFormat === 'channels_last' ? [1, ...size, 1] : [1, 1, ...size]),
    call: (settings, x) => upsample(x, settings),
  };
}

// A list of whole factors from a number or a list.
function readFactors(size: unknown, count: number): number[] {
  const sizes = Array.isArray(size) ? size : new Array(count).fill(size ?? 2);
  if (sizes.length !== count) throw wrongNumber(`${count} factors`, 'size', size);
  return sizes.map((factor, i) => {
    if (typeof factor !== 'number') throw wrongKind('a number', `size[${i}]`, factor);
    if (!Number.isInteger(factor) || factor < 1) throw wrongNumber('an integer of 1 or more', `size[${i}]`, factor);
    return factor;
  });
}

// Repeats pixels of a tensor that is seen as [batch, rows, cols, channels].
function repeated(
  upsample: Upsample,
  engine: Engine,
  x: TensorInfo,
  shape: number[],
  size: [number, number],
): TensorInfo {
  const image = engine.runKernel('Reshape', { x }, { shape });
  return upsample(image, { size, dataFormat: 'channels_last', interpolation: 'nearest', coordinates: 'half_pixel' });
}

// Keras' UpSampling1D: repeats every step of [batch, steps, features].
function steps(upsample: Upsample, engine: Engine): Kind<number> {
  return {
    read: ({ size }) => readFactors(size, 1)[0] as number,
    write: (size) => ({ size }),
    factors: (size) => [1, size, 1],
    call(size, x) {
      const [n, t, c] = x.shape as [number, number, number];
      const y = repeated(upsample, engine, x, [n, t, 1, c], [size, 1]);
      return engine.runKernel('Reshape', { x: y }, { shape: [n, t * size, c] });
    },
  };
}

interface Volume {
  readonly size: number[];
  readonly dataFormat: DataFormat;
}

// Keras' UpSampling3D: repeats the voxels of [batch, depth, rows, cols, channels], or of planes of one channel.
function volumes(upsample: Upsample, engine: Engine): Kind<Volume> {
  return {
    read: (config) => ({
      size: readFactors(config.size, 3),
      dataFormat: checkedSettings({ dataFormat: dataFormatOf(config) }).dataFormat,
    }),
    write: ({ size, dataFormat }) => ({ size, dataFormat: camelCase(dataFormat) }),
    factors: ({ size, dataFormat }) => (dataFormat === 'channels_last' ? [1, ...size, 1] : [1, 1, ...size]),
    call({ size, dataFormat }, x) {
      const [fd, fh, fw] = size as [number, number, number];
      const [n, a, b, c, e] = x.shape as [number, number, number, number, number];
      const [batch, depth, rows, cols, channels] =
        dataFormat === 'channels_last' ? [n, a, b, c, e] : [n * a, b, c, e, 1];
      const slices = repeated(upsample, engine, x, [batch * depth, rows, cols, channels], [fh, fw]);
      const stack = [batch, depth, rows * fh * cols * fw, channels];
      const y = repeated(upsample, engine, slices, stack, [fd, 1]);
      const shape = dataFormat === 'channels_last' ? [n, a * fd, b * fh, c * fw, e] : [n, a, b * fd, c * fh, e * fw];
      return engine.runKernel('Reshape', { x: y }, { shape });
    },
  };
}

/** The three classes, by their names. @internal */
export function makeLayers(
  Base: LayerBaseClass,
  engine: Engine,
  upsample: Upsample,
  coordinates: Coordinates,
): Record<LayerName, LayerClass> {
  return {
    UpSampling1D: makeClass(Base, 'UpSampling1D', steps(upsample, engine)),
    UpSampling2D: makeClass(Base, 'UpSampling2D', images(upsample, coordinates)),
    UpSampling3D: makeClass(Base, 'UpSampling3D', volumes(upsample, engine)),
  };
}

/** @internal */
export type LayerName = 'UpSampling1D' | 'UpSampling2D' | 'UpSampling3D';
