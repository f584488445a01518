// Turns a photograph's address or a visitor's file into pixels.

export interface Picture {
  name: string;
  /** Whether it is one of the page's photographs, not a visitor's. */
  photo: boolean;
  /** Holds the pixels; every crop is read from here. */
  canvas: HTMLCanvasElement;
  context: CanvasRenderingContext2D;
  image: ImageData;
}

/** Says in a sentence why a picture cannot be had. */
export class NoPicture extends Error {}

/** A context whose pixels stay in memory: reading them back is exact and does not wait for a GPU. */
export function pixelContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new NoPicture('This browser could not make a canvas.');
  return context;
}

/** Sets a canvas' size; beyond a browser's limits a canvas silently holds nothing, so its last pixel is tried. */
export function resizeCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  canvas.width = width;
  canvas.height = height;
  const context = pixelContext(canvas);
  context.fillRect(width - 1, height - 1, 1, 1);
  let alpha = 0;
  try {
    alpha = context.getImageData(width - 1, height - 1, 1, 1).data[3] ?? 0;
  } catch {
    // Some browsers throw instead of returning nothing.
  }
  if (alpha !== 255) throw new NoPicture(`This browser cannot hold a canvas of ${width} × ${height} pixels.`);
  context.clearRect(width - 1, height - 1, 1, 1);
  return context;
}

export async function readPicture(file: Blob, name: string, photo = false): Promise<Picture> {
  if (file.size === 0) throw new NoPicture(`“${name}” is empty.`);
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new NoPicture(`“${name}” could not be read as a picture. PNG, JPEG, WebP, AVIF and GIF work.`);
  });
  try {
    const canvas = document.createElement('canvas');
    const context = resizeCanvas(canvas, bitmap.width, bitmap.height);
    context.drawImage(bitmap, 0, 0);
    return { name, photo, canvas, context, image: context.getImageData(0, 0, bitmap.width, bitmap.height) };
  } finally {
    bitmap.close();
  }
}

export async function fetchPicture(url: string, name: string): Promise<Picture> {
  const response = await fetch(url);
  if (!response.ok) throw new NoPicture(`The photograph did not load (${response.status}).`);
  return readPicture(await response.blob(), name, true);
}
