// Pixels with their colour profile, as the codecs take them: a TIFF without compression, written around the pixels in place.
// Codecs give pixels away bare, and take a profile back only inside a file.

export interface PixelFormat {
  readonly width: number;
  readonly height: number;
  /** 1 or 3, and one more with alpha. */
  readonly channels: number;
  readonly bits: 8 | 16;
}

export interface EnvelopeOptions extends PixelFormat {
  readonly profile?: Uint8Array | undefined;
}

export interface Envelope {
  /** The whole file. */
  readonly file: Buffer;
  /** The place of the pixels in it: width x height x channels samples. */
  readonly pixels: Uint8Array | Uint16Array;
}

const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
const LARGEST = 2 ** 32 - 2 ** 24;
// Readers hold a strip at a time.
const STRIP_BYTES = 2 ** 20;

const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;

// Little-endian, as the machines are whose typed arrays the pixels are.
class Tags {
  readonly #entries: { tag: number; type: number; count: number; value: number }[] = [];
  readonly #blobs: Buffer[] = [];
  #end: number;

  constructor(start: number) {
    this.#end = start;
  }

  number(tag: number, type: number, value: number): void {
    this.small(tag, type, 1, value);
  }

  /** Values that have room in the entry. */
  small(tag: number, type: number, count: number, value: number): void {
    this.#entries.push({ tag, type, count, value });
  }

  /** Values that lie elsewhere in the file. */
  blob(tag: number, type: number, count: number, bytes: Buffer): void {
    this.#entries.push({ tag, type, count, value: this.#end });
    this.#blobs.push(bytes, Buffer.alloc(bytes.length % 2));
    this.#end += bytes.length + (bytes.length % 2);
  }

  /** What comes after the pixels, and where the directory begins. */
  finish(): { rest: Buffer; directory: number } {
    const entries = this.#entries.sort((a, b) => a.tag - b.tag);
    const directory = Buffer.alloc(2 + entries.length * ENTRY_BYTES + 4);
    directory.writeUInt16LE(entries.length, 0);
    for (const [i, { tag, type, count, value }] of entries.entries()) {
      const at = 2 + i * ENTRY_BYTES;
      directory.writeUInt16LE(tag, at);
      directory.writeUInt16LE(type, at + 2);
      directory.writeUInt32LE(count, at + 4);
      directory.writeUInt32LE(value, at + 8);
    }
    return { rest: Buffer.concat([...this.#blobs, directory]), directory: this.#end };
  }
}

const shorts = (values: readonly number[]) => Buffer.from(Uint16Array.from(values).buffer);
const longs = (values: readonly number[]) => Buffer.from(Uint32Array.from(values).buffer);

// Where each strip begins and how many bytes it has. One strip's value stands in the entry itself.
function addStrips(tags: Tags, height: number, rowBytes: number): void {
  const rows = Math.min(height, Math.max(1, Math.floor(STRIP_BYTES / rowBytes)));
  const count = Math.ceil(height / rows);
  const begins = Array.from({ length: count }, (_, i) => HEADER_BYTES + i * rows * rowBytes);
  const lengths = begins.map((_, i) => Math.min(rows, height - i * rows) * rowBytes);
  tags.number(278, LONG, rows);
  if (count === 1) {
    tags.number(273, LONG, HEADER_BYTES);
    tags.number(279, LONG, height * rowBytes);
  } else {
    tags.blob(273, LONG, count, longs(begins));
    tags.blob(279, LONG, count, longs(lengths));
  }
}

/** How many bytes the pixels take, and whether a file around them can be. */
export function fits({ width, height, channels, bits }: PixelFormat): boolean {
  return (width * height * channels * bits) / 8 <= LARGEST;
}

/** A file around pixels that are still to be written. */
export function makeEnvelope(options: EnvelopeOptions): Envelope {
  const { width, height, channels, bits, profile } = options;
  const rowBytes = (width * channels * bits) / 8;
  const pixelBytes = height * rowBytes;
  const tags = new Tags(HEADER_BYTES + pixelBytes + (pixelBytes % 2));
  tags.number(256, LONG, width);
  tags.number(257, LONG, height);
  if (channels > 2) tags.blob(258, SHORT, channels, shorts(Array(channels).fill(bits)));
  // The shorts of one or two channels fit into the entry.
  else tags.small(258, SHORT, channels, channels === 1 ? bits : bits * 0x10001);
  tags.number(259, SHORT, 1);
  tags.number(262, SHORT, channels > 2 ? 2 : 1);
  tags.number(277, SHORT, channels);
  addStrips(tags, height, rowBytes);
  if (channels % 2 === 0) tags.number(338, SHORT, 2);
  if (profile) tags.blob(34675, UNDEFINED, profile.length, Buffer.from(profile));
  const { rest, directory } = tags.finish();
  const file = Buffer.from(new ArrayBuffer(HEADER_BYTES + pixelBytes + (pixelBytes % 2) + rest.length));
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(directory, 4);
  file.set(rest, file.length - rest.length);
  const Samples = bits === 8 ? Uint8Array : Uint16Array;
  return { file, pixels: new Samples(file.buffer, HEADER_BYTES, width * height * channels) };
}
