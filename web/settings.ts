// What a visitor can choose.
import type { COORDINATES, INTERPOLATIONS } from 'upsampling2d';

export type Interpolation = (typeof INTERPOLATIONS)[number];
export type Coordinates = (typeof COORDINATES)[number];

export interface Settings {
  rows: number;
  cols: number;
  interpolation: Interpolation;
  coordinates: Coordinates;
  linearLight: boolean;
  /** How many workers may compute; 0 means the page's own thread. */
  workers: number;
}

export const MOST_WORKERS = 64;

/** Area works on the footprints of whole pixels; there is no position to choose. */
export function hasCoordinates(interpolation: Interpolation): boolean {
  return interpolation !== 'area';
}

export function isFactor(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

export function isWorkers(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MOST_WORKERS;
}
