// Numbers that other frameworks print in their tests and documentation, each with its source. One file per framework.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { init, UpSampling2D } from 'upsampling2d';
import { copy, forward, gradient } from '../helpers/reference.js';
import { encode, expectWithin, INTEGER_RANGES, numbers, tensorOf, toChannelsFirst } from '../helpers/tensors.js';

const FOLDER = dirname(fileURLToPath(import.meta.url));
const frameworks = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')));

function isLast(dataFormat) {
  return !/first/i.test(dataFormat ?? 'channels_last');
}

function configOf({ size, interpolation, coordinates = 'half_pixel', dataFormat = 'channels_last' }) {
  return { size, interpolation, coordinates, dataFormat };
}

function expectClose(actual, expected, tolerance) {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    if (!(Math.abs(actual[i] - value) <= tolerance)) {
      throw new Error(`element ${i} is ${actual[i]}, printed is ${value} (within ${tolerance})`);
    }
  });
}

// A dtype may be off by its own rounding.
function slackOf(sample, dtype) {
  const peak = Math.max(...sample.expected.map(Math.abs));
  if (dtype === 'float16') return sample.tolerance + peak * 2 ** -11;
  return sample.tolerance + (dtype === 'float32' ? peak * 2 ** -22 : 0);
}

beforeAll(() => init());

describe.each(frameworks)('$framework ($version)', ({ cases }) => {
  const runs = cases.flatMap((sample) =>
    (sample.dtypes ?? ['float32', 'float64']).map((dtype) => ({
      label: `${sample.source.trim()}: ${sample.name}, ${sample.interpolation}, ${dtype}`,
      sample,
      dtype,
    })),
  );

  test.each(runs)('$label', ({ sample, dtype }) => {
    const config = configOf(sample);
    const integer = dtype in INTEGER_RANGES;
    if (integer && !['nearest', 'area'].includes(sample.interpolation))
      config.outputDtype = sample.outputDtype ?? 'float32';
    const layer = new UpSampling2D(config);
    const data = encode(sample.input, dtype);
    const [n, h, w, c] = sample.shape;
    const result = sample.gradient
      ? layer.gradient(tensorOf(data, layer.computeOutputShape(sample.shape), dtype))
      : layer.apply(tensorOf(data, sample.shape, dtype));
    expect(result.shape).toEqual(sample.gradient ? sample.shape : layer.computeOutputShape(sample.shape));
    expectClose(numbers(result.data, result.dtype), sample.expected, slackOf(sample, result.dtype));

    if (isLast(config.dataFormat)) {
      const shapeFirst = [n, c, h, w];
      const first = new UpSampling2D({ ...config, dataFormat: 'channels_first' });
      const [, oh, ow] = layer.computeOutputShape(sample.shape);
      const moved = toChannelsFirst(data, sample.gradient ? [n, oh, ow, c] : sample.shape);
      const again = sample.gradient
        ? first.gradient(tensorOf(moved, [n, c, oh, ow], dtype))
        : first.apply(tensorOf(moved, shapeFirst, dtype));
      const expected = toChannelsFirst(result.data, sample.gradient ? sample.shape : [n, oh, ow, c]);
      expect(Array.from(again.data)).toEqual(Array.from(expected));
    }
  });

  test.each(runs.filter(({ dtype }) => dtype === 'float64' || dtype === 'uint8'))(
    'the oracle of the property tests agrees: $label',
    ({ sample, dtype }) => {
      const config = {
        ...configOf(sample),
        dataFormat: isLast(sample.dataFormat) ? 'channels_last' : 'channels_first',
      };
      const values = (sample.gradient ? gradient : forward)(Float64Array.from(sample.input), sample.shape, config);
      if (sample.outputDtype === 'same') expectWithin(encode(sample.expected, dtype), dtype, values, 0, sample.name);
      else expectClose(Array.from(values), sample.expected, sample.tolerance + 1e-12);
      if (sample.interpolation === 'nearest' && !sample.gradient) {
        expectClose(Array.from(copy(Float64Array.from(sample.input), sample.shape, config)), sample.expected, 0);
      }
    },
  );
});
