// The command line: what there is to say, and how it is checked.
import colourModule from '@img/colour';
import { Command, InvalidArgumentError, Option } from 'commander';
import {
  BACKENDS,
  type Backend,
  COORDINATES,
  type Coordinates,
  DATA_FORMATS,
  type DataFormat,
  INTERPOLATIONS,
  type Interpolation,
  UpSampling2D,
  version,
} from 'upsampling2d';
import { UsageError } from './failure.js';
import { DEFAULT_FILTER, ENDINGS } from './formats.js';
import { type NameSettings, STANDARD } from './names.js';

export interface Settings extends NameSettings {
  readonly format?: string;
  readonly interpolation?: Interpolation;
  readonly coordinates: Coordinates;
  readonly linearLight: boolean;
  readonly quality?: number;
  readonly lossless: boolean;
  readonly background?: string;
  readonly dataFormat: DataFormat;
  readonly backend: Backend;
  readonly outputDtype?: 'same' | 'float32';
  readonly gradient: boolean;
  readonly array?: string;
  readonly jobs?: number;
  readonly workers?: number;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly completion?: Shell;
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const EXAMPLES = `
Examples:
  upsampling2d photo.jpg -o large.png --size 4    a photograph
  upsampling2d "shots/*.jpg" --out-dir big        many, into a folder
  upsampling2d shots -r -d big -f webp            a tree of folders, as WebP
  upsampling2d x.npy -o y.npy -i bilinear         an array, as Keras would
  curl -s "$URL" | upsampling2d - > large.jpg     from and to a pipe

Exit codes: 0 all was made, 1 something was not, 2 wrong usage, 130 Ctrl-C.`;

function integer(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected an integer of ${least} to ${most}.`);
  };
}

function factors(text: string): readonly [number, number] {
  const parts = text.split(/[,x]/);
  const [rows = Number.NaN, columns = rows] = parts.map(integer(1, 2 ** 31 - 1));
  if (parts.length > 2) throw new InvalidArgumentError('Expected one factor, or two for rows and columns.');
  return [rows, columns];
}

const lowerCase = (names: readonly string[]) => (text: string) => {
  const name = text.toLowerCase();
  if (names.includes(name)) return name;
  throw new InvalidArgumentError(`Expected ${names.join(', ')}.`);
};

function choice(flags: string, description: string, names: readonly string[]): Option {
  // In this order: choices() sets a parser of its own.
  return new Option(flags, description).choices([...names]).argParser(lowerCase(names));
}

function formatName(text: string): string {
  const name = text.toLowerCase().replace(/^\./, '');
  const format = Object.keys(ENDINGS).find((key) => key === name || ENDINGS[key]?.includes(`.${name}`));
  if (format !== undefined) return format;
  throw new InvalidArgumentError(`Expected ${Object.keys(ENDINGS).join(', ')}.`);
}

// Its types name a default export, and what it exports is the function itself.
const readColour = colourModule as unknown as typeof colourModule.default;

// As the codecs read it.
function colour(text: string): string {
  try {
    readColour(text);
    return text;
  } catch {
    throw new InvalidArgumentError('Expected a colour such as white or #204060.');
  }
}

// What an option is for, what it takes, and what it is otherwise.
function optionText({ description, argChoices, defaultValue, defaultValueDescription }: Option): string {
  const choices = argChoices === undefined ? '' : `: ${argChoices.join(', ')}`;
  const otherwise = defaultValueDescription ?? (typeof defaultValue === 'string' ? defaultValue : undefined);
  return `${description}${choices}${otherwise === undefined ? '' : ` (default ${otherwise})`}`;
}

/** The command, which help, completion and the manual page are made of. */
export function makeCommand(): Command {
  const command = new Command('upsampling2d')
    .description(
      'Enlarges pictures (JPEG, PNG, WebP, AVIF, TIFF) and NumPy arrays (.npy, .npz) by whole factors, with the filters and the numbers of Keras.',
    )
    .usage('[options] <file, folder, pattern or - (stdin)> ...')
    .argument('[inputs...]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this text')
    .optionsGroup('Results:')
    .option('-o, --output <file>', 'result of one input; - is standard output')
    .option('-d, --out-dir <folder>', 'where results go; a tree is mirrored there')
    .option('-n, --name <template>', 'like {name}@{size}x.{ext}; also {interpolation}')
    .addOption(new Option('-f, --format <format>', 'of results').choices(Object.keys(ENDINGS)).argParser(formatName))
    .option('--force', 'replace results that exist', false)
    .optionsGroup('Filter:')
    .addOption(
      new Option('-s, --size <factor>', 'whole factor, or rows,columns').argParser(factors).default([2, 2], '2'),
    )
    .addOption(
      choice('-i, --interpolation <name>', 'the filter', INTERPOLATIONS).default(
        undefined,
        `${DEFAULT_FILTER.picture} for pictures, ${DEFAULT_FILTER.array} for arrays`,
      ),
    )
    .addOption(choice('--coordinates <mode>', 'where pixels lie', COORDINATES).default('half_pixel'))
    .optionsGroup('Pictures:')
    .option('--linear-light', "filter light instead of sRGB's numbers", false)
    .addOption(new Option('--quality <1-100>', 'of JPEG (92), WebP (90), AVIF (70)').argParser(integer(1, 100)))
    .option('--lossless', 'for WebP and AVIF', false)
    .addOption(new Option('--background <colour>', 'behind transparent parts: white, #204060').argParser(colour))
    .optionsGroup('Arrays:')
    .addOption(choice('--data-format <layout>', 'the order of axes', DATA_FORMATS).default('channels_last'))
    .addOption(choice('--backend <name>', 'whose numbers', BACKENDS).default('tensorflow'))
    .addOption(choice('--output-dtype <dtype>', 'of the result', ['same', 'float32']))
    .option('--gradient', 'the gradient, of an array like a result', false)
    .option('--array <name>', 'which array of an .npz file')
    .optionsGroup('Work:')
    .option('-r, --recursive', 'look into the folders of folders', false)
    .addOption(new Option('-j, --jobs <n>', 'files at a time').argParser(integer(1, 64)))
    .addOption(new Option('--workers <n>', 'threads that filter').argParser(integer(0, 64)))
    .option('--dry-run', 'only say what would be done', false)
    .option('-q, --quiet', 'print errors only', false)
    .option('--json', 'print a report for programs', false)
    .addOption(new Option('--completion <shell>', 'script for Tab').choices([...SHELLS]))
    .addHelpText('after', EXAMPLES)
    .configureHelp({ optionDescription: optionText })
    .showHelpAfterError('upsampling2d --help lists what there is.')
    .allowExcessArguments();
  return command;
}

// What contradicts itself, each with the sentence for it.
function check(settings: Settings): void {
  const { inputs, output, outDir, name, json } = settings;
  if (inputs.length === 0)
    throw new UsageError('Expected a file, a folder, a pattern or - (upsampling2d --help lists what there is)');
  if (output !== undefined && (outDir !== undefined || name !== undefined)) {
    throw new UsageError('--output says all of the name: it goes with neither --out-dir nor --name');
  }
  if (inputs.includes(STANDARD) && inputs.length > 1)
    throw new UsageError('- stands alone: other inputs need a call of their own');
  if (inputs.includes(STANDARD) && (outDir !== undefined || name !== undefined)) {
    throw new UsageError('Standard input has no name: use --output');
  }
  const toStandard = output === STANDARD || (inputs[0] === STANDARD && output === undefined);
  if (json && toStandard)
    throw new UsageError('Standard output cannot take both the result and the report of --json: use --output');
}

/** Throws if the layer has no such filter. The package must be ready. */
export function checkFilter({ interpolation, coordinates, backend }: Settings): void {
  try {
    new UpSampling2D({ interpolation, coordinates, backend }).dispose();
  } catch (error) {
    const sentence = (error as Error).message.replace(
      / for (\w+) but received (.*) of type \w+$/,
      ' for --$1 but received $2',
    );
    throw new UsageError(sentence);
  }
}

/** Reads the command line. Throws what commander throws, or a UsageError. */
export function readSettings(args: readonly string[]): Settings {
  const command = makeCommand().exitOverride();
  command.parse(args, { from: 'user' });
  const settings: Settings = { ...command.opts<Omit<Settings, 'inputs'>>(), inputs: command.args };
  if (settings.completion === undefined) check(settings);
  return settings;
}
