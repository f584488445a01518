// From names to the numbers of a native plan.

import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { INTERPOLATIONS } from 'upsampling2d';
import { makePlan } from '../../src/bench/build.js';

const lists = {
  dtypes: ['uint8', 'rgba8', 'float32'],
  interpolations: ['nearest', 'bilinear'],
  coordinates: ['asymmetric', 'half_pixel'],
  backends: ['numpy', 'tensorflow', 'jax'],
};
const module = { makePlan: (...values) => values };
const config = {
  ...{ size: [2, 3], dataFormat: 'channels_first', interpolation: 'bilinear' },
  ...{ shape: [1, 4, 5, 6], dtype: 'float32' },
};

test('every name becomes its own number, also behind names that the package does not offer', () => {
  expect(makePlan({ module, lists }, config)).toEqual([2, 3, true, 1, 1, 1, 0, 1, 4, 5, 6, 2, 2]);
  const gradient = {
    ...config,
    coordinates: 'asymmetric',
    gradient: true,
    backend: 'jax',
    dtype: 'uint8',
    outDtype: 'float32',
  };
  expect(makePlan({ module, lists }, gradient)).toEqual([2, 3, true, 1, 0, 2, 1, 1, 4, 5, 6, 0, 2]);
});

test('a name that the build does not know is refused', () => {
  expect(() => makePlan({ module, lists }, { ...config, dtype: 'float8' })).toThrow('The build has no float8');
});

test('a build from before there were backends is given none', () => {
  const { backends, ...older } = lists;
  expect(makePlan({ module, lists: older }, config)).toEqual([2, 3, true, 1, 1, 0, 1, 4, 5, 6, 2, 2]);
});

test('the lists beside the builds have everything that the package offers, in its order', () => {
  const written = JSON.parse(readFileSync(new URL('../../build/lists.json', import.meta.url), 'utf8'));
  expect(written.interpolations).toEqual([...INTERPOLATIONS]);
});
