// The module's memory holds a band at a time, however large the picture: 100 megapixels go through it here.
import { describe as describePackage, init, UpSampling2D } from 'upsampling2d';

const MOST_BYTES = 16 * 2 ** 20;

beforeAll(() => init());

// 5000 x 5000 pixels of one byte become 10000 x 10000.
const SIDE = 5000;

describe('100 megapixels', () => {
  const data = new Uint8Array(SIDE * SIDE).map((_, i) => (i * 2654435761) >>> 24);

  test.each([
    ['nearest', 'channels_last'],
    ['bilinear', 'channels_last'],
    ['lanczos3', 'channels_last'],
    ['bilinear', 'channels_first'],
  ])('%s, %s', (interpolation, dataFormat) => {
    const layer = new UpSampling2D({ interpolation, dataFormat });
    const shape = dataFormat === 'channels_last' ? [1, SIDE, SIDE, 1] : [1, 1, SIDE, SIDE];
    const result = layer.apply({ data, shape });
    expect(result.data).toHaveLength(4 * SIDE * SIDE);
    // The corners equal those of a corner alone: the whole picture was computed.
    const row = layer.apply({
      data: data.slice(-SIDE),
      shape: dataFormat === 'channels_last' ? [1, 1, SIDE, 1] : [1, 1, 1, SIDE],
    });
    if (interpolation !== 'lanczos3') expect(result.data.slice(-2 * SIDE)).toEqual(row.data.slice(-2 * SIDE));
    expect(describePackage().memory.bytes).toBeLessThan(MOST_BYTES);
    layer.dispose();
  });
});

// Tables for each pixel of a side would take a hundred bytes and more a pixel.
describe('long sides', () => {
  const MILLION = 1e6;
  const bytesNow = () => describePackage().memory.bytes;

  test.each([
    ['lanczos5', 'align_corners', [2, 1], [1, MILLION, 1, 1]],
    ['bicubic', 'align_corners', [3, 1], [1, MILLION, 1, 1]],
    ['nearest', 'align_corners', [2, 1], [1, MILLION, 1, 1]],
    ['nearest', 'half_pixel', [1e7, 1], [1, 1, 1, 1]],
    ['bilinear', 'half_pixel', [1e6, 1], [1, 1, 1, 1]],
    ['nearest', 'half_pixel', [2 ** 27, 1], [1, 1, 1, 1]],
  ])('%s, %s, by %p of %p take no tables', (interpolation, coordinates, size, shape) => {
    const layer = new UpSampling2D({ interpolation, coordinates, size });
    const data = new Uint8Array(shape[1]).fill(7);
    const result = layer.apply({ data, shape });
    expect(result.shape[1]).toBe(shape[1] * size[0]);
    // Constants stay what they are, from the first element to the last.
    const { length } = result.data;
    for (const i of [0, 1, length >> 1, length - 2, length - 1]) expect(result.data[i]).toBe(7);
    expect(bytesNow()).toBeLessThan(MOST_BYTES);
    layer.dispose();
  });

  test('a row of a million pixels takes its own bytes and no tables', () => {
    const layer = new UpSampling2D({ interpolation: 'lanczos5', coordinates: 'align_corners', size: [1, 2] });
    layer.apply({ data: new Uint8Array(MILLION), shape: [1, 1, MILLION, 1] });
    expect(bytesNow()).toBeLessThan(3 * MOST_BYTES);
    layer.dispose();
  });

  test('a resident plan that can never fit takes nothing', () => {
    const layer = new UpSampling2D({ size: 4 });
    const before = describePackage().memory;
    expect(() => layer.plan([1, 20000, 20000, 1], 'uint8')).toThrow(RangeError);
    expect(describePackage().memory).toEqual(before);
    layer.dispose();
  });
});
