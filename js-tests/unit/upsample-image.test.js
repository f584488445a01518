// upsampleImage() where there is no page: pictures of numbers, in turns with the event loop.
import { jest } from '@jest/globals';
import { init, describe as inspect, upsampleImage, upsampleImageData } from 'upsampling2d';
import { inChild } from '../helpers/child.js';
import { expectStillWorks, SHAPE } from '../helpers/errors.js';
import { expectSameBits, INTERPOLATIONS, random } from '../helpers/tensors.js';

beforeAll(() => init());

function randomPicture(width, height, seed, opaque) {
  const next = random(seed);
  const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) =>
    opaque && i % 4 === 3 ? 255 : Math.floor(next() * 256),
  );
  return { data, width, height };
}

const failure = async (source, options) => {
  const error = await upsampleImage(source, options).then(
    () => undefined,
    (thrown) => thrown,
  );
  expectStillWorks();
  return error;
};

test.each(INTERPOLATIONS)('%s: what upsampleImageData makes, bit for bit', async (interpolation) => {
  for (const opaque of [true, false]) {
    for (const linearLight of [true, false]) {
      const picture = randomPicture(170, 130, 3, opaque);
      const options = { size: [3, 2], interpolation, linearLight };
      const expected = upsampleImageData(picture, options);
      const result = await upsampleImage(picture, options);
      expect([result.width, result.height]).toEqual([340, 390]);
      expectSameBits(result.data, expected.data);
    }
  }
});

test('one transparent pixel at the end is seen', async () => {
  const picture = randomPicture(1200, 1100, 1, true);
  picture.data[picture.data.length - 1] = 0;
  const options = { size: 1, interpolation: 'gaussian' };
  expectSameBits((await upsampleImage(picture, options)).data, upsampleImageData(picture, options).data);
});

test('without init() before', async () => {
  const data = await inChild(`
    import { upsampleImage } from 'upsampling2d';
    const { data } = await upsampleImage({ data: Uint8ClampedArray.of(1, 2, 3, 4), width: 1, height: 1 });
    report([...data]);
  `);
  expect(data).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
});

test('the colour space stays', async () => {
  const picture = { ...randomPicture(2, 2, 1, true), colorSpace: 'display-p3' };
  expect((await upsampleImage(picture)).colorSpace).toBe('display-p3');
  expect((await upsampleImage(picture, { colorSpace: 'display-p3' })).colorSpace).toBe('display-p3');
});

test('progress rises to the rows of the result', async () => {
  const seen = [];
  await upsampleImage(randomPicture(300, 200, 1, true), { size: 2, onProgress: (...numbers) => seen.push(numbers) });
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.at(-1)).toEqual([400, 400]);
  for (const [i, [done]] of seen.entries()) expect(done).toBeGreaterThan(seen[i - 1]?.[0] ?? 0);
});

test('other tasks run meanwhile, and many calls at once give their own results', async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const options = { size: 3, interpolation: 'lanczos5' };
  const pictures = Array.from({ length: 8 }, (_, i) => randomPicture(400 + i, 300, i, i % 2 === 0));
  const results = await Promise.all(pictures.map((picture) => upsampleImage(picture, options)));
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(1);
  for (const [i, { data }] of results.entries()) expectSameBits(data, upsampleImageData(pictures[i], options).data);
});

test('a signal, before and during the work', async () => {
  const reason = new Error('changed my mind');
  const picture = randomPicture(600, 600, 1, true);
  expect(await failure(picture, { signal: AbortSignal.abort(reason) })).toBe(reason);
  const controller = new AbortController();
  const onProgress = jest.fn(() => controller.abort(reason));
  expect(await failure(picture, { signal: controller.signal, onProgress })).toBe(reason);
  expect(onProgress).toHaveBeenCalledTimes(1);
});

test('what onProgress throws', async () => {
  const reason = new Error('enough');
  const onProgress = () => {
    throw reason;
  };
  expect(await failure(randomPicture(9, 9, 1, true), { onProgress })).toBe(reason);
});

test('failed calls leave nothing in the module', async () => {
  const picture = randomPicture(300, 300, 1, true);
  const run = () => failure(picture, { onProgress: () => expect('nothing').toBe('done') });
  for (let i = 0; i < 5; i++) await run();
  const before = inspect().memory;
  for (let i = 0; i < 200; i++) await run();
  expect(inspect().memory).toEqual(before);
});

test('a buffer that is taken away during the work', async () => {
  const picture = randomPicture(600, 600, 1, true);
  const onProgress = () => {
    if (picture.data.length > 0) structuredClone(picture.data.buffer, { transfer: [picture.data.buffer] });
  };
  const error = await failure(picture, { onProgress });
  expect(error).toBeInstanceOf(TypeError);
  expect(error.message).toContain('not detached for image.data');
});

const PIXEL = randomPicture(1, 1, 1, true);

test.each([
  [undefined, {}, TypeError, 'for source'],
  [null, {}, TypeError, 'for source'],
  ['picture.png', {}, TypeError, 'an ImageData, a Blob, or something that drawImage() takes for source'],
  [{}, {}, TypeError, 'for source'],
  [new Blob(['x']), {}, TypeError, 'an image that can be decoded here for source'],
  [{ ...PIXEL, width: 2 }, {}, RangeError, 'for image.data'],
  [{ ...PIXEL, width: 0 }, {}, RangeError, 'image.width'],
  [PIXEL, { sise: 2 }, TypeError, 'did you mean size?'],
  [PIXEL, { size: 0 }, RangeError, 'size'],
  [PIXEL, { size: 30_000 }, RangeError, 'bytes'],
  [PIXEL, { interpolation: 'cubic' }, TypeError, 'interpolation'],
  [PIXEL, { colorSpace: 'rec2020' }, TypeError, 'srgb or display-p3 for colorSpace'],
  [PIXEL, { colorSpace: 'display-p3' }, TypeError, 'for colorSpace'],
  [PIXEL, { to: {} }, TypeError, 'a canvas for to'],
  [PIXEL, { to: null }, TypeError, 'a canvas for to'],
  [PIXEL, { signal: 1 }, TypeError, 'an AbortSignal for signal'],
  [PIXEL, { onProgress: 'x' }, TypeError, 'a function for onProgress'],
  [PIXEL, { workers: -1 }, RangeError, 'for workers'],
])('%p with %p', async (source, options, kind, message) => {
  const error = await failure(source, options);
  expect(error).toBeInstanceOf(kind);
  expect(error.message).toMatch(SHAPE);
  expect(error.message).toContain(message);
});
