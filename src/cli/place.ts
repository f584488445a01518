// What stands at a path, whether a result can be put there, and folders for results.
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { about, aboutResult, Failure } from './failure.js';

const NOTHING_THERE = ['ENOENT', 'ENOTDIR'];

/** What stands at a path: undefined if nothing does. */
export async function kindAt(path: string): Promise<'file' | 'folder' | undefined> {
  const found = stat(path).catch((error: NodeJS.ErrnoException) => {
    if (NOTHING_THERE.includes(error.code ?? '')) return undefined;
    throw error;
  });
  const info = await about(path, found);
  if (info === undefined) return undefined;
  return info.isDirectory() ? 'folder' : 'file';
}

/** Throws unless files can be made in a folder, which need not be there yet. */
export async function checkFolder(folder: string): Promise<void> {
  const kind = await kindAt(folder);
  if (kind === 'file') throw new Failure(`${folder} is a file, and no folder for results`);
  if (kind === 'folder') await about(folder, access(folder, constants.W_OK));
  else if (dirname(folder) !== folder) await checkFolder(dirname(folder));
}

/** Makes a folder and those above it. Node's own way to do so never ends where a file system refuses new folders. */
export async function makeFolder(folder: string): Promise<void> {
  if ((await kindAt(folder)) === 'folder') return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  const made = mkdir(folder).catch(async (error: unknown) => {
    // Another file may have needed it too.
    if ((await kindAt(folder)) !== 'folder') throw error;
  });
  await aboutResult(folder, made);
}
