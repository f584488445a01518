// A result as a file: PNG or JPEG, to download or to copy.
import { make } from './dom.ts';
import type { Settings } from './settings.ts';

export type Format = 'png' | 'jpeg';

const QUALITY = 0.92;
const KEEP_MS = 60_000;

/** The bytes of a canvas as a file. */
export async function encode(canvas: HTMLCanvasElement, format: Format): Promise<Blob> {
  const type = `image/${format}`;
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, QUALITY));
  // A browser that cannot write a format gives PNG instead.
  if (blob?.type !== type) throw new Error(`This browser could not write the ${format.toUpperCase()}.`);
  return blob;
}

/** The name of an enlarged file. */
export function nameOf(name: string, { interpolation, rows, cols }: Settings, format: Format): string {
  return `${name.replace(/\.\w+$/, '')}-${interpolation}-${cols}x${rows}.${format === 'jpeg' ? 'jpg' : format}`;
}

export function saveFile(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob);
  make('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), KEEP_MS);
}

/** Puts the canvas on the clipboard. The item gets a promise, because Safari forgets the click while a PNG is written. */
export async function copyPicture(canvas: HTMLCanvasElement): Promise<void> {
  if (!navigator.clipboard || !('ClipboardItem' in globalThis)) {
    throw new Error('This browser does not copy pictures here. Download the file instead.');
  }
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': encode(canvas, 'png') })]);
}
