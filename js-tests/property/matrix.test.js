// Every combination of interpolation, coordinates, layout and dtype, each with sizes, factors and channels drawn for it.
import fc from 'fast-check';
import { init } from 'upsampling2d';
import { CHANNELS, COMBINATIONS, checkCell, FACTORS, KINDS, SIZES } from '../helpers/cells.js';
import { INTERPOLATIONS, random } from '../helpers/tensors.js';

const SEED = 20240607;
const MORE = 500;

beforeAll(() => init());

// Draws that go through each list before any value comes again.
function dealer(values, next) {
  let deck = [];
  return () => {
    if (deck.length === 0) deck = values.map((value) => [next(), value]).sort((a, b) => a[0] - b[0]);
    return deck.pop()[1];
  };
}

const next = random(SEED);
const draw = {
  row: dealer(FACTORS, next),
  col: dealer(FACTORS, next),
  channels: dealer(CHANNELS, next),
  rows: dealer(SIZES, next),
  cols: dealer(SIZES, next),
};
const cells = KINDS.map((kind) => ({
  ...kind,
  size: [draw.row(), draw.col()],
  channels: draw.channels(),
  rows: draw.rows(),
  cols: draw.cols(),
}));

test.each(INTERPOLATIONS)(
  `%s: its share of the ${KINDS.length} kinds, one each of ${COMBINATIONS} combinations (seed ${SEED})`,
  (interpolation) => {
    cells.forEach((cell, i) => {
      if (cell.interpolation === interpolation) checkCell(cell, SEED + i);
    });
  },
);

test(`${MORE} more of the ${COMBINATIONS} combinations, in batches of 1 to 3 (seed ${SEED})`, () => {
  const cell = fc.record({
    kind: fc.constantFrom(...KINDS),
    size: fc.tuple(fc.constantFrom(...FACTORS), fc.constantFrom(...FACTORS)),
    channels: fc.constantFrom(...CHANNELS),
    rows: fc.constantFrom(...SIZES),
    cols: fc.constantFrom(...SIZES),
    batch: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(cell, ({ kind, seed, ...rest }) => checkCell({ ...kind, ...rest }, seed)),
    { numRuns: MORE, seed: SEED },
  );
});

test(`150 shapes off the grid: rows to 9, columns to 70, factors to 9, channels to 40 (seed ${SEED})`, () => {
  const cell = fc.record({
    kind: fc.constantFrom(...KINDS),
    size: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    channels: fc.integer({ min: 1, max: 40 }),
    rows: fc.integer({ min: 1, max: 9 }),
    cols: fc.integer({ min: 1, max: 70 }),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(cell, ({ kind, seed, ...rest }) => checkCell({ ...kind, ...rest }, seed)),
    { numRuns: 150, seed: SEED },
  );
});
