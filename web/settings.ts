// What a visitor can choose, and the limits of this page.
import type { COORDINATES, INTERPOLATIONS } from 'upsampling2d';

export type Interpolation = (typeof INTERPOLATIONS)[number];
export type Coordinates = (typeof COORDINATES)[number];

export interface Settings {
  rows: number;
  cols: number;
  interpolation: Interpolation;
  coordinates: Coordinates;
  linearLight: boolean;
}

export const MAX_FACTOR = 16;

/** Canvases of more pixels fail in common browsers, and a picture of this size is 256 MB. */
export const MAX_RESULT_PIXELS = 64e6;

/** Area works on the footprints of whole pixels; there is no position to choose. */
export function hasCoordinates(interpolation: Interpolation): boolean {
  return interpolation !== 'area';
}

export function isFactor(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= MAX_FACTOR;
}
