// Results that are whole or not there: written beside their place under another name, and renamed at the end.
import { randomBytes } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { type FileHandle, link, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { aboutResult, Failure } from './failure.js';
import { STANDARD } from './names.js';
import { checkFolder, kindAt, makeFolder } from './place.js';

const unfinished = new Set<string>();

/** Removes what was not finished. Synchronous, for a process that is about to end. */
export function removeUnfinished(): void {
  for (const file of unfinished) {
    try {
      unlinkSync(file);
    } catch {
      // It was renamed or removed in between.
    }
  }
  unfinished.clear();
}

/** Where a result is written to. `finish` is called after the last bytes, or `abandon` after a failure. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
  readonly written: number;
}

class StandardOutput implements Sink {
  written = 0;

  async write(bytes: Uint8Array): Promise<void> {
    const writing = new Promise<void>((resolve, reject) => {
      process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
    await aboutResult('standard output', writing);
    this.written += bytes.byteLength;
  }

  async finish(): Promise<void> {}

  async abandon(): Promise<void> {}
}

class FileOutput implements Sink {
  written = 0;
  readonly #file: string;
  readonly #force: boolean;
  readonly #beside: string;
  #handle: FileHandle | undefined;

  constructor(file: string, force: boolean) {
    this.#file = file;
    this.#force = force;
    this.#beside = join(dirname(file), `.${basename(file).slice(0, 60)}.${randomBytes(6).toString('hex')}.part`);
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#handle ??= await this.#open();
    await aboutResult(this.#file, this.#writeAll(this.#handle, bytes));
    this.written += bytes.byteLength;
  }

  async finish(): Promise<void> {
    const handle = this.#handle ?? (await this.#open());
    await aboutResult(this.#file, handle.sync());
    await handle.close();
    this.#handle = undefined;
    await (this.#force ? aboutResult(this.#file, rename(this.#beside, this.#file)) : this.#putUnlessThere());
    unfinished.delete(this.#beside);
  }

  async abandon(): Promise<void> {
    await this.#handle?.close().catch(() => {});
    this.#handle = undefined;
    if (!unfinished.delete(this.#beside)) return;
    await unlink(this.#beside).catch(() => {});
  }

  async #open(): Promise<FileHandle> {
    await makeFolder(dirname(this.#file));
    unfinished.add(this.#beside);
    return aboutResult(this.#file, open(this.#beside, 'wx'));
  }

  // A write may take less than all of it.
  async #writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.byteLength; ) {
      done += (await handle.write(bytes, done, bytes.byteLength - done)).bytesWritten;
    }
  }

  // A link is made only where nothing is, whatever other programs do at the same time. Some file systems have none.
  async #putUnlessThere(): Promise<void> {
    try {
      await link(this.#beside, this.#file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyThere(this.#file);
      if ((await kindAt(this.#file)) !== undefined) throw alreadyThere(this.#file);
      await aboutResult(this.#file, rename(this.#beside, this.#file));
      return;
    }
    await unlink(this.#beside);
  }
}

/** A result that exists is kept. */
export class Kept extends Failure {}

function alreadyThere(file: string): Kept {
  return new Kept(`${file} exists and was kept: --force replaces it`);
}

/** Throws if the result cannot be put there: it exists and may not be replaced, or there is no folder for it. */
export async function checkPlace(file: string, force: boolean): Promise<void> {
  if (file === STANDARD) return;
  const kind = await kindAt(file);
  if (kind !== undefined && !force) throw alreadyThere(file);
  if (kind === 'folder') throw new Failure(`${file} is a folder`);
  await checkFolder(dirname(file));
}

function openSink(file: string, force: boolean): Sink {
  return file === STANDARD ? new StandardOutput() : new FileOutput(file, force);
}

/** Writes a result. If that fails, nothing of it stays. */
export async function writeResult<T>(file: string, force: boolean, write: (sink: Sink) => Promise<T>): Promise<T> {
  const sink = openSink(file, force);
  try {
    const result = await write(sink);
    await sink.finish();
    return result;
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}
