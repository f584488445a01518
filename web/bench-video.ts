// Frames a second: the clip of the demo page, enlarged as its live section does.
import { openPipeline } from './live-pipeline.ts';
import { openClip } from './live-source.ts';
import type { Interpolation } from './settings.ts';

export interface VideoResult {
  name: string;
  /** Frames a second that were enlarged; the clip has as many as the screen. */
  rate: number;
  /** The mean time of a frame in its worker. */
  milliseconds: number;
  dropped: number;
}

const SECONDS = 3;

export interface VideoCase {
  name: string;
  width: number;
  height: number;
  factor: number;
  interpolation: Interpolation;
}

export const VIDEO_CASES: readonly VideoCase[] = (['bilinear', 'lanczos3'] as const).flatMap((interpolation) =>
  [640, 1280].map((width) => {
    const height = (width * 9) / 16;
    return { name: `${width} × ${height} x2 ${interpolation}`, width, height, factor: 2, interpolation };
  }),
);

/** Runs a case for some seconds; the first is not counted. */
export async function runVideoCase(
  { name, width, height, factor, interpolation }: VideoCase,
  pause: (share: number) => unknown,
): Promise<VideoResult> {
  const source = openClip(width, height);
  const workers = Math.max(1, Math.min(4, navigator.hardwareConcurrency || 2));
  let failure: Error | undefined;
  const fail = (error: Error) => {
    failure = error;
  };
  const pipeline = openPipeline(source, { factor, interpolation, workers }, () => undefined, fail);
  try {
    source.start(() => pipeline.push());
    const started = performance.now();
    let before = pipeline.figures();
    for (let seconds = 0; seconds < SECONDS; seconds = (performance.now() - started) / 1000) {
      await pause(seconds / SECONDS);
      if (failure) throw failure;
      if (seconds < 1) before = pipeline.figures();
    }
    const after = pipeline.figures();
    return {
      ...{ name, rate: (after.shown - before.shown) / (SECONDS - 1) },
      ...{ milliseconds: after.milliseconds, dropped: after.dropped - before.dropped },
    };
  } finally {
    source.close();
    pipeline.close();
  }
}

export function videoTable(results: readonly VideoResult[]) {
  return {
    header: ['frames', 'a second', 'ms a frame', 'dropped'],
    rows: results.map(({ name, rate, milliseconds, dropped }) => [
      name,
      rate.toFixed(1),
      milliseconds.toFixed(1),
      String(dropped),
    ]),
  };
}
