// How threads share the bands of a call among themselves: each takes the next ones that nobody has.

/** Bands from `begin` to before `end`. */
export interface Range {
  readonly begin: number;
  readonly end: number;
}

/** The first band that nobody has, how many bands there are, and for how many milliseconds a worker goes on claiming. */
export type Claims = Int32Array;

export function makeClaims(shared: boolean, count: number): Claims {
  const claims = new Int32Array(shared ? new SharedArrayBuffer(12) : new ArrayBuffer(12));
  claims[1] = count;
  return claims;
}

/** Changes how long workers go on, also those that are at it. */
export function limitClaiming(claims: Claims, ms: number): void {
  Atomics.store(claims, 2, ms);
}

export function mayGoOn(claims: Claims, ms: number): boolean {
  return ms < Atomics.load(claims, 2);
}

export function unclaimed(claims: Claims): number {
  return Math.max(0, (claims[1] as number) - Atomics.load(claims, 0));
}

/** Takes so many bands, or as many as there still are. */
export function claim(claims: Claims, bands: number): Range {
  const begin = Atomics.add(claims, 0, bands);
  return { begin, end: Math.min(begin + bands, claims[1] as number) };
}
