// Arrays for the tests of the adapter, and how far two of them are apart.

/** Numbers that look random and are the same in every run. */
export function noise(shape, seed = 1) {
  let state = seed;
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 30 - 2;
  });
}

/** The largest difference of two arrays, against the largest number of the second. Infinite where the lengths differ. */
export function distance(a, b) {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0) / largest;
}
