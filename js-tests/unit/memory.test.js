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
