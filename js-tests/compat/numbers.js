// Compares what check.js returned in some environment with the numbers that TensorFlow's tests print, and its picture.
import { readFileSync } from 'node:fs';

const { cases } = JSON.parse(readFileSync(new URL('../conformance/tensorflow.json', import.meta.url), 'utf8'));
const known = new Map(
  cases.filter(({ name }) => name === 'testResizeUp').map((example) => [example.interpolation, example]),
);

// What check.js computes.
const RESULTS = 6;

// Width, height, and the greys of 0 and 255 at their quarters.
known.set('picture', {
  expected: [4, 1, ...[0, 64, 191, 255].flatMap((grey) => [grey, grey, grey, 255])],
  tolerance: 0,
});

// The same numbers from the pool, and who computed them is told.
known.set('workers', { expected: [1, 1], tolerance: 0 });

/** The last line of `output` that check.js wrote, or an error that shows what came instead. */
export function checkNumbers(output) {
  const line = output.split('\n').findLast((text) => text.includes('{"bilinear"'));
  if (line === undefined) throw new Error(`no numbers but: ${output.trim().slice(-600) || 'nothing'}`);
  const results = JSON.parse(line.slice(line.indexOf('{"bilinear"'), line.lastIndexOf('}') + 1));
  for (const [interpolation, values] of Object.entries(results)) {
    const { expected, tolerance } = known.get(interpolation);
    const wrong = expected.findIndex((value, i) => !(Math.abs(value - values[i]) <= tolerance));
    if (wrong >= 0 || values.length !== expected.length) {
      throw new Error(`${interpolation}: ${values[wrong]} instead of ${expected[wrong]} at ${wrong}`);
    }
  }
  if (Object.keys(results).length < RESULTS) throw new Error(`too few results: ${line}`);
}
