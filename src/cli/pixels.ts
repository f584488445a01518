// Pictures through the layer: opaque ones as they are, with alpha weighted by it, and in linear light if that is wanted.
import { type Coordinates, type Interpolation, UpSampling2D, upsampleImage } from 'upsampling2d';

/** Samples of a picture, row by row. An even number of channels has alpha, which is straight, as the last one. */
export interface Pixels {
  readonly data: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

export interface FilterSettings {
  readonly size: readonly [number, number];
  readonly interpolation: Interpolation;
  readonly coordinates: Coordinates;
  readonly linearLight: boolean;
}

/** How a call runs. */
export interface RunSettings {
  readonly signal: AbortSignal;
  readonly workers: number | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

const ROWS_BYTES = 2 ** 20;
const MOST = 65_535;

const isBytes = (data: Uint8Array | Uint16Array): data is Uint8Array => data.BYTES_PER_ELEMENT === 1;

function runOptions({ signal, workers, onProgress }: RunSettings) {
  return { signal, onProgress, ...(workers === undefined ? {} : { workers }) };
}

/** Enlarges into `out`, which has the samples of the result's width x height x channels. */
export async function enlargePixels(
  pixels: Pixels,
  settings: FilterSettings,
  out: Uint8Array | Uint16Array,
  run: RunSettings,
): Promise<void> {
  const { data, width, height, channels } = pixels;
  if (channels % 2 === 1 && !settings.linearLight) {
    const layer = layerFor(settings);
    try {
      await layer.applyAsync({ data, shape: [1, height, width, channels] }, { ...runOptions(run), out });
    } finally {
      layer.dispose();
    }
  } else if (isBytes(data)) {
    await enlargeRgba({ ...pixels, data }, settings, out, run);
  } else {
    await enlargeFloats(pixels, settings, out, run);
  }
}

function layerFor({ size, interpolation, coordinates }: FilterSettings): UpSampling2D {
  return new UpSampling2D({ size, interpolation, coordinates, dataFormat: 'channels_last' });
}

/** Where each of red, green, blue and alpha stands in a pixel of these channels; undefined for an alpha that is not there. */
function rgbaPlaces(channels: number): readonly (number | undefined)[] {
  const alpha = channels % 2 === 0 ? channels - 1 : undefined;
  return channels < 3 ? [0, 0, 0, alpha] : [0, 1, 2, alpha];
}

function toRgba(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 4) return data;
  const [red = 0, green = 0, blue = 0, alpha] = rgbaPlaces(channels);
  const rgba = new Uint8Array((data.length / channels) * 4);
  for (let from = 0, to = 0; from < data.length; from += channels, to += 4) {
    rgba[to] = data[from + red] as number;
    rgba[to + 1] = data[from + green] as number;
    rgba[to + 2] = data[from + blue] as number;
    rgba[to + 3] = alpha === undefined ? 255 : (data[from + alpha] as number);
  }
  return rgba;
}

function fromRgba(rgba: ArrayLike<number>, channels: number, out: Uint8Array | Uint16Array): void {
  if (channels === 4) {
    out.set(rgba);
    return;
  }
  const alpha = channels % 2 === 0;
  const colours = alpha ? channels - 1 : channels;
  for (let from = 0, to = 0; to < out.length; from += 4, to += channels) {
    for (let i = 0; i < colours; i++) out[to + i] = rgba[from + i] as number;
    if (alpha) out[to + colours] = rgba[from + 3] as number;
  }
}

async function enlargeRgba(
  { data, width, height, channels }: Pixels & { readonly data: Uint8Array },
  { size, interpolation, coordinates, linearLight }: FilterSettings,
  out: Uint8Array | Uint16Array,
  run: RunSettings,
): Promise<void> {
  const rgba = toRgba(data, channels);
  const image = { data: new Uint8ClampedArray(rgba.buffer, rgba.byteOffset, rgba.length), width, height };
  const large = await upsampleImage(image, { size, interpolation, coordinates, linearLight, ...runOptions(run) });
  fromRgba(large.data, channels, out);
}

// The curve of sRGB, as IEC 61966-2-1 defines it.
const toLight = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const fromLight = (light: number) => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);

let lights: Float32Array | undefined;

/** Each 16-bit value as a number of 0 to 1, in linear light or not. */
function decoded(value: number, linear: boolean): number {
  if (!linear) return value / MOST;
  lights ??= Float32Array.from({ length: MOST + 1 }, (_, i) => toLight(i / MOST));
  return lights[value] as number;
}

function encoded(value: number, linear: boolean): number {
  const inside = Math.min(1, Math.max(0, value));
  return Math.round((linear ? fromLight(inside) : inside) * MOST);
}

// Rows of colours weighted by their alpha.
function* weighedRows({ data, width, height, channels }: Pixels, linear: boolean): Generator<Float32Array> {
  const perRow = width * channels;
  const rows = Math.max(1, Math.floor(ROWS_BYTES / (perRow * Float32Array.BYTES_PER_ELEMENT)));
  const hasAlpha = channels % 2 === 0;
  const colours = hasAlpha ? channels - 1 : channels;
  for (let row = 0; row < height; row += rows) {
    const part = data.subarray(row * perRow, Math.min(row + rows, height) * perRow);
    const floats = new Float32Array(part.length);
    for (let at = 0; at < part.length; at += channels) {
      const alpha = hasAlpha ? (part[at + colours] as number) / MOST : 1;
      for (let i = 0; i < colours; i++) floats[at + i] = decoded(part[at + i] as number, linear) * alpha;
      if (hasAlpha) floats[at + colours] = alpha;
    }
    yield floats;
  }
}

function unweigh(floats: Float32Array, channels: number, linear: boolean, out: Uint8Array | Uint16Array): void {
  const hasAlpha = channels % 2 === 0;
  const colours = hasAlpha ? channels - 1 : channels;
  for (let at = 0; at < floats.length; at += channels) {
    const alpha = hasAlpha ? (floats[at + colours] as number) : 1;
    const weight = alpha > 0 ? 1 / alpha : 0;
    for (let i = 0; i < colours; i++) out[at + i] = encoded((floats[at + i] as number) * weight, linear);
    if (hasAlpha) out[at + colours] = encoded(alpha, false);
  }
}

// 16 bits, which half floats and bytes are too coarse for.
async function enlargeFloats(
  pixels: Pixels,
  settings: FilterSettings,
  out: Uint8Array | Uint16Array,
  run: RunSettings,
): Promise<void> {
  const { width, height, channels } = pixels;
  const layer = layerFor(settings);
  try {
    const source = weighedRows(pixels, settings.linearLight);
    let at = 0;
    const shape = [1, height, width, channels];
    for await (const rows of layer.stream(source, { shape, dtype: 'float32', ...runOptions(run) })) {
      unweigh(rows as Float32Array, channels, settings.linearLight, out.subarray(at, at + rows.length));
      at += rows.length;
    }
  } finally {
    layer.dispose();
  }
}
