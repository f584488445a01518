// Arrays inside an .npz file, which is a zip of .npy files.
import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { Failure } from './failure.js';

const ENDING = /\.npy$/;

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

function openZip(source: string | Buffer): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false };
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, zip: ZipFile) => (error ? reject(error) : resolve(zip));
    if (typeof source === 'string') yauzl.open(source, options, done);
    else yauzl.fromBuffer(source, options, done);
  });
}

function entriesOf(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      if (ENDING.test(entry.fileName)) entries.push(entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

function choose(entries: readonly Entry[], wanted: string | undefined, name: string): Entry {
  const names = entries.map(({ fileName }) => fileName.replace(ENDING, ''));
  if (wanted !== undefined) {
    const entry = entries[names.indexOf(wanted)];
    if (entry) return entry;
    throw new Failure(`${name} has no array ${wanted}; it has ${names.join(', ') || 'none'}`);
  }
  const [entry] = entries;
  if (entry && entries.length === 1) return entry;
  if (!entry) throw new Failure(`${name} is a zip file without arrays`);
  throw new Failure(`${name} has several arrays (${names.join(', ')}): choose one with --array`);
}

/** The bytes of the .npy file inside. `source` is a path or the whole file. */
export async function* readNpz(
  source: string | Buffer,
  wanted: string | undefined,
  name: string,
): AsyncGenerator<Buffer> {
  const zip = await openZip(source).catch((error: Error) => {
    throw new Failure(`${name} is not a whole zip file: ${error.message}`);
  });
  try {
    const entry = choose(await entriesOf(zip), wanted, name);
    const stream = await new Promise<Readable>((resolve, reject) => {
      zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    try {
      yield* stream;
    } finally {
      stream.destroy();
    }
  } finally {
    zip.close();
  }
}
