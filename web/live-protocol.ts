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

/** The pixels of the enlarged frame. */
export type FrameAnswer =
  | { number: number; pixels: Pixels; milliseconds: number }
  | { number: number; problem: string };
