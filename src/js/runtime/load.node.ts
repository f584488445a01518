// The "#load" of Node, Bun and Deno: the script carries the module's bytes, so that bundles for servers need no file; what the
// user names may be a path, and keras.json is read.
import { Buffer } from 'node:buffer';
import { accessSync, constants, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packaged from '#wasm';
import { fetchWasm } from './fetch.js';
import type { WasmSource } from './source.js';

// At least two letters, because a drive letter is not a scheme.
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

// Errors after which keras.json counts as absent: it is missing, unreadable, or a loop of links. Codes, and names of Deno's
// errors that have no code.
const ABSENT = new Set([
  'ENOENT',
  'ENOTDIR',
  'ELOOP',
  'EACCES',
  'EPERM',
  'ERR_ACCESS_DENIED',
  'NotCapable',
  'PermissionDenied',
]);

/** The module from the text that the build put in. */
export async function openPackaged(): Promise<WasmSource> {
  return { from: 'the script itself', bytes: Buffer.from(packaged, 'base64') };
}

/** The module at a path, a file: URL, or any URL that fetch accepts. */
export async function openLocation(location: string): Promise<WasmSource> {
  const isUrl = SCHEME.test(location);
  if (isUrl && !/^file:/i.test(location)) return fetchWasm(location);
  return { from: location, bytes: await readFile(isUrl ? fileURLToPath(location) : location) };
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

// As in Keras, the variable names the folder of keras.json, and a leading ~ means the home folder.
function kerasFolder(): string {
  const set = process.env.KERAS_HOME;
  if (set) return /^~(?=$|[/\\])/.test(set) ? join(homedir(), set.slice(1)) : set;
  const home = homedir();
  return join(writable(home) ? home : tmpdir(), '.keras');
}

function kerasFile(): string | undefined {
  try {
    return join(kerasFolder(), 'keras.json');
  } catch {
    return undefined; // There is no home folder, or the environment must not be read.
  }
}

/**
 * What `parse` makes of image_data_format in keras.json. Undefined without the file or the key. As in Keras, text that is not
 * JSON counts as empty.
 */
export function readKerasDataFormat<T>(parse: (value: unknown, file: string) => T): T | undefined {
  const file = kerasFile();
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    if (ABSENT.has(code ?? name)) return undefined;
    throw new Error(`Expected a readable file for ${file} but received ${code} of type Error`, { cause: error });
  }
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof settings !== 'object' || settings === null || !Object.hasOwn(settings, 'image_data_format'))
    return undefined;
  return parse((settings as Record<string, unknown>).image_data_format, file);
}
