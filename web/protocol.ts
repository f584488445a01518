// What the page and its worker send each other.
import type { upsampleImageData } from 'upsampling2d';

export type Options = NonNullable<Parameters<typeof upsampleImageData>[1]>;

export interface Task {
  image: ImageData;
  options: Options;
}

export type Answer =
  | { data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number; milliseconds: number; runs: number }
  | { problem: string };
