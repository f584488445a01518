// A picture: decoded upright with its depth, profile and alpha, enlarged, and encoded again.
import sharp, { type Metadata, type Sharp } from 'sharp';
import { type Envelope, fits, makeEnvelope, type PixelFormat } from './envelope.js';
import { Failure } from './failure.js';
import { TITLES } from './formats.js';
import { enlargePixels, type FilterSettings, type Pixels, type RunSettings } from './pixels.js';
import { hasCurveOfSrgb, profileName } from './profile.js';

export interface PictureSettings extends FilterSettings {
  readonly quality: number | undefined;
  readonly lossless: boolean;
  readonly background: string | undefined;
}

/** What is known of a picture before its pixels are read. */
export interface PictureInfo {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly bits: 8 | 16;
  readonly grey: boolean;
  readonly alpha: boolean;
  readonly profile: Buffer | undefined;
  readonly density: number | undefined;
  /** Where its colours are others, a sentence. */
  readonly notes: readonly string[];
}

/** Called as a picture passes from one stage to the next, with how much of the work is done, from 0 to 1. */
export type OnStage = (stage: string, done: number) => void;

/** What becomes of a picture. */
export interface PicturePlan {
  readonly info: PictureInfo;
  readonly name: string;
  readonly format: string;
  readonly settings: PictureSettings;
  readonly result: PixelFormat;
  /** What the user should know, in sentences. */
  readonly notes: readonly string[];
}

// About how much of the time the stages take.
const DECODED = 0.1;
const FILTERED = 0.5;

const QUALITY: Readonly<Record<string, number>> = { jpeg: 92, webp: 90, avif: 70 };

const LONGEST_SIDE: Readonly<Record<string, number>> = { jpeg: 65_535, webp: 16_383, avif: 65_536 };

const GREY = /^(b-w|grey16)$/;
const RGB = /^(srgb|rgb|rgb16)$/;

/** Spreads work over files instead of within one, when there are several. */
export function setCodecThreads(count: number): void {
  sharp.cache(false);
  sharp.concurrency(count);
}

// Sizes are checked here, against what the result takes.
function open(bytes: Uint8Array): Sharp {
  return sharp(bytes, { limitInputPixels: false });
}

async function decoding<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const message = String((error as Error).message).split('\n')[0] ?? '';
    if (/unsupported image format/.test(message)) {
      throw new Failure(`${name} is neither a picture nor an array that this command reads`);
    }
    throw new Failure(`${name} cannot be decoded: ${message}`);
  }
}

function refusal({ format, pages = 1, depth }: Metadata): string | undefined {
  if (format === 'svg') return 'is a drawing without pixels, which needs no enlarging';
  if (pages > 1) {
    const animated = format === 'gif' || format === 'webp' || format === 'png';
    return animated
      ? `is animated (${pages} frames), and only still pictures are enlarged`
      : `has ${pages} pages, and only files with one are enlarged`;
  }
  if (depth !== 'uchar' && depth !== 'ushort') return `has samples of the type ${depth}: save it as an .npy array`;
  return undefined;
}

/** Reads what a picture is, and refuses those that cannot be enlarged. */
export async function inspectPicture(bytes: Uint8Array, name: string): Promise<PictureInfo> {
  const found = await decoding(name, open(bytes).metadata());
  const refused = refusal(found);
  if (refused) throw new Failure(`${name} ${refused}`);
  const { space = 'srgb', icc, density } = found;
  const grey = GREY.test(space);
  const kept = grey || RGB.test(space);
  return {
    format: found.format === 'heif' ? 'avif' : (found.format ?? ''),
    width: found.autoOrient.width,
    height: found.autoOrient.height,
    bits: found.depth === 'ushort' ? 16 : 8,
    grey,
    alpha: found.hasAlpha ?? false,
    profile: kept ? icc : undefined,
    density,
    notes: kept ? [] : [`its colours were converted from ${space} to sRGB`],
  };
}

function checkResult(result: PixelFormat, format: string, name: string): void {
  const { width, height } = result;
  const longest = LONGEST_SIDE[format];
  if (longest !== undefined && Math.max(width, height) > longest) {
    throw new Failure(
      `The result of ${name} would have ${width} x ${height} pixels, and ${TITLES[format]} has at most ${longest} a side`,
    );
  }
  if (!fits(result)) {
    throw new Failure(
      `The result of ${name} would have ${width} x ${height} pixels, and pictures of over 4 GB cannot be encoded`,
    );
  }
}

const spaceOf = (grey: boolean, bits: number) => (bits === 16 ? (grey ? 'grey16' : 'rgb16') : grey ? 'b-w' : 'srgb');

const channelsOf = ({ grey, alpha }: PictureInfo) => (grey ? 1 : 3) + (alpha ? 1 : 0);

