// What the live section and its workers send each other.
import type { Interpolation } from './settings.ts';

export type Pixels = Uint8ClampedArray<ArrayBuffer>;

/** A frame: a picture that is moved to the worker, or its pixels where workers have no canvas. */
export interface FrameTask {
  number: number;
  frame: VideoFrame | ImageBitmap | ImageData;
  width: number;
  height: number;
  factor: number;
  interpolation: Interpolation;
  /** An earlier answer's, whose memory is used again. */
  spare: Pictures | undefined;
}

/** The pixels of a frame, and those of the enlarged one. */
export interface Pictures {
  before: Pixels;
  after: Pixels;
}

export type FrameAnswer =
  | { number: number; pictures: Pictures; milliseconds: number }
  | { number: number; problem: string };

/** What moves with pictures instead of being copied. */
export const buffersOf = (pictures: Pictures | undefined): Transferable[] =>
  pictures ? [pictures.before.buffer, pictures.after.buffer] : [];

/** Frees a frame at once: collectors come too late for pictures. */
export function closeFrame(frame: FrameTask['frame']): void {
  if ('close' in frame) frame.close();
}
