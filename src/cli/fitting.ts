// Options that say something of some files alone: of arrays, of pictures, or of pictures in some formats.
import { Failure } from './failure.js';
import { type Kind, TITLES } from './formats.js';
import type { Settings } from './options.js';

type Given = Readonly<Record<string, boolean>>;

const found = (strange: Given) => Object.keys(strange).find((option) => strange[option]);

function strangeTo(kind: Kind, settings: Settings): Given {
  const { gradient, array, outputDtype, backend, dataFormat, linearLight, background, lossless, quality } = settings;
  if (kind === 'picture') {
    return {
      '--gradient': gradient,
      '--array': array !== undefined,
      '--output-dtype': outputDtype !== undefined,
      '--backend': backend !== 'tensorflow',
      '--data-format': dataFormat !== 'channels_last',
    };
  }
  return {
    '--linear-light': linearLight,
    '--background': background !== undefined,
    '--lossless': lossless,
    '--quality': quality !== undefined,
  };
}

/** Throws if an option is for the other kind of file. */
export function checkKind(kind: Kind, name: string, settings: Settings): void {
  const option = found(strangeTo(kind, settings));
  if (option === undefined) return;
  throw new Failure(`${name} is ${kind === 'picture' ? 'a picture' : 'an array'}, for which there is no ${option}`);
}

/** Throws if an option is for pictures of other formats than that of the result. */
export function checkFormat(format: string, name: string, { quality, lossless }: Settings): void {
  const option = found({
    '--quality': quality !== undefined && !['jpeg', 'webp', 'avif'].includes(format),
    '--lossless': lossless && !['webp', 'avif'].includes(format),
  });
  if (option === undefined) return;
  throw new Failure(`The result of ${name} is ${TITLES[format]}, for which there is no ${option}`);
}
