// Names of results, and patterns, with the paths of Windows and of others: the functions of the packed command.
import { join, posix, win32 } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installCommand } from '../helpers/command.js';

let command;
let names;

beforeAll(async () => {
  command = await installCommand();
  names = await import(pathToFileURL(join(command.modules, 'upsampling2d-cli/dist/names.js')).href);
});
afterAll(() => command?.remove());

// The filter that each kind has, where none is named.
test.each([
  ['a.gif', {}, 'a-lanczos3.png'],
  ['x.npz', {}, 'x-nearest.npy'],
  ['x.NPY', {}, 'x-nearest.NPY'],
  ['a', { format: 'webp' }, 'a-lanczos3.webp'],
  ['x', { format: 'npy' }, 'x-nearest.npy'],
])('the name of the result of %s, %j, has its filter', (input, settings, output) => {
  const name = '{name}-{interpolation}.{ext}';
  expect(names.outputFor(input, input, { size: [2, 2], name, ...settings }, posix)).toBe(output);
});

const SETTINGS = { size: [2, 2], interpolation: 'area' };

describe('on Windows', () => {
  test.each([
    ['C:\\shots\\a.jpg', 'a.jpg', {}, 'C:\\shots\\a@2x.jpg'],
    ['shots\\deep\\a.PNG', 'deep\\a.PNG', { outDir: 'D:\\big' }, 'D:\\big\\deep\\a.PNG'],
    ['shots/deep/a.png', 'deep/a.png', { outDir: 'big' }, 'big\\deep\\a.png'],
    ['\\\\server\\share\\a.tif', 'a.tif', { format: 'webp' }, '\\\\server\\share\\a@2x.webp'],
    ['C:\\a b\\x.npz', 'x.npz', { name: '{name}-{interpolation}.{ext}' }, 'C:\\a b\\x-area.npy'],
  ])('%s becomes the right name', (input, below, settings, output) => {
    expect(names.outputFor(input, below, { ...SETTINGS, ...settings }, win32)).toBe(output);
  });

  test.each(['..\\{name}.png', 'C:{name}.png', 'x/{name}.png'])(
    'the template %s leads elsewhere, and is refused',
    (name) => {
      expect(() => names.outputFor('a.png', 'a.png', { ...SETTINGS, name }, win32)).toThrow(
        "Expected a file's name for --name",
      );
    },
  );

  test('patterns may have backslashes', () => {
    expect(names.asPattern('shots\\**\\*.png', '\\')).toBe('shots/**/*.png');
    expect(names.asPattern('shots/a\\[1].png', '/')).toBe('shots/a\\[1].png');
  });
});

test.each([
  ['/shots/a.jpg', 'a.jpg', {}, '/shots/a@2x.jpg'],
  ['a.tar.png', 'a.tar.png', { size: [2, 3] }, 'a.tar@2x3x.png'],
  ['shots/deep/a.JPEG', 'deep/a.JPEG', { outDir: '../big' }, '../big/deep/a.JPEG'],
  ['a.gif', 'a.gif', {}, 'a@2x.png'],
  ['a.jpeg', 'a.jpeg', { format: 'jpeg' }, 'a@2x.jpeg'],
  ['a\\b.png', 'a\\b.png', {}, 'a\\b@2x.png'],
])('elsewhere %s becomes the right name', (input, below, settings, output) => {
  expect(names.outputFor(input, below, { ...SETTINGS, ...settings }, posix)).toBe(output);
});

test.each([
  ['*.png', ''],
  ['shots/*.png', 'shots'],
  ['shots/**', 'shots'],
  ['/data/shots/2024-*/x/*.png', '/data/shots'],
  ['shots/{a,b}/c.png', 'shots'],
  ['C:/shots/*.png', 'C:/shots'],
])('the results of %s mirror what lies below "%s"', (pattern, base) => {
  expect(names.patternBase(pattern)).toBe(base);
});
