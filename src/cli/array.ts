// An array of NumPy through the layer: rows are read, enlarged and written as they come, so that few are in memory.
import {
  type DataFormat,
  type DType,
  type OutputDType,
  type TensorData,
  UpSampling2D,
  type UpSampling2DConfig,
} from 'upsampling2d';
import { Failure } from './failure.js';
import { formatNpy, type NpyHeader, parseNpy, swapBytes } from './npy.js';
import type { Sink } from './output.js';
import type { RunSettings } from './pixels.js';

/** A layer with any of the dtypes of results. */
export type Layer = UpSampling2D<OutputDType>;

export interface ArraySettings {
  readonly config: UpSampling2DConfig<OutputDType>;
  readonly gradient: boolean;
}

/** What becomes of an array. */
export interface ArrayPlan extends ArraySettings {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

// Gradients are computed some planes at a time.
const PIECE_BYTES = 2 ** 26;

const bytesOf = (data: TensorData) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** The bytes of an .npy file, behind its header. */
export class ArraySource {
  readonly name: string;
  readonly header: NpyHeader;
  readonly #first: Buffer;
  readonly #rest: AsyncIterator<Uint8Array>;

  private constructor(name: string, header: NpyHeader, first: Buffer, rest: AsyncIterator<Uint8Array>) {
    this.name = name;
    this.header = header;
    this.#first = first;
    this.#rest = rest;
  }

  static async open(file: AsyncIterable<Uint8Array>, name: string): Promise<ArraySource> {
    const rest = file[Symbol.asyncIterator]();
    let bytes: Buffer = Buffer.alloc(0);
    for (;;) {
      const header = parseNpy(bytes, name);
      if (header) return new ArraySource(name, header, bytes.subarray(header.length), rest);
      const { done, value } = await rest.next();
      if (done) throw new Failure(`${name} ends within its header`);
      bytes = Buffer.concat([bytes, value]);
    }
  }

  async close(): Promise<void> {
    await this.#rest.return?.();
  }

  /** All bytes of elements, in the byte order of this machine. Throws at the end if they are too few, or too many. */
  async *bytes(): AsyncGenerator<Buffer> {
    const { bigEndian, bytes: size } = this.header;
    let left: Buffer = Buffer.alloc(0);
    for await (const part of this.#parts()) {
      if (!bigEndian || size === 1) {
        yield part;
        continue;
      }
      const all = Buffer.concat([left, part]);
      const whole = all.length - (all.length % size);
      left = all.subarray(whole);
      yield swapBytes(all.subarray(0, whole), size);
    }
  }

  async *#parts(): AsyncGenerator<Buffer> {
    const { shape, bytes } = this.header;
    let left = countOf(shape) * bytes;
    let part: Uint8Array = this.#first;
    for (;;) {
      left -= part.length;
      if (left < 0) throw this.#damaged('goes on after');
      if (part.length > 0) yield Buffer.from(part.buffer, part.byteOffset, part.byteLength);
      const { done, value } = await this.#rest.next();
      if (done) break;
      part = value;
    }
    if (left > 0) throw this.#damaged('ends before');
  }

  #damaged(what: string): Failure {
    return new Failure(`${this.name} is damaged: it ${what} its last element`);
  }
}

const countOf = (shape: readonly number[]) => shape.reduce((count, side) => count * side, 1);

// The shape of the result. Forward, it is the larger one.
function resultShape({ name, header }: ArraySource, layer: Layer, gradient: boolean): number[] {
  const { shape } = header;
  if (!gradient) return layer.computeOutputShape(shape) as number[];
  const [first, second] = layer.dataFormat === 'channels_last' ? [1, 2] : [2, 3];
  const factors = shape.map((_, axis) => (axis === first ? layer.size[0] : axis === second ? layer.size[1] : 1));
  if (shape.some((side, axis) => side % (factors[axis] ?? 1) !== 0)) {
    throw new Failure(
      `${name} has the shape (${shape.join(', ')}), which the factors ${layer.size.join(', ')} do not give`,
    );
  }
  return shape.map((side, axis) => side / (factors[axis] ?? 1));
}

// The dtype of results follows from rules of the layer, which one element shows.
function resultDtype(layer: Layer, { dtype, bytes }: NpyHeader, gradient: boolean): DType {
  const { size, dataFormat } = layer;
  const side = gradient ? size : [1, 1];
  const shape = dataFormat === 'channels_last' ? [1, ...side, 1] : [1, 1, ...side];
  const data = new Uint8Array(countOf(shape) * bytes);
  const tensor = { data: typed(data, dtype), shape, dtype };
  return (gradient ? layer.gradient(tensor) : layer.apply(tensor)).dtype;
}