const sixteenBits = (data: Buffer) => new Uint16Array(data.buffer, data.byteOffset, data.length / 2);

// Red, which is the same as green and blue, and alpha.
function greyOf(rgba: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: rgba.length / 2 }, (_, i) => rgba[4 * (i >> 1) + 3 * (i & 1)] as number);
}

async function decode(bytes: Uint8Array, info: PictureInfo, name: string): Promise<Pixels> {
  const { grey, bits } = info;
  const channels = channelsOf(info);
  const upright = open(bytes).autoOrient();
  // Of 8 bits, the codecs give grey away without its alpha.
  const space = channels === 2 && bits === 8 ? 'srgb' : spaceOf(grey, bits);
  const image = (info.profile ? upright.keepIccProfile() : upright).toColourspace(space);
  const raw = image.raw({ depth: bits === 16 ? 'ushort' : 'uchar' });
  const { data, info: found } = await decoding(name, raw.toBuffer({ resolveWithObject: true }));
  const { width, height } = found;
  if (bits === 16) return { data: sixteenBits(data), width, height, channels };
  return { data: found.channels === channels ? data : greyOf(data), width, height, channels };
}

function encoderFor(image: Sharp, format: string, { quality, lossless }: PictureSettings): Sharp {
  const grade = { quality: quality ?? QUALITY[format] ?? 90 };
  switch (format) {
    case 'jpeg':
      // Codes for the picture at hand would save 4 % of the file, and take twice the time and the whole picture's memory.
      return image.jpeg({
        ...grade,
        chromaSubsampling: grade.quality >= 90 ? '4:4:4' : '4:2:0',
        optimiseCoding: false,
      });
    case 'webp':
      return image.webp({ ...grade, lossless });
    case 'avif':
      return image.avif({ ...grade, lossless });
    case 'tiff':
      return image.tiff({ compression: 'lzw', predictor: 'horizontal' });
    default:
      return image.png();
  }
}

async function encode({ file }: Envelope, { info, format, settings }: PicturePlan): Promise<Uint8Array> {
  const { bits, grey, alpha, density } = info;
  const deep = bits === 16 && (format === 'png' || format === 'tiff');
  let image = open(file).keepIccProfile();
  if (density !== undefined) image = image.withDensity(density);
  if (alpha && settings.background !== undefined) image = image.flatten({ background: settings.background });
  image = image.toColourspace(spaceOf(grey, deep ? 16 : 8));
  return encoderFor(image, format, settings).toBuffer();
}

/** What the user should know of the result beside what is known of the input. */
function notesFor(info: PictureInfo, format: string, { linearLight }: PictureSettings): string[] {
  const notes = [...info.notes];
  if (info.bits === 16 && format !== 'png' && format !== 'tiff')
    notes.push(`its 16 bits became 8 in ${TITLES[format]}`);
  if (linearLight && !hasCurveOfSrgb(info.profile)) {
    const profile = profileName(info.profile as Buffer) ?? 'its profile';
    notes.push(`light was computed with the curve of sRGB, not that of ${profile}`);
  }
  return notes;
}

/** Says what becomes of a picture, before its pixels are read. Throws if nothing can. */
export function planPicture(info: PictureInfo, name: string, format: string, settings: PictureSettings): PicturePlan {
  if (info.alpha && format === 'jpeg' && settings.background === undefined) {
    throw new Failure(`${name} has transparent parts, which JPEG cannot keep: choose another format or a --background`);
  }
  const [rows, columns] = settings.size;
  const result = {
    width: info.width * columns,
    height: info.height * rows,
    channels: channelsOf(info),
    bits: info.bits,
  };
  checkResult(result, format, name);
  return { info, name, format, settings, result, notes: notesFor(info, format, settings) };
}

/** Enlarges a picture. Resolves with a whole file of the format. */
export async function enlargePicture(
  bytes: Uint8Array,
  plan: PicturePlan,
  run: Omit<RunSettings, 'onProgress'> & { readonly onStage: OnStage },
): Promise<Uint8Array> {
  const { info, name, settings, result } = plan;
  const { onStage } = run;
  onStage('decoding', 0);
  const pixels = await decode(bytes, info, name);
  run.signal.throwIfAborted();
  const envelope = makeEnvelope({ ...result, profile: info.profile });
  onStage('enlarging', DECODED);
  await enlargePixels(pixels, settings, envelope.pixels, {
    ...run,
    onProgress: (done, total) => onStage('enlarging', DECODED + (FILTERED - DECODED) * (done / total)),
  });
  onStage('encoding', FILTERED);
  const encoded = await encode(envelope, plan);
  run.signal.throwIfAborted();
  return encoded;
}
