// The code that repeats the current settings.
import { hasCoordinates, type Settings } from './settings.ts';

export const DIALECTS = ['Picture', 'Tensor', 'Keras'] as const;
export type Dialect = (typeof DIALECTS)[number];

function optionLines({ rows, cols, interpolation, coordinates }: Settings): string[] {
  const lines = [`size: ${rows === cols ? rows : `[${rows}, ${cols}]`}`, `interpolation: '${interpolation}'`];
  if (coordinates !== 'half_pixel' && hasCoordinates(interpolation)) lines.push(`coordinates: '${coordinates}'`);
  return lines;
}

const block = (lines: string[]) => lines.map((line) => `  ${line},\n`).join('');

function pictureCode(settings: Settings): string {
  const lines = optionLines(settings);
  if (settings.linearLight) lines.push('linearLight: true');
  return `import { init, upsampleImageData } from 'upsampling2d';

await init();
const enlarged = upsampleImageData(imageData, {
${block(lines)}});
`;
}

function tensorCode(settings: Settings, width: number, height: number): string {
  return `import { UpSampling2D } from 'upsampling2d';

const layer = await UpSampling2D.create({
${block(optionLines(settings))}});
const { data, shape } = layer.apply({ data: pixels, shape: [1, ${height}, ${width}, 4] });
`;
}

function kerasCode({ rows, cols, interpolation, coordinates }: Settings): string {
  const size = rows === cols ? `${rows}` : `(${rows}, ${cols})`;
  const call = `layer = keras.layers.UpSampling2D(size=${size}, interpolation='${interpolation}')\n`;
  const other = coordinates !== 'half_pixel' && hasCoordinates(interpolation);
  return `import keras\n\n${other ? `# Keras computes half_pixel; it has no ${coordinates}.\n` : ''}${call}`;
}

export function snippet(dialect: Dialect, settings: Settings, width: number, height: number): string {
  if (dialect === 'Picture') return pictureCode(settings);
  return dialect === 'Tensor' ? tensorCode(settings, width, height) : kerasCode(settings);
}