const ARRAYS: Readonly<Record<string, new (buffer: ArrayBuffer) => TensorData>> = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
};

function typed(bytes: Uint8Array<ArrayBuffer>, dtype: DType): TensorData {
  const Elements = ARRAYS[dtype] as new (buffer: ArrayBuffer) => TensorData;
  return new Elements(bytes.buffer);
}

async function* forward(source: ArraySource, layer: Layer, run: RunSettings): AsyncGenerator<Uint8Array> {
  const { shape, dtype } = source.header;
  const { signal, workers, onProgress } = run;
  const options = { shape, dtype, signal, onProgress, ...(workers === undefined ? {} : { workers }) };
  for await (const rows of layer.stream(source.bytes(), options)) yield bytesOf(rows);
}

/** Takes exactly as many bytes as are asked for. */
class Pieces {
  readonly #parts: AsyncGenerator<Buffer>;
  #left: Buffer = Buffer.alloc(0);

  constructor(source: ArraySource) {
    this.#parts = source.bytes();
  }

  async take(count: number): Promise<Uint8Array<ArrayBuffer>> {
    const piece = new Uint8Array(count);
    for (let at = 0; at < count; ) {
      // The source throws where it ends too early.
      if (this.#left.length === 0) this.#left = (await this.#parts.next()).value as Buffer;
      const part = this.#left.subarray(0, count - at);
      piece.set(part, at);
      at += part.length;
      this.#left = this.#left.subarray(part.length);
    }
    return piece;
  }

  /** To be called after the last piece: lets the source see its end. */
  async finish(): Promise<void> {
    await this.#parts.next();
  }
}

// Pictures of a batch, and planes of channels_first, are independent of each other.
function piecesOf(shape: readonly number[], dataFormat: DataFormat, elementBytes: number): number[][] {
  const [batch = 0, ...sides] = shape;
  const planes = dataFormat === 'channels_first' ? batch * (sides[0] ?? 0) : batch;
  const plane = dataFormat === 'channels_first' ? [1, ...sides.slice(1)] : sides;
  if (countOf(shape) === 0) return [];
  const most = Math.max(1, Math.floor(PIECE_BYTES / (countOf(plane) * elementBytes)));
  return Array.from({ length: Math.ceil(planes / most) }, (_, i) => [Math.min(most, planes - i * most), ...plane]);
}

async function* backward(source: ArraySource, layer: Layer, run: RunSettings): AsyncGenerator<Uint8Array> {
  const { header } = source;
  const { dtype, bytes } = header;
  const { signal, workers, onProgress } = run;
  const input = new Pieces(source);
  const shapes = piecesOf(header.shape, layer.dataFormat, bytes);
  for (const [i, shape] of shapes.entries()) {
    const data = typed(await input.take(countOf(shape) * bytes), dtype);
    const options = { signal, ...(workers === undefined ? {} : { workers }) };
    const dx = await layer.gradientAsync({ data, shape, dtype }, options);
    onProgress(i + 1, shapes.length);
    yield bytesOf(dx.data);
  }
  await input.finish();
}

/** Says what becomes of an array, before its elements are read. Throws if nothing can, and closes the source. */
export async function planArray(source: ArraySource, settings: ArraySettings): Promise<ArrayPlan> {
  const { config, gradient } = settings;
  const layer: Layer = new UpSampling2D(config);
  try {
    return {
      ...settings,
      shape: resultShape(source, layer, gradient),
      dtype: resultDtype(layer, source.header, gradient),
    };
  } catch (error) {
    await source.close();
    throw error;
  } finally {
    layer.dispose();
  }
}

/** Enlarges an array, or computes the gradient of one. Closes the source. */
export async function enlargeArray(source: ArraySource, sink: Sink, plan: ArrayPlan, run: RunSettings): Promise<void> {
  const { config, gradient, dtype, shape } = plan;
  const layer: Layer = new UpSampling2D(config);
  try {
    await sink.write(formatNpy(dtype, shape));
    const rows = (gradient ? backward : forward)(source, layer, run);
    for await (const bytes of rows) await sink.write(bytes);
  } finally {
    layer.dispose();
    await source.close();
  }
}
