// The ImageData that a picture becomes, where the class is one of a test or a server: it may take fewer arguments, refuse
// arrays, or be none at all.
import { init, upsampleImageData } from 'upsampling2d';

beforeAll(() => init());
afterEach(() => {
  delete globalThis.ImageData;
});

const picture = (colorSpace) => ({
  data: Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 255),
  width: 2,
  height: 1,
  ...(colorSpace && { colorSpace }),
});
const PIXELS = [1, 2, 3, 255, 1, 2, 3, 255, 4, 5, 6, 255, 4, 5, 6, 255];
const enlarge = (colorSpace) => upsampleImageData(picture(colorSpace), { size: [1, 2] });

// jest-canvas-mock's refuses a fourth argument.
class ThreeArguments {
  constructor(data, width, height, ...more) {
    if (more.length > 0) throw new TypeError('too many arguments');
    Object.assign(this, { data, width, height });
  }
}

// Browsers'.
class FourArguments {
  constructor(data, width, height, { colorSpace = 'srgb' } = {}) {
    Object.assign(this, { data, width, height, colorSpace });
  }
}

// Takes no notice of the fourth.
class AlwaysSRGB extends FourArguments {
  constructor(data, width, height) {
    super(data, width, height, {});
  }
}

test.each([
  ['takes three arguments', ThreeArguments, undefined],
  ['takes three arguments', ThreeArguments, 'srgb'],
  ['takes four', FourArguments, undefined],
  ['takes four', FourArguments, 'display-p3'],
])('a class that %s makes the picture: %s, %s', (_, ImageData, colorSpace) => {
  globalThis.ImageData = ImageData;
  const image = enlarge(colorSpace);
  expect(image).toBeInstanceOf(ImageData);
  expect(image).toMatchObject({ width: 4, height: 1 });
  expect(image.colorSpace ?? 'srgb').toBe(colorSpace ?? 'srgb');
  expect([...image.data]).toEqual(PIXELS);
});

test.each([
  ['takes three arguments', ThreeArguments, 'display-p3'],
  ['knows no other colour space', AlwaysSRGB, 'display-p3'],
  [
    "refuses another realm's array",
    class {
      constructor() {
        throw new TypeError('not a Uint8ClampedArray');
      }
    },
  ],
  [
    'makes another picture',
    class extends FourArguments {
      constructor() {
        super(new Uint8ClampedArray(4), 1, 1);
      }
    },
  ],
  [
    'forgets the sides',
    class {
      constructor(data) {
        this.data = data;
      }
    },
  ],
  ['makes nothing', class {}],
  ['is an object', {}],
  ['is null', null],
  ['is not there', undefined],
])('a class that %s: a plain picture', (_, ImageData, colorSpace = 'srgb') => {
  globalThis.ImageData = ImageData;
  const image = enlarge(colorSpace);
  expect({ ...image, data: [...image.data] }).toEqual({
    data: PIXELS,
    width: 4,
    height: 1,
    colorSpace,
  });
  expect(Object.getPrototypeOf(image)).toBe(Object.prototype);
});
