// layer.stream(): four gigabytes of result pass through a process that stays small.
import { inChild } from '../helpers/child.js';

const GIGABYTE = 2 ** 30;
const MEGABYTE = 2 ** 20;

test.each([
  ['channels_last', [1, 4096, 4096, 4]],
  ['channels_first', [4, 4, 2048, 2048]],
])('4 GB of %s in under 150 MB', async (dataFormat, shape) => {
  const { bytes, right, memory } = await inChild(`
    import { init, UpSampling2D } from 'upsampling2d';
    const size = 8;
    const shape = ${JSON.stringify(shape)};
    const layer = new (await init(), UpSampling2D)({ size, dataFormat: '${dataFormat}', interpolation: 'nearest' });
    const PART = 65_536;
    let written = 0;
    function* source() {
      for (let left = shape.reduce((a, b) => a * b); left > 0; left -= PART) {
        yield new Uint8Array(PART).fill(written++);
      }
    }
    let bytes = 0;
    let right = true;
    // The system's own peak would count the process that this one was forked from.
    let memory = 0;
    // All elements of a source row are one number, as parts are whole rows, or rows are in one part.
    const sourceRow = '${dataFormat}' === 'channels_last' ? shape[2] * shape[3] : shape[3];
    const row = sourceRow * size;
    for await (const rows of layer.stream(source(), { shape })) {
      for (let at = 0; at < rows.length; at += row) {
        const from = Math.floor((bytes + at) / row / size) * sourceRow;
        right &&= rows[at] === (Math.floor(from / PART) & 255) && rows[at + row - 1] === rows[at];
      }
      bytes += rows.length;
      memory = Math.max(memory, process.memoryUsage.rss());
    }
    report({ bytes, right, memory });
  `);
  expect({ bytes, right }).toEqual({ bytes: 4 * GIGABYTE, right: true });
  expect(memory / MEGABYTE).toBeLessThan(150);
});
