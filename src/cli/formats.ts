// Formats of files: what endings mean, which can be written, and what is an array rather than a picture.
import type { Interpolation } from 'upsampling2d';

/** Each format of results, with the endings that mean it. The first one is written. */
export const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  png: ['.png'],
  webp: ['.webp'],
  avif: ['.avif'],
  tiff: ['.tif', '.tiff'],
  npy: ['.npy'],
};

/** The formats as people write them. */
export const TITLES: Readonly<Record<string, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  avif: 'AVIF',
  tiff: 'TIFF',
  npy: 'NPY',
};

/** The endings that can only be read, and the format that is written for each. */
const READ_ONLY: Readonly<Record<string, string>> = { '.gif': 'png', '.npz': 'npy' };

export type Kind = 'picture' | 'array';

/** The filter of each kind, where none is named. */
export const DEFAULT_FILTER: Readonly<Record<Kind, Interpolation>> = { picture: 'lanczos3', array: 'nearest' };

/** What holds the result of a file of this ending (with its dot), if the ending means anything. */
export function resultOf(ending: string): string | undefined {
  return READ_ONLY[ending.toLowerCase()] ?? formatOf(ending);
}

export const isReadOnly = (ending: string): boolean => ending.toLowerCase() in READ_ONLY;

/** The format that an ending means, if it means one that can be written. */
export function formatOf(ending: string): string | undefined {
  const own = ending.toLowerCase();
  return Object.keys(ENDINGS).find((format) => ENDINGS[format]?.includes(own));
}

export const kindOfFormat = (format: string | undefined): Kind => (format === 'npy' ? 'array' : 'picture');
