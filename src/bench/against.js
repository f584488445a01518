// Two builds of this package in one process. Both compute the same cases in the same rounds, so a ratio says more than two
// separate runs. Use it when you change the engine.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CASES, chooseCases, makeInput } from './cases.js';
import { elements } from './elements.js';
import { measureRounds, median, timerOf } from './measure.js';
import { formatTime } from './report.js';

// Many short rounds: a few percent matter here, and a disturbance spoils only some rounds.
const SETTINGS = { rounds: 21, sliceMs: 5 };

// The address of an instance's memory can change the speed of the same code by a tenth. So each build has several instances.
const INSTANCES = 3;

// The smallest tensor shows what a call costs. It is timed whatever the words on the command line are.
const TINY = CASES.filter(({ name }) => name === 'float32 [1, 8, 8, 4] x2 bilinear');

const WAYS = ['plan', 'into'];

/**
 * An instance of the package in a folder like dist/; `turn` distinguishes instances. It is bundled to one file, so that the
 * folder needs no package.json beside it.
 */
async function loadDist(folder, turn) {
  const api = await import(`${pathToFileURL(resolve(folder, 'inline.js')).href}?${turn}`);
  await api.init();
  return api;
}

/** Pairs of instances; each build is the first in turn. */
async function loadPairs(dist, against) {
  const pairs = [];
  for (let turn = 0; turn < INSTANCES; turn++) {
    const pair = {};
    const order = [
      ['present', dist],
      ['base', against],
    ];
    for (const [key, folder] of turn % 2 === 0 ? order : order.reverse()) pair[key] = await loadDist(folder, turn);
    pairs.push(pair);
  }
  return pairs;
}

// Both builds use the same `tensor` and `out`, so that neither has arrays at a better address.
function prepare({ UpSampling2D }, test, tensor, out) {
  const layer = new UpSampling2D({ size: test.size, dataFormat: test.dataFormat, interpolation: test.interpolation });
  const options = { out };
  const plan = layer.plan(test.shape, test.dtype);
  plan.input.set(tensor.data);
  return {
    result: () => layer.apply(tensor).data,
    plan: () => plan.run(),
    into: () => void layer.apply(tensor, options),
    close() {
      plan.dispose();
      layer.dispose();
    },
  };
}

const sameBytes = (a, b) => Buffer.from(a.buffer).equals(Buffer.from(b.buffer));

const quantile = (sorted, share) => sorted[Math.round(share * (sorted.length - 1))];

/** Summarises the ratios of all rounds: their median, their quartiles, and the ratio of the best times. */
export function summarizeRatios(present, base) {
  const ratios = present.map((ms, i) => base[i] / ms).sort((a, b) => a - b);
  return {
    present: median(present),
    base: median(base),
    ratio: median(ratios),
    low: quantile(ratios, 0.25),
    high: quantile(ratios, 0.75),
    best: Math.min(...base) / Math.min(...present),
    rounds: ratios.length,
  };
}

/** Times one case in both builds, as a plan and as apply with out; says whether they agree to the bit. */
async function compareCase(test, pairs, settings) {
  const tensor = { data: makeInput(test), shape: test.shape };
  const out = new tensor.data.constructor(elements(test.outShape));
  const samples = Object.fromEntries(WAYS.map((way) => [way, { present: [], base: [] }]));
  let same = true;
  for (const pair of pairs) {
    const builds = Object.entries(pair).map(([key, api]) => ({ key, ...prepare(api, test, tensor, out) }));
    try {
      same &&= sameBytes(builds[0].result(), builds[1].result());
      for (const way of WAYS) {
        const contenders = builds.map((build) => ({ key: build.key, time: timerOf(build[way]) }));
        const rounds = await measureRounds(contenders, { ...SETTINGS, ...settings });
        // A slow build may have had fewer rounds.
        const count = Math.min(...[...rounds.values()].map((times) => times.length));
        for (const [key, times] of rounds) samples[way][key].push(...times.slice(0, count));
      }
    } finally {
      for (const build of builds) build.close();
    }
  }
  return {
    test,
    same,
    ways: WAYS.map((way) => ({ way, ...summarizeRatios(samples[way].present, samples[way].base) })),
  };
}

/** A case in lines for a terminal. A ratio above one says that the present build is quicker. */
export function comparisonLines({ test, same, ways }) {
  const lines = ways.map(({ way, present, base, ratio, low, high, best, rounds }) =>
    [
      `  ${way.padEnd(5)}`,
      `${formatTime(base)} -> ${formatTime(present)}`.padStart(24),
      `  ${ratio.toFixed(3)}x`.padStart(10),
      `  (half of ${rounds} rounds: ${low.toFixed(3)} to ${high.toFixed(3)}; of the best: ${best.toFixed(3)})`,
    ].join(''),
  );
  return [`${test.name}${same ? '' : '  ≠ other bits'}`, ...lines].join('\n');
}

/** Compares the builds of two folders on the chosen cases, and always on the tiny tensor. */
export async function runAgainst({ dist, against, log, settings, ...choice }) {
  const pairs = await loadPairs(dist, against);
  log(`${against} -> ${resolve(dist)}, milliseconds; above 1x: the latter is quicker\n`);
  const results = [];
  for (const test of new Set([...chooseCases(choice), ...TINY])) {
    const result = await compareCase(test, pairs, settings);
    results.push(result);
    log(comparisonLines(result));
  }
  for (const way of WAYS) {
    const logs = results.map(({ ways }) => Math.log(ways.find((found) => found.way === way).ratio));
    log(
      `${way}: ${Math.exp(logs.reduce((sum, x) => sum + x, 0) / logs.length).toFixed(3)}x, the geometric mean of all cases`,
    );
  }
  return results;
}
