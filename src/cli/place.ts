// What stands at a path, and whether a result can be put there.
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { about, Failure } from './failure.js';

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
