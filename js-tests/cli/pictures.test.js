// Pictures through the packed command: what is decoded from the result are the numbers of apply and upsampleImageData, with the
// depth, the profile and the alpha of the original.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { init, UpSampling2D, upsampleImageData } from 'upsampling2d';
import { installCommand, newFolder, runCommand } from '../helpers/command.js';

const [WIDTH, HEIGHT] = [23, 17];

let command;
let folder;

beforeAll(async () => {
  await init();
  command = await installCommand();
});
afterAll(() => command?.remove());

const file = (name) => join(folder, name);
const run = (...args) => runCommand(command, args, { cwd: folder });

async function runWell(...args) {
  const result = await run(...args);
  expect([result.stderr.match(/upsampling2d:.*/)?.[0], result.code]).toEqual([undefined, 0]);
  return result;
}

// Waves with edges, so that filters overshoot and every channel differs.
function samples(channels, bits) {
  const Samples = bits === 16 ? Uint16Array : Uint8Array;
  const most = 2 ** bits - 1;
  return Samples.from({ length: WIDTH * HEIGHT * channels }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / channels), i % channels];
    const [x, y] = [pixel % WIDTH, Math.floor(pixel / WIDTH)];
    if ((x + channel) % 7 === 0) return most;
    if ((y + 2 * channel) % 5 === 0) return 0;
    return ((Math.sin(x * 0.9 + channel) * Math.cos(y * 1.1 - channel) + 1) / 2) * most;
  });
}

function toPng(data, channels, bits) {
  const space = channels < 3 ? (bits === 16 ? 'grey16' : 'b-w') : bits === 16 ? 'rgb16' : 'srgb';
  const raw = { width: WIDTH, height: HEIGHT, channels };
  return sharp(data, { raw }).toColourspace(space).png();
}

