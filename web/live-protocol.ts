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
  /** An earlier result, whose memory is used again. */
  out: Pixels | undefined;
}

/** What moves with a message instead of being copied. */
export const transferOf = (frame: FrameTask['frame'], pixels: Pixels | undefined): Transferable[] => [
  'data' in frame ? frame.data.buffer : frame,
  ...(pixels ? [pixels.buffer] : []),
];

/** Frees a frame at once: collectors come too late for pictures. */
export function closeFrame(frame: FrameTask['frame']): void {
  if ('close' in frame) frame.close();
}

/** The pixels of the enlarged frame, and the frame itself, which stands beside them. */
export type FrameAnswer =
  | { number: number; frame: FrameTask['frame']; pixels: Pixels; milliseconds: number }
  | { number: number; problem: string };
