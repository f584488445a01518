// The numbers of a filter, as the package itself gives them: it enlarges impulses and a step.
import { UpSampling2D } from 'upsampling2d';
import { hasCoordinates, type Settings } from './settings.ts';

export interface Point {
  x: number;
  y: number;
}

/** Which targets a pixel of the source becomes, and the weights of the source pixels around it, by their distance from it. */
export interface Phase {
  position: number;
  taps: { offset: number; weight: number }[];
}

export interface FilterNumbers {
  /** The kernel, by the distance from the pixel in source pixels. */
  curve: Point[];
  /** The samples of it that a single pixel becomes at the chosen factor. */
  impulse: Point[];
  /** A step from 0 to 1 enlarged, its source pixels, and the largest and smallest value. */
  step: Point[];
  source: Point[];
  highest: number;
  lowest: number;
  phases: Phase[];
}

/** Source pixels of a line: the widest filter reaches none of its ends from the middle. */
const LENGTH = 16;
const MIDDLE = LENGTH / 2;
const FINE = 32;
/** A weight below this is rounding. */
const NOTHING = 1e-12;

type Choice = Pick<Settings, 'cols' | 'interpolation' | 'coordinates'>;

/** Enlarges a line of pixels with `channels` numbers each. */
function enlargeLine(data: Float64Array, channels: number, factor: number, { interpolation, coordinates }: Choice) {
  const mode = hasCoordinates(interpolation) ? { coordinates } : {};
  const layer = new UpSampling2D({ size: [1, factor], interpolation, ...mode });
  try {
    return layer.apply({ data, shape: [1, 1, data.length / channels, channels] }).data as Float64Array;
  } finally {
    layer.dispose();
  }
}

/** Where a target lies on the source's axis. */
function positionOf(target: number, factor: number, { interpolation, coordinates }: Choice): number {
  if (coordinates === 'half_pixel' || !hasCoordinates(interpolation)) return (target + 0.5) / factor - 0.5;
  return coordinates === 'asymmetric' ? target / factor : (target * (LENGTH - 1)) / (LENGTH * factor - 1);
}

function impulseOf(factor: number, choice: Choice): Point[] {
  const line = new Float64Array(LENGTH);
  line[MIDDLE] = 1;
  const enlarged = enlargeLine(line, 1, factor, choice);
  return [...enlarged].map((y, target) => ({ x: positionOf(target, factor, choice) - MIDDLE, y }));
}

/** The weights of all source pixels for the targets of the middle one: what an identity matrix becomes. */
function phasesOf(choice: Choice, most: number): Phase[] {
  const identity = new Float64Array(LENGTH * LENGTH);
  for (let i = 0; i < LENGTH; i++) identity[i * LENGTH + i] = 1;
  const weights = enlargeLine(identity, LENGTH, choice.cols, choice);
  return Array.from({ length: Math.min(choice.cols, most) }, (_, phase) => {
    const target = MIDDLE * choice.cols + phase;
    const taps = [...weights.subarray(target * LENGTH, (target + 1) * LENGTH)]
      .map((weight, pixel) => ({ offset: pixel - MIDDLE, weight }))
      .filter(({ weight }) => Math.abs(weight) > NOTHING);
    return { position: positionOf(target, choice.cols, choice) - MIDDLE, taps };
  });
}

/** Everything about the filter along the columns; at most `most` phases. */
export function filterNumbers(choice: Choice, most: number): FilterNumbers {
  const edge = Float64Array.from({ length: LENGTH }, (_, i) => Number(i >= MIDDLE));
  const enlarged = enlargeLine(edge, 1, choice.cols, choice);
  return {
    curve: impulseOf(FINE, choice),
    impulse: impulseOf(choice.cols, choice),
    step: [...enlarged].map((y, target) => ({ x: positionOf(target, choice.cols, choice), y })),
    source: [...edge].map((y, x) => ({ x, y })),
    highest: Math.max(...enlarged),
    lowest: Math.min(...enlarged),
    phases: phasesOf(choice, most),
  };
}
