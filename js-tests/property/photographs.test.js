// Photographs: 8-bit results are correctly rounded, with very few exceptions.
import { init, UpSampling2D } from 'upsampling2d';
import { photographs, readPhotograph, writeDifference } from '../helpers/pictures.js';
import { copy, forward } from '../helpers/reference.js';
import { expectSameBits, FORMATS, INTERPOLATIONS, nearestOf, toChannelsFirst } from '../helpers/tensors.js';

const WINDOW = { left: 60, top: 40, width: 160, height: 120 };
const SHARE = 0.999;

beforeAll(() => init());

const rgb = ({ data }) => data.filter((_, i) => i % 4 !== 3);

const rgba = (data) => {
  const result = new Uint8Array((data.length / 3) * 4).fill(255);
  for (let i = 0; i < data.length / 3; i++) result.set(data.subarray(i * 3, i * 3 + 3), i * 4);
  return result;
};

test('there are photographs', () => {
  expect(photographs().length).toBeGreaterThan(0);
});

const cases = photographs().flatMap((name) =>
  INTERPOLATIONS.flatMap((interpolation) => [2, 3, 4].map((factor) => [name, interpolation, factor])),
);

test.each(cases)('%s %s by %i', (name, interpolation, factor) => {
  const { width, height, ...picture } = readPhotograph(name, WINDOW);
  const data = rgb(picture);
  const shape = [1, height, width, 3];
  const config = { interpolation, size: [factor, factor], dataFormat: 'channels_last' };
  const actual = new UpSampling2D(config).apply({ data, shape }).data;
  const expected =
    interpolation === 'nearest' || interpolation === 'area'
      ? copy(data, shape, config)
      : Uint8Array.from(forward(data, shape, config), (value) => nearestOf(value, 'uint8'));
  let different = 0;
  let worst = 0;
  actual.forEach((value, i) => {
    if (value === expected[i]) return;
    different++;
    worst = Math.max(worst, Math.abs(value - expected[i]));
  });
  const exact = ['nearest', 'area'].includes(interpolation) || (interpolation === 'bilinear' && factor !== 3);
  const allowed = exact ? 0 : actual.length * (1 - SHARE);
  if (different > allowed || worst > 1) {
    const path = writeDifference(
      `${name}-${interpolation}-${factor}`,
      rgba(actual),
      rgba(expected),
      width * factor,
      height * factor,
    );
    throw new Error(`${different} of ${actual.length} samples differ, by at most ${worst}; see ${path}`);
  }
});

test.each(
  photographs()
    .slice(0, 1)
    .flatMap((name) => INTERPOLATIONS.map((interpolation) => [name, interpolation])),
)('%s %s: RGBA, RGB and planes agree', (name, interpolation) => {
  const { data, width, height } = readPhotograph(name, WINDOW);
  const make = (dataFormat) => new UpSampling2D({ interpolation, size: 2, dataFormat });
  const four = make(FORMATS[0]).apply({ data, shape: [1, height, width, 4] }).data;
  const three = make(FORMATS[0]).apply({ data: rgb({ data }), shape: [1, height, width, 3] }).data;
  const planes = make(FORMATS[1]).apply({
    data: toChannelsFirst(data, [1, height, width, 4]),
    shape: [1, 4, height, width],
  }).data;
  expectSameBits(rgb({ data: four }), three);
  expectSameBits(planes, toChannelsFirst(four, [1, height * 2, width * 2, 4]));
});
