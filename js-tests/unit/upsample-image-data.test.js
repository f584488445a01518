// upsampleImageData(): pictures with straight alpha, as a canvas has them.
import { init, UpSampling2D, upsampleImageData } from 'upsampling2d';
import { expectArgumentError, expectStillWorks } from '../helpers/errors.js';
import { forward } from '../helpers/reference.js';
import { INTERPOLATIONS, modesOf, random } from '../helpers/tensors.js';

beforeAll(() => init());

const picture = (data, width, height) => ({ data: Uint8ClampedArray.from(data), width, height });
const enlarge = (image, options) => upsampleImageData(image, options);

function randomPicture(width, height, seed, alpha) {
  const next = random(seed);
  return picture(
    Array.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? alpha(next()) : Math.floor(next() * 256))),
    width,
    height,
  );
}

test('nearest repeats pixels, alpha and hidden colours included', () => {
  const image = picture([1, 2, 3, 4, 250, 200, 100, 0], 2, 1);
  const result = enlarge(image, { size: [2, 3], interpolation: 'nearest' });
  const row = [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 250, 200, 100, 0, 250, 200, 100, 0, 250, 200, 100, 0];
  expect({ width: result.width, height: result.height }).toEqual({ width: 6, height: 2 });
  expect(Object.prototype.toString.call(result.data)).toBe('[object Uint8ClampedArray]');
  expect(Array.from(result.data)).toEqual([...row, ...row]);
  expect(result.colorSpace ?? 'srgb').toBe('srgb');
});

test('the default size is 2', () => {
  expect(enlarge(picture([9, 9, 9, 255], 1, 1))).toMatchObject({ width: 2, height: 2 });
});

test('the colour space is handed on', () => {
  const image = { ...picture([9, 9, 9, 255], 1, 1), colorSpace: 'display-p3' };
  expect(enlarge(image, { size: 2 }).colorSpace).toBe('display-p3');
});

test('the picture is left alone, and any view of its bytes will do', () => {
  const bytes = Uint8Array.of(0, 0, 0, 10, 20, 30, 255, 99);
  const view = bytes.subarray(3, 7);
  const result = enlarge({ data: view, width: 1, height: 1 }, { size: 2, interpolation: 'bilinear' });
  expect(Array.from(result.data.subarray(0, 4))).toEqual([10, 20, 30, 255]);
  expect(Array.from(bytes)).toEqual([0, 0, 0, 10, 20, 30, 255, 99]);
});

const cells = INTERPOLATIONS.flatMap((interpolation) =>
  modesOf(interpolation).map((coordinates) => [interpolation, coordinates]),
);

test.each(cells)(
  '%s %s: an opaque picture is what the layer makes of its channels, within 1',
  (interpolation, coordinates) => {
    const image = randomPicture(9, 7, 3, () => 255);
    const result = enlarge(image, { size: [2, 3], interpolation, coordinates });
    const layer = new UpSampling2D({ size: [2, 3], interpolation, coordinates, dataFormat: 'channels_last' });
    const expected = layer.apply({ data: image.data, shape: [1, 7, 9, 4] }).data;
    let worst = 0;
    result.data.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(value - expected[i]));
    });
    expect(worst).toBeLessThanOrEqual(1);
  },
);

// The definition: colours weighted by their alpha, filtered, and divided by the filtered alpha.
function byDefinition({ data, width, height }, { size, interpolation, coordinates, linearLight }) {
  const decode = (v) => (linearLight ? (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4) : v);
  const encodeLight = (v) => (linearLight ? (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055) : v);
  const clamp = (v) => Math.min(1, Math.max(0, v));
  const premultiplied = Float64Array.from(data, (v, i) =>
    i % 4 === 3 ? v / 255 : decode(v / 255) * (data[i - (i % 4) + 3] / 255),
  );
  const filtered = forward(premultiplied, [1, height, width, 4], {
    size,
    interpolation,
    coordinates,
    dataFormat: 'channels_last',
  });
  return filtered.map((v, i) => {
    const alpha = filtered[i - (i % 4) + 3];
    if (i % 4 === 3) return clamp(v) * 255;
    return alpha <= 0 ? 0 : clamp(encodeLight(clamp(v / alpha))) * 255;
  });
}

test.each(['bilinear', 'gaussian', 'mitchellcubic', 'bicubic', 'lanczos3'])(
  '%s: half-transparent pictures follow the definition',
  (interpolation) => {
    const options = { size: [2, 3], interpolation, coordinates: 'half_pixel' };
    const image = randomPicture(8, 6, 5, (u) => 128 + Math.floor(u * 128));
    const expected = byDefinition(image, options);
    enlarge(image, options).data.forEach((value, i) => {
      if (Math.abs(value - expected[i]) > 1.01) throw new Error(`byte ${i} is ${value} instead of ${expected[i]}`);
    });
  },
);

test.each(['bilinear', 'bicubic', 'lanczos3', 'lanczos5', 'gaussian', 'mitchellcubic'])(
  '%s: no fringes of the colour of transparent pixels',
  (interpolation) => {
    const pixels = Array.from({ length: 8 }, (_, x) => (x < 4 ? [255, 0, 0, 255] : [0, 255, 0, 0])).flat();
    const { data } = enlarge(picture(pixels, 8, 1), { size: [1, 4], interpolation });
    for (let i = 0; i < data.length; i += 4) {
      expect(data[i + 1]).toBe(0);
      if (data[i + 3] > 0) expect(data[i]).toBe(255);
    }
  },
);

