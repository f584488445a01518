// How threads share the bands of a call among themselves: each takes the next ones that nobody has.

/** Bands from `begin` to before `end`. */
export interface Range {
  readonly begin: number;
  readonly end: number;
}

/** The first band that nobody has, and how many bands there are. */
export type Claims = Int32Array;

export function unclaimed(claims: Claims): number {
  return Math.max(0, (claims[1] as number) - Atomics.load(claims, 0));
}

/** Takes so many bands, or as many as there still are. */
export function claim(claims: Claims, bands: number): Range {
  const begin = Atomics.add(claims, 0, bands);
  return { begin, end: Math.min(begin + bands, claims[1] as number) };
}
