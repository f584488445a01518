// A case with invented peers: which are timed, marked and left out. And which cases a run takes.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { init, UpSampling2D } from 'upsampling2d';
import { CASES, chooseCases, makeCase, makeInput } from '../../src/bench/cases.js';
import { openPeers, runCase } from '../../src/bench/contest.js';
import { elements } from '../../src/bench/elements.js';

const SETTINGS = { rounds: 1, sliceMs: 0.01, warmUpMs: 0.01 };
const TINY = makeCase('uint8', [1, 3, 5, 4], 2, 'channels_last', 'bilinear');

const truth = () =>
  new UpSampling2D({ interpolation: 'bilinear' }).apply({ data: makeInput(TINY), shape: TINY.shape }).data;

beforeAll(() => init());

/** A peer with this result for every case; `prepared` adds to its properties. */
function peer(name, result, prepared = {}) {
  const made = { name, kind: 'npm', packages: { [name]: '1.2.3' }, closed: 0 };
  made.open = async () => ({
    prepare: () => ({
      how: 'made up',
      into: () => {},
      result,
      close: () => {
        made.closed++;
      },
      ...prepared,
    }),
  });
  return made;
}

const open = (peers, log = () => {}) => openPeers(peers, {}, log);

describe('runCase', () => {
  test('times the package in its three ways, baselines, and the ways that a peer has', async () => {
    const { entries, baselines, bytes } = await runCase(TINY, await open([peer('equal', truth)]), {
      settings: SETTINGS,
    });
    expect(bytes).toBe(6 * 10 * 4);
    const timed = (ms) => Object.keys(ms).filter((way) => Number.isFinite(ms[way]));
    expect(entries.map(({ name, ms }) => [name, timed(ms)])).toEqual([
      ['upsampling2d', ['inside', 'into', 'fresh']],
      ['equal', ['into']],
    ]);
    expect(timed(baselines)).toEqual(['fill', 'copy', 'out']);
  });

  test.each([
    ['the same', () => truth(), { same: true, distance: 0 }],
    ['two off', () => truth().map((value) => value - 2), { same: true, distance: 2 }],
    ['three off, once', () => truth().map((value, i) => value - (i === 77 ? 3 : 0)), { same: false, distance: 3 }],
    ['not a number', () => new Float32Array(240).fill(Number.NaN), { same: false, distance: undefined }],
    ['too short', () => truth().slice(1), { same: false, distance: undefined }],
  ])('compares first: a result that is %s', async (_, result, expected) => {
    const { entries } = await runCase(TINY, await open([peer('it', result)]), { settings: SETTINGS });
    const { same, distance } = entries.find(({ name }) => name === 'it');
    expect({ same, distance }).toEqual(expected);
  });

  test('leaves out who cannot, and says who fails', async () => {
    const failing = peer('failing', () => {
      throw new Error('no memory\nat all');
    });
    const unable = { ...peer('unable', truth), open: async () => ({ prepare: () => undefined }) };
    const said = [];
    const log = (text) => said.push(text);
    const { entries } = await runCase(TINY, await open([failing, unable]), { log, settings: SETTINGS });
    expect(entries.map(({ name }) => name)).toEqual(['upsampling2d']);
    expect(said).toEqual([`failing fails on ${TINY.name}: no memory`]);
    expect(failing.closed).toBe(1);
  });

  test('closes what it opened, also when it is stopped', async () => {
    const one = peer('one', truth);
    const opened = await open([one]);
    await runCase(TINY, opened, { settings: SETTINGS });
    expect(one.closed).toBe(1);
    const pause = () => {
      throw new Error('stopped');
    };
    await expect(runCase(TINY, opened, { settings: { ...SETTINGS, pause } })).rejects.toThrow('stopped');
    expect(one.closed).toBe(2);
  });
});

test('openPeers says who is missing and has the versions of the others', async () => {
  const missing = { ...peer('missing', truth), open: () => Promise.reject(new Error('not there')) };
  const said = [];
  const opened = await open([missing, peer('present', truth)], (text) => said.push(text));
  expect(opened.map(({ peer: { name }, version }) => [name, version])).toEqual([['present', '1.2.3']]);
  expect(said).toEqual(['Without missing: not there']);
});

describe('cases', () => {
  const names = (choice) => chooseCases(choice).map(({ name }) => name);

  test('have names of their own, and shapes that fit', () => {
    expect(new Set(names({ all: true })).size).toBe(CASES.length);
    for (const { shape, outShape, size } of CASES) expect(elements(outShape)).toBe(elements(shape) * size ** 2);
  });

  test('few are among the usual, and the usual among all', () => {
    expect(names()).toEqual(expect.arrayContaining(names({ quick: true })));
    expect(names({ all: true })).toEqual(expect.arrayContaining(names()));
    expect(names({ quick: true })).toHaveLength(7);
  });

  test('are found by a part of their names, among all', () => {
    expect(names({ only: '[1, 8, 8, 4] X2 bi' })).toEqual([
      'float32 [1, 8, 8, 4] x2 bilinear',
      'float32 [1, 8, 8, 4] x2 bicubic',
    ]);
    expect(names({ only: 'of nobody' })).toEqual([]);
  });
});