async function pixelsOf(source, bits) {
  const { channels, hasProfile } = await sharp(source).metadata();
  const deep = channels < 3 ? 'grey16' : 'rgb16';
  const image = hasProfile ? sharp(source).keepIccProfile() : sharp(source);
  const { data, info } = await image
    .toColourspace(bits === 16 ? deep : channels === 1 ? 'b-w' : 'srgb')
    .raw({ depth: bits === 16 ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (bits === 16) return { ...info, data: new Uint16Array(new Uint8Array(data).buffer) };
  // sharp gives grey of 8 bits away without its alpha, so that comes as red, green, blue and alpha.
  const isGreyAlpha = channels === 2;
  return {
    ...info,
    channels,
    data: new Uint8Array(isGreyAlpha ? data.filter((_, i) => i % 4 === 0 || i % 4 === 3) : data),
  };
}

function enlarged(data, channels, options) {
  const layer = new UpSampling2D(options);
  const result = layer.apply({ data, shape: [1, HEIGHT, WIDTH, channels] }).data;
  layer.dispose();
  return result;
}

function toRgba(data, channels) {
  const colour = (i, channel) => data[i * channels + (channels < 3 ? 0 : channel)];
  const alpha = (i) => (channels % 2 === 0 ? data[i * channels + channels - 1] : 255);
  return Uint8ClampedArray.from({ length: WIDTH * HEIGHT * 4 }, (_, at) =>
    at % 4 === 3 ? alpha(at >> 2) : colour(at >> 2, at % 4),
  );
}

// The result of upsampleImageData, with the channels of the picture.
function enlargedImage(data, channels, options) {
  const large = upsampleImageData({ data: toRgba(data, channels), width: WIDTH, height: HEIGHT }, options).data;
  const places = { 1: [0], 2: [0, 3], 3: [0, 1, 2], 4: [0, 1, 2, 3] }[channels];
  return Uint8Array.from({ length: (large.length / 4) * channels }, (_, i) => {
    return large[Math.floor(i / channels) * 4 + places[i % channels]];
  });
}

// 16 bits in double: weighted by alpha, and as light where that is asked for.
function enlargedInDouble(data, channels, { linearLight, ...options }) {
  const alphaAt = channels % 2 === 0 ? channels - 1 : -1;
  const decode = (v) => (linearLight ? (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4) : v);
  const encode = (v) => (linearLight ? (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055) : v);
  const clip = (v) => Math.min(1, Math.max(0, v));
  const weighed = Float64Array.from(data, (value, i) => {
    const alpha = alphaAt < 0 ? 1 : data[i - (i % channels) + alphaAt] / 65535;
    return i % channels === alphaAt ? alpha : decode(value / 65535) * alpha;
  });
  const large = enlarged(weighed, channels, options);
  return Uint16Array.from(large, (value, i) => {
    const alpha = alphaAt < 0 ? 1 : large[i - (i % channels) + alphaAt];
    const own = i % channels === alphaAt ? clip(value) : encode(clip(alpha > 0 ? value / alpha : 0));
    return Math.round(own * 65535);
  });
}

const farthest = (a, b) => a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

beforeAll(() => {
  folder = newFolder(command);
});

describe('numbers', () => {
  const filter = { size: [2, 3], interpolation: 'bicubic', coordinates: 'asymmetric' };
  const flags = ['--size', '2,3', '--interpolation', 'bicubic', '--coordinates', 'asymmetric', '--force'];

  test.each([
    [1, 8],
    [3, 8],
    [1, 16],
    [3, 16],
  ])('%i opaque channels of %i bits are those of apply', async (channels, bits) => {
    const data = samples(channels, bits);
    await toPng(data, channels, bits).toFile(file('opaque.png'));
    await runWell('opaque.png', '-o', 'opaque-large.png', ...flags);
    const result = await pixelsOf(file('opaque-large.png'), bits);
    expect([result.width, result.height, result.channels]).toEqual([WIDTH * 3, HEIGHT * 2, channels]);
    expect((await sharp(file('opaque-large.png')).metadata()).depth).toBe(bits === 16 ? 'ushort' : 'uchar');
    expect(result.data).toEqual(enlarged(data, channels, filter));
  });

  test.each([
    [2, false],
    [4, false],
    [1, true],
    [2, true],
    [3, true],
    [4, true],
  ])('%i channels of 8 bits, linear light %s, are those of upsampleImageData', async (channels, linearLight) => {
    const data = samples(channels, 8);
    await toPng(data, channels, 8).toFile(file('alpha.png'));
    await runWell('alpha.png', '-o', 'alpha-large.png', ...flags, ...(linearLight ? ['--linear-light'] : []));
    const result = await pixelsOf(file('alpha-large.png'), 8);
    expect(result.channels).toBe(channels);
    expect(result.data).toEqual(enlargedImage(data, channels, { ...filter, linearLight }));
  });

  test.each([
    [2, false],
    [4, false],
    [1, true],
    [4, true],
  ])('%i channels of 16 bits, linear light %s, are right to a step or two', async (channels, linearLight) => {
    const data = samples(channels, 16);
    await toPng(data, channels, 16).toFile(file('deep.png'));
    await runWell('deep.png', '-o', 'deep-large.png', ...flags, ...(linearLight ? ['--linear-light'] : []));
    const result = await pixelsOf(file('deep-large.png'), 16);
    const wanted = enlargedInDouble(data, channels, { ...filter, linearLight });
    // Where there is almost no alpha, a rounding of float32 shows in the colour.
    const seen = (values) =>
      values.map((value, i) => {
        const alpha = channels % 2 === 0 ? wanted[i - (i % channels) + channels - 1] : 65535;
        return alpha < 700 ? 0 : value;
      });
    expect(farthest(seen(result.data), seen(wanted))).toBeLessThanOrEqual(linearLight ? 4 : 1);
  });

  test('a palette becomes its colours', async () => {
    const data = samples(3, 8);
    const palette = await toPng(data, 3, 8).png({ palette: true, colours: 8 }).toBuffer();
    expect((await sharp(palette).metadata()).isPalette).toBe(true);
    writeFileSync(file('palette.png'), palette);
    await runWell('palette.png', '-o', 'palette-large.png', ...flags);
    const before = await pixelsOf(palette, 8);
    const after = await pixelsOf(file('palette-large.png'), 8);
    expect(after.data).toEqual(enlarged(before.data, before.channels, filter));
  });

  test('the number of workers changes nothing', async () => {
    const noise = Uint8Array.from({ length: 700 * 500 * 3 }, (_, i) => (i * 2654435761) >>> 24);
    await sharp(noise, { raw: { width: 700, height: 500, channels: 3 } })
      .png()
      .toFile(file('noise.png'));
    await runWell('noise.png', '-o', 'noise-0.png', '--workers', '0');
    await runWell('noise.png', '-o', 'noise-2.png', '--workers', '2');
    expect(readFileSync(file('noise-0.png')).equals(readFileSync(file('noise-2.png')))).toBe(true);
    const layer = new UpSampling2D({ size: 2, interpolation: 'lanczos3' });
    const wanted = layer.apply({ data: noise, shape: [1, 500, 700, 3] }).data;
    expect((await pixelsOf(file('noise-2.png'), 8)).data).toEqual(wanted);
  });
});

describe('formats', () => {
  const FORMATS = { jpg: 'jpeg', png: 'png', webp: 'webp', avif: 'heif', tif: 'tiff' };
  const names = Object.keys(FORMATS);

  beforeAll(async () => {
    const image = toPng(samples(3, 8), 3, 8);
    for (const name of names) await image.clone().toFile(file(`from-${name}.${name}`));
  });

  test.each(names)('each becomes %s', async (to) => {
    await runWell(...names.map((from) => `from-${from}.${from}`), '--format', to, '--out-dir', `to-${to}`);
    for (const from of names) {
      const { format, width, height, channels } = await sharp(file(`to-${to}/from-${from}.${to}`)).metadata();
      const wanted = { format: FORMATS[to], width: WIDTH * 2, height: HEIGHT * 2, channels: 3 };
      expect({ format, width, height, channels }).toEqual(wanted);
    }
  });

  test('without losses WebP has the numbers of apply', async () => {
    await runWell('from-png.png', '-o', 'lossless.webp', '--lossless');
    const wanted = enlarged(samples(3, 8), 3, { interpolation: 'lanczos3' });
    expect((await pixelsOf(file('lossless.webp'), 8)).data).toEqual(wanted);
  });

  test('a lower quality makes a smaller file', async () => {
    await runWell('from-png.png', '-o', 'fine.jpg');
    await runWell('from-png.png', '-o', 'coarse.jpg', '--quality', '20');
    expect(readFileSync(file('coarse.jpg')).length).toBeLessThan(readFileSync(file('fine.jpg')).length);
  });

  test('16 bits stay in TIFF, and are said to become 8 in others', async () => {
    const data = samples(3, 16);
    await toPng(data, 3, 16).toFile(file('sixteen.png'));
    await runWell('sixteen.png', '-o', 'sixteen.tif');
    expect((await pixelsOf(file('sixteen.tif'), 16)).data).toEqual(enlarged(data, 3, { interpolation: 'lanczos3' }));
    const { stderr } = await runWell('sixteen.png', '-o', 'sixteen.jpg');
    expect(stderr).toContain('its 16 bits became 8 in JPEG');
  });

  test('a still GIF becomes PNG', async () => {
    await toPng(samples(3, 8), 3, 8).gif().toFile(file('still.gif'));
    await runWell('still.gif');
    expect((await sharp(file('still@2x.png')).metadata()).format).toBe('png');
  });
});

describe('what belongs to a picture', () => {
  describe('each orientation', () => {
    const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8];

    beforeAll(async () => {
      for (const orientation of ORIENTATIONS) {
        await toPng(samples(3, 8), 3, 8)
          .withMetadata({ orientation })
          .png()
          .toFile(file(`turned-${orientation}.png`));
      }
      await runWell(...ORIENTATIONS.map((i) => `turned-${i}.png`), '-i', 'bilinear', '--out-dir', 'upright');
    });

    test.each(ORIENTATIONS)('%i is applied, and gone', async (orientation) => {
      const turned = sharp(file(`turned-${orientation}.png`));
      expect((await turned.metadata()).orientation).toBe(orientation);
      const { data, info } = await turned.autoOrient().raw().toBuffer({ resolveWithObject: true });
      const { width, height } = info;
      expect([width, height]).toEqual(orientation < 5 ? [WIDTH, HEIGHT] : [HEIGHT, WIDTH]);
      const layer = new UpSampling2D({ size: 2, interpolation: 'bilinear' });
      const wanted = layer.apply({ data: new Uint8Array(data), shape: [1, height, width, 3] }).data;
      const result = readFileSync(file(`upright/turned-${orientation}.png`));
      expect((await pixelsOf(result, 8)).data).toEqual(wanted);
      expect((await sharp(result).metadata()).orientation ?? 1).toBe(1);
    });
  });

  test.each(['png', 'jpg', 'webp', 'avif', 'tif'])(
    'a colour profile stays in %s, and changes no number',
    async (ending) => {
      const image = await toPng(samples(3, 8), 3, 8).withIccProfile('p3').png().toBuffer();
      writeFileSync(file('p3.png'), image);
      await runWell('p3.png', '-o', `p3-large.${ending}`);
      const { icc } = await sharp(image).metadata();
      expect(icc.length).toBeGreaterThan(100);
      expect((await sharp(file(`p3-large.${ending}`)).metadata()).icc?.equals(icc)).toBe(true);
      if (ending !== 'png' && ending !== 'tif') return;
      const before = await pixelsOf(image, 8);
      const wanted = enlarged(before.data, 3, { interpolation: 'lanczos3' });
      expect((await pixelsOf(file(`p3-large.${ending}`), 8)).data).toEqual(wanted);
    },
  );

  test('the resolution stays', async () => {
    await toPng(samples(1, 8), 1, 8).withMetadata({ density: 300 }).png().toFile(file('dense.png'));
    await runWell('dense.png', '-o', 'dense-large.jpg');
    expect((await sharp(file('dense-large.jpg')).metadata()).density).toBe(300);
  });

  test('light in a profile with another curve is said to be about right', async () => {
    await toPng(samples(3, 8), 3, 8).withIccProfile('p3').png().toFile(file('curve.png'));
    const { stderr } = await runWell('curve.png', '-o', 'curve-large.png', '--linear-light');
    expect(stderr).not.toContain('curve of sRGB');
    // The same profile under a name that this command does not know.
    const { icc } = await sharp(file('curve.png')).metadata();
    const renamed = Buffer.from(icc);
    const name = Buffer.from('sP3C', 'utf16le').swap16();
    Buffer.from('WIDE', 'utf16le').swap16().copy(renamed, icc.indexOf(name));
    writeFileSync(file('wide.icc'), renamed);
    await toPng(samples(3, 8), 3, 8).withIccProfile(file('wide.icc')).png().toFile(file('wide.png'));
    const other = await runWell('wide.png', '-o', 'wide-large.png', '--linear-light');
    expect(other.stderr).toMatch(/light was computed with the curve of sRGB, not that of WIDE/);
  });

  test('CMYK becomes sRGB, and that is said', async () => {
    await toPng(samples(3, 8), 3, 8).toColourspace('cmyk').jpeg().toFile(file('cmyk.jpg'));
    expect((await sharp(file('cmyk.jpg')).metadata()).space).toBe('cmyk');
    const { stderr } = await runWell('cmyk.jpg', '-o', 'cmyk-large.jpg');
    expect(stderr).toContain('its colours were converted from cmyk to sRGB');
    const { space, width } = await sharp(file('cmyk-large.jpg')).metadata();
    expect([space, width]).toEqual(['srgb', WIDTH * 2]);
  });

  test('transparent parts become JPEG only before a background', async () => {
    const clear = new Uint8Array(WIDTH * HEIGHT * 4);
    await toPng(clear, 4, 8).toFile(file('clear.png'));
    const { code, stderr } = await run('clear.png', '-o', 'clear.jpg');
    expect([code, stderr]).toEqual([
      1,
      'upsampling2d: clear.png has transparent parts, which JPEG cannot keep: choose another format or a --background\n',
    ]);
    expect(existsSync(file('clear.jpg'))).toBe(false);
    await runWell('clear.png', '-o', 'clear.jpg', '--background', '#ff0000');
    const { data } = await pixelsOf(file('clear.jpg'), 8);
    expect(farthest(data.subarray(0, 3), [255, 0, 0])).toBeLessThanOrEqual(2);
  });
});

describe('what is refused, in one sentence', () => {
  async function frames(format) {
    const frame = (background) => ({ create: { width: 4, height: 4, channels: 3, background } });
    const pages = await Promise.all(['red', 'blue'].map((colour) => sharp(frame(colour)).png().toBuffer()));
    const image = sharp(pages, { join: { animated: true } });
    return format === 'tiff' ? image.tiff().toBuffer() : image.toFormat(format).toBuffer();
  }

  const CASES = {
    'moving.gif': [() => frames('gif'), /^moving.gif is animated \(2 frames\), and only still pictures are enlarged$/],
    'moving.webp': [
      () => frames('webp'),
      /^moving.webp is animated \(2 frames\), and only still pictures are enlarged$/,
    ],
    'pages.tif': [() => frames('tiff'), /^pages.tif has 2 pages, and only files with one are enlarged$/],
    'drawing.png': [
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'),
      /^drawing.png is a drawing without pixels, which needs no enlarging$/,
    ],
    'text.jpg': [() => Buffer.from('Hello'), /^text.jpg is neither a picture nor an array that this command reads$/],
    'nothing.png': [() => Buffer.alloc(0), /^nothing.png is empty$/],
    'half.jpg': [
      async () => (await sharp(readFileSync('web/public/photos/rocket.jpg')).jpeg().toBuffer()).subarray(0, 9000),
      /^half.jpg cannot be decoded: \S+/,
    ],
  };

  test.each(Object.keys(CASES))('%s', async (name) => {
    const [make, sentence] = CASES[name];
    writeFileSync(file(name), await make());
    const { code, stdout, stderr } = await run(name, '-o', 'refused.png');
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/^upsampling2d: /)]);
    expect(stderr.trim().slice('upsampling2d: '.length)).toMatch(sentence);
    expect([code, stdout.length, existsSync(file('refused.png'))]).toEqual([1, 0, false]);
  });

  test('sides that a format has not', async () => {
    await toPng(samples(1, 8), 1, 8).toFile(file('small.png'));
    const { code, stderr } = await run('small.png', '-o', 'wide.webp', '--size', '1,800');
    expect([code, stderr.trim()]).toEqual([
      1,
      'upsampling2d: The result of small.png would have 18400 x 17 pixels, and WebP has at most 16383 a side',
    ]);
  });

  test('results that nothing holds', async () => {
    const { code, stderr } = await run('small.png', '-o', 'huge.png', '--size', '40000');
    expect([code, stderr.trim()]).toEqual([
      1,
      'upsampling2d: The result of small.png would have 920000 x 680000 pixels, and pictures of over 4 GB cannot be encoded',
    ]);
  });

  test.each([
    ['--gradient', []],
    ['--array', ['x']],
    ['--backend', ['torch']],
    ['--data-format', ['channels_first']],
    ['--output-dtype', ['float32']],
  ])('%s, which is for arrays', async (flag, value) => {
    const { code, stderr } = await run('small.png', '-o', 'no.png', flag, ...value);
    expect([code, stderr.trim()]).toEqual([1, `upsampling2d: small.png is a picture, for which there is no ${flag}`]);
  });

  test.each([
    ['--quality', ['30'], 'png', 'PNG'],
    ['--quality', ['30'], 'tif', 'TIFF'],
    ['--lossless', [], 'jpg', 'JPEG'],
    ['--lossless', [], 'png', 'PNG'],
  ])('%s %j, which %s has not', async (flag, value, ending, title) => {
    const { code, stderr } = await run('small.png', '-o', `no.${ending}`, flag, ...value);
    const sentence = `upsampling2d: The result of small.png is ${title}, for which there is no ${flag}`;
    expect([code, stderr.trim()]).toEqual([1, sentence]);
  });

  test('an array as the result', async () => {
    const { code, stderr } = await run('small.png', '-o', 'no.npy');
    expect([code, stderr.trim()]).toEqual([1, 'upsampling2d: small.png is a picture, whose result is no .npy file']);
  });
});
