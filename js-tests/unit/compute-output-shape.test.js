// computeOutputShape(): Keras' compute_output_shape, with null for unknown sizes.
import { init, UpSampling2D } from 'upsampling2d';
import { expectArgumentError } from '../helpers/errors.js';

let last;
let first;
beforeAll(async () => {
  await init();
  last = new UpSampling2D({ size: [2, 3], dataFormat: 'channels_last' });
  first = new UpSampling2D({ size: [2, 3], dataFormat: 'channels_first' });
});

test.each([
  [
    [1, 4, 5, 3],
    [1, 8, 15, 3],
    [1, 4, 10, 9],
  ],
  [
    [null, null, 3, null],
    [null, null, 9, null],
    [null, null, 6, null],
  ],
  [
    [null, null, null, null],
    [null, null, null, null],
    [null, null, null, null],
  ],
  [
    [null, 4, null, 3],
    [null, 8, null, 3],
    [null, 4, null, 9],
  ],
  [
    [0, 4, 5, 3],
    [0, 8, 15, 3],
    [0, 4, 10, 9],
  ],
  [
    [2, 0, 5, 3],
    [2, 0, 15, 3],
    [2, 0, 10, 9],
  ],
])('shape: %j', (shape, channelsLast, channelsFirst) => {
  expect(last.computeOutputShape(shape)).toEqual(channelsLast);
  expect(first.computeOutputShape(shape)).toEqual(channelsFirst);
});

test('shape: [null, null, 3, null] by 2 is [null, null, 6, null]', () => {
  expect(new UpSampling2D({ dataFormat: 'channels_last' }).computeOutputShape([null, null, 3, null])).toEqual([
    null,
    null,
    6,
    null,
  ]);
});

test.each([
  ['rank 3', [4, 5, 3], RangeError],
  ['rank 5', [1, 1, 4, 5, 3], RangeError],
  ['empty', [], RangeError],
  ['a negative side', [1, -4, 5, 3], RangeError],
  ['a fraction', [1, 4.5, 5, 3], RangeError],
  ['NaN', [1, NaN, 5, 3], RangeError],
  ['a side that grows past 2**31', [1, 2 ** 30, 5, 3], RangeError],
  ['a string side', [1, '4', 5, 3], TypeError],
  ['undefined as a side', [1, undefined, 5, 3], TypeError],
  ['null', null, TypeError],
  ['nothing', undefined, TypeError],
  ['a string', '1453', TypeError],
])('shape: %s is refused', (_, shape, errorClass) => {
  expectArgumentError(() => last.computeOutputShape(shape), errorClass, /shape/i);
});

test('the given shape is left alone', () => {
  const shape = Object.freeze([1, 4, 5, 3]);
  expect(last.computeOutputShape(shape)).not.toBe(shape);
});
