// The global default of dataFormat, as Keras has it: read once from keras.json, changeable at run time.
import { readKerasDataFormat } from '#load';
import { oneOf, wrongKind } from './errors.js';

/**
 * The two layouts of an image tensor: [N, H, W, C] and [N, C, H, W].
 *
 * @example
 * console.log(DATA_FORMATS.join()); // channels_last,channels_first
 */
export const DATA_FORMATS = ['channels_last', 'channels_first'] as const;

/**
 * 'channels_last' or 'channels_first'.
 *
 * @example
 * const dataFormat: DataFormat = 'channels_first';
 * console.log(new UpSampling2D({ dataFormat }).dataFormat); // channels_first
 */
export type DataFormat = (typeof DATA_FORMATS)[number];

const ALIASES = new Map<string, DataFormat>([
  ...DATA_FORMATS.map((format) => [format, format] as const),
  ['channelslast', 'channels_last'],
  ['channelsfirst', 'channels_first'],
]);

let current: DataFormat | undefined;

/** A data format from its name in any case; 'channelsFirst' and 'channelsLast' are aliases. @internal */
export function parseDataFormat(value: unknown, name: string): DataFormat {
  const format = typeof value === 'string' ? ALIASES.get(value.toLowerCase()) : undefined;
  if (!format) throw wrongKind(oneOf(DATA_FORMATS), name, value);
  return format;
}

// As in Keras, the file's value must be one of the names as they are.
function parseSetting(value: unknown, file: string): DataFormat {
  if (value === 'channels_last' || value === 'channels_first') return value;
  throw wrongKind(oneOf(DATA_FORMATS), `image_data_format in ${file}`, value);
}

/**
 * The data format of layers that are built without one: Keras' global default.
 *
 * Node, Bun and Deno read it when it is first needed, from `keras.json` in the folder that the environment variable
 * `KERAS_HOME` names, or else in `.keras` under the home folder. Without such a file, and in browsers, it is
 * 'channels_last'.
 *
 * @throws TypeError when keras.json names a format that is neither of the two.
 * @example
 * console.log(imageDataFormat()); // channels_last
 */
export function imageDataFormat(): DataFormat {
  current ??= readKerasDataFormat(parseSetting) ?? 'channels_last';
  return current;
}

/**
 * Sets the data format of layers that are built without one from now on. Layers that exist keep theirs.
 *
 * @param format 'channels_last' or 'channels_first', in any case.
 * @throws TypeError for anything else.
 * @example
 * setImageDataFormat('channels_first');
 * console.log(new UpSampling2D().dataFormat); // channels_first
 */
export function setImageDataFormat(format: DataFormat): void {
  current = parseDataFormat(format, 'format');
}
