// What went wrong, in one sentence for people.

/** The command line asks for something that cannot be done. Nothing has been read or written. */
export class UsageError extends Error {}

/** A file that cannot be enlarged, with a message that is a whole sentence. */
export class Failure extends Error {}

export const noFile = (file: string) => `There is no file ${file}`;

const SYSTEM: Readonly<Record<string, (file: string) => string>> = {
  ENOENT: noFile,
  EACCES: (file) => `There is no permission to use ${file}`,
  EPERM: (file) => `There is no permission to use ${file}`,
  EROFS: (file) => `${file} lies on a disk that can only be read`,
  EEXIST: (file) => `${file} is there already, and is no folder`,
  EISDIR: (file) => `${file} is a folder`,
  ENOTDIR: (file) => `A part of the path ${file} is no folder`,
  ENAMETOOLONG: (file) => `The name ${file} is too long for this system`,
  ENOSPC: (file) => `The disk is full: ${file} was not written`,
  EDQUOT: (file) => `Your share of the disk is used up: ${file} was not written`,
  EFBIG: (file) => `${file} would be larger than files may be here`,
  EMFILE: (file) => `Too many files are open for ${file}: use fewer --jobs`,
  EPIPE: () => 'The program that reads standard output has ended',
};

/** The sentence for anything that was thrown while `file` was read or written. */
export function sentenceFor(error: unknown, file: string): string {
  const { code, path, message } = error as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : SYSTEM[code];
  if (known) return known(path ?? file);
  const text = String(message ?? error).split('\n')[0] ?? '';
  return error instanceof Failure ? text : `${file}: ${text}`;
}

/** Throws a sentence of its own for a file system's error about `file`, so that the file's real name stands there. */
export async function about<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new Failure(sentenceFor(Object.assign(error as Error, { path: file }), file));
  }
}

/** The same for a file that is written: what is missing then is the place for it. */
export function aboutResult<T>(file: string, work: Promise<T>): Promise<T> {
  const placed = work.catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Failure(`${file} cannot be made there`) : error;
  });
  return about(file, placed);
}