test('linearLight mixes light, not codes', () => {
  const image = picture([0, 0, 0, 255, 255, 255, 255, 255], 2, 1);
  const codes = enlarge(image, { size: [1, 2], interpolation: 'bilinear' }).data;
  const light = enlarge(image, { size: [1, 2], interpolation: 'bilinear', linearLight: true }).data;
  expect([codes[0], codes[4], codes[8], codes[12]]).toEqual([0, 64, 191, 255]);
  expect([light[0], light[4], light[8], light[12]]).toEqual([0, 137, 225, 255]);
});

test.each([
  ['srgb', [0, 137, 225, 255]],
  ['display-p3', [0, 137, 225, 255]],
  ['srgb-linear', [0, 64, 191, 255]],
  ['display-p3-linear', [0, 64, 191, 255]],
])('linearLight in %s', (colorSpace, reds) => {
  const image = { ...picture([0, 0, 0, 255, 255, 255, 255, 255], 2, 1), colorSpace };
  const { data } = enlarge(image, { size: [1, 2], interpolation: 'bilinear', linearLight: true });
  expect([data[0], data[4], data[8], data[12]]).toEqual(reds);
});

test('linearLight in a colour space of unknown curve is refused; without it, it is not', () => {
  const image = { ...picture([0, 0, 0, 255, 255, 255, 255, 255], 2, 1), colorSpace: 'rec2100-pq' };
  expectArgumentError(() => enlarge(image, { linearLight: true }), TypeError, [/display-p3-linear/, /rec2100-pq/]);
  expect(enlarge(image, { size: [1, 2], interpolation: 'bilinear' }).data[4]).toBe(64);
});

test('linearLight gives every grey back where nothing is mixed', () => {
  const greys = Array.from({ length: 256 }, (_, v) => [v, v, v, 255]).flat();
  const { data } = enlarge(picture(greys, 1, 256), { size: [1, 3], interpolation: 'bicubic', linearLight: true });
  for (let v = 0; v < 256; v++) expect(Array.from(data.subarray(v * 12, v * 12 + 4))).toEqual([v, v, v, 255]);
});

test.each(['bilinear', 'lanczos3'])('linearLight with %s follows the definition', (interpolation) => {
  const options = { size: 2, interpolation, coordinates: 'half_pixel', linearLight: true };
  const image = randomPicture(8, 6, 6, (u) => 128 + Math.floor(u * 128));
  const expected = byDefinition(image, { ...options, size: [2, 2] });
  enlarge(image, options).data.forEach((value, i) => {
    if (Math.abs(value - expected[i]) > 1.01) throw new Error(`byte ${i} is ${value} instead of ${expected[i]}`);
  });
});

describe('refused', () => {
  test.each([
    ['null', null, TypeError],
    ['undefined', undefined, TypeError],
    ['a string', 'photo.png', TypeError],
    ['a bare array', new Uint8ClampedArray(4), TypeError],
    ['without width', { data: new Uint8ClampedArray(4), height: 1 }, TypeError],
    ['width as a string', { data: new Uint8ClampedArray(4), width: '1', height: 1 }, TypeError],
    ['data as a plain array', { data: [1, 2, 3, 4], width: 1, height: 1 }, TypeError],
    ['float data', { data: new Float32Array(4), width: 1, height: 1 }, TypeError],
    ['a negative width', { data: new Uint8ClampedArray(4), width: -1, height: -1 }, RangeError],
    ['a fractional height', { data: new Uint8ClampedArray(4), width: 1, height: 1.5 }, RangeError],
    ['nothing at all, which no ImageData can be', { data: new Uint8ClampedArray(0), width: 0, height: 5 }, RangeError],
    ['too few bytes', { data: new Uint8ClampedArray(3), width: 1, height: 1 }, RangeError],
    ['too many bytes', { data: new Uint8ClampedArray(8), width: 1, height: 1 }, RangeError],
  ])('image: %s', (_, image, errorClass) => {
    expectArgumentError(() => enlarge(image, { size: 2 }), errorClass);
    expectStillWorks();
  });

  test.each([
    ['an unknown option', { sise: 2 }, TypeError],
    ['a bad interpolation', { interpolation: 'linear' }, TypeError],
    ['a bad size', { size: 0 }, RangeError],
    ['area with coordinates', { interpolation: 'area', coordinates: 'asymmetric' }, TypeError],
    ['linearLight: 1', { linearLight: 1 }, TypeError],
    ['null', null, TypeError],
  ])('options: %s', (_, options, errorClass) => {
    expectArgumentError(() => enlarge(picture([1, 2, 3, 4], 1, 1), options), errorClass);
    expectStillWorks();
  });

  test('a picture too large to make', () => {
    expectArgumentError(() => enlarge(picture([1, 2, 3, 4], 1, 1), { size: 2 ** 20 }), RangeError);
    expectStillWorks();
  });
});
