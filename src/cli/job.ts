// One file: read, recognized, enlarged and written.
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type ArraySettings, ArraySource, enlargeArray, planArray } from './array.js';
import { about, Failure } from './failure.js';
import { checkFormat, checkKind } from './fitting.js';
import { DEFAULT_FILTER, formatOf, type Kind } from './formats.js';
import { type Pair, STANDARD } from './names.js';
import { isNpy } from './npy.js';
import { isZip, readNpz } from './npz.js';
import type { Settings } from './options.js';
import { checkPlace, writeResult } from './output.js';
import type { OnStage, PictureSettings } from './picture.js';

/** What became of a file. */
export interface Outcome {
  readonly kind: Kind;
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly bytes: number;
  readonly notes: readonly string[];
}

export interface JobRun {
  readonly signal: AbortSignal;
  readonly onStage: OnStage;
  readonly codecThreads: number;
}

const SNIFFED_BYTES = 8;

// As little as tells what a file is: all of standard input, which cannot be read twice, unless it is an .npy file.
type Content =
  | { readonly kind: 'npy'; readonly bytes: AsyncIterable<Uint8Array> }
  | { readonly kind: 'npz'; readonly source: string | Buffer }
  | { readonly kind: 'picture'; readonly bytes: Buffer };

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await about(file, open(file));
  try {
    const { buffer, bytesRead } = await about(file, handle.read(Buffer.alloc(SNIFFED_BYTES), 0, SNIFFED_BYTES));
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function* reading(file: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const stream = createReadStream(file, { highWaterMark: 2 ** 20 });
  try {
    for await (const part of stream) {
      signal.throwIfAborted();
      yield part;
    }
  } finally {
    stream.destroy();
  }
}

async function* joined(first: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  for (let part = await rest.next(); !part.done; part = await rest.next()) yield part.value;
}

async function standardInput(): Promise<Content> {
  const input: AsyncIterator<Buffer> = process.stdin[Symbol.asyncIterator]();
  const parts: Buffer[] = [];
  let begin = Buffer.alloc(0);
  while (begin.length < SNIFFED_BYTES) {
    const { done, value } = await input.next();
    if (done) break;
    parts.push(value);
    begin = Buffer.concat(parts);
  }
  if (begin.length === 0) throw new Failure('Standard input is empty');
  const all = joined(parts, input);
  if (isNpy(begin)) return { kind: 'npy', bytes: all };
  const bytes = await buffer(all);
  return isZip(begin) ? { kind: 'npz', source: bytes } : { kind: 'picture', bytes };
}

async function contentOf(file: string, signal: AbortSignal): Promise<Content> {
  if (file === STANDARD) return standardInput();
  const begin = await firstBytes(file);
  if (begin.length === 0) throw new Failure(`${file} is empty`);
  if (isNpy(begin)) return { kind: 'npy', bytes: reading(file, signal) };
  if (isZip(begin)) return { kind: 'npz', source: file };
  return { kind: 'picture', bytes: await about(file, readFile(file, { signal })) };
}

function arraySettings({
  size,
  interpolation,
  coordinates,
  dataFormat,
  backend,
  outputDtype,
  gradient,
}: Settings): ArraySettings {
  return {
    gradient,
    config: {
      size,
      interpolation: interpolation ?? DEFAULT_FILTER.array,
      coordinates,
      dataFormat,
      backend,
      ...(outputDtype === undefined ? {} : { outputDtype }),
    },
  };
}

function pictureSettings(settings: Settings): PictureSettings {
  const { size, interpolation, coordinates, linearLight, quality, lossless, background } = settings;
  return {
    size,
    interpolation: interpolation ?? DEFAULT_FILTER.picture,
    coordinates,
    linearLight,
    quality,
    lossless,
    background,
  };
}

const nameOf = (file: string) => (file === STANDARD ? 'standard input' : file);

async function arrayJob(
  bytes: AsyncIterable<Uint8Array>,
  { input, output }: Pair,
  settings: Settings,
  { signal, onStage }: JobRun,
): Promise<Outcome> {
  const name = nameOf(input);
  checkKind('array', name, settings);
  const format = settings.format ?? formatOf(extname(output)) ?? 'npy';
  if (format !== 'npy') throw new Failure(`${name} is an array, whose result is an .npy file and not ${output}`);
  const source = await ArraySource.open(bytes, name);
  const { shape } = source.header;
  const plan = await planArray(source, arraySettings(settings));
  const outcome = { kind: 'array', from: shape, to: plan.shape, bytes: 0, notes: [] } as const;
  if (settings.dryRun) {
    await source.close();
    return outcome;
  }
  const run = {
    signal,
    workers: settings.workers,
    onProgress: (done: number, total: number) => onStage('enlarging', done / total),
  };
  return writeResult(output, settings.force, async (sink) => {
    await enlargeArray(source, sink, plan, run);
    return { ...outcome, bytes: sink.written };
  });
}

async function pictureJob(
  bytes: Buffer,
  { input, output }: Pair,
  settings: Settings,
  { signal, onStage, codecThreads }: JobRun,
): Promise<Outcome> {
  const name = nameOf(input);
  const { enlargePicture, inspectPicture, planPicture, setCodecThreads } = await import('./picture.js');
  setCodecThreads(codecThreads);
  const info = await inspectPicture(bytes, name);
  checkKind('picture', name, settings);
  const own = info.format === 'gif' ? 'png' : info.format;
  const format = settings.format ?? formatOf(extname(output)) ?? own;
  if (format === 'npy') throw new Failure(`${name} is a picture, whose result is no .npy file`);
  checkFormat(format, name, settings);
  const plan = planPicture(info, name, format, pictureSettings(settings));
  const { width, height } = plan.result;
  const outcome = {
    kind: 'picture',
    from: [info.width, info.height],
    to: [width, height],
    bytes: 0,
    notes: plan.notes,
  } as const;
  if (settings.dryRun) return outcome;
  const encoded = await enlargePicture(bytes, plan, { signal, workers: settings.workers, onStage });
  return writeResult(output, settings.force, async (sink) => {
    await sink.write(encoded);
    return { ...outcome, bytes: sink.written };
  });
}

/** Does all of one file. Rejects with what went wrong, and then nothing was written. */
export async function runJob(pair: Pair, settings: Settings, run: JobRun): Promise<Outcome> {
  await checkPlace(pair.output, settings.force);
  const content = await contentOf(pair.input, run.signal);
  switch (content.kind) {
    case 'npy':
      return arrayJob(content.bytes, pair, settings, run);
    case 'npz':
      return arrayJob(readNpz(content.source, settings.array, nameOf(pair.input)), pair, settings, run);
    default:
      return pictureJob(content.bytes, pair, settings, run);
  }
}
