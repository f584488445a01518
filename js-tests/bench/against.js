// Two builds of this package in one process: both compute the same cases in the same rounds, so that a ratio says more than two
// runs could. For whoever changes the engine.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CASES, chooseCases, makeInput } from './cases.js';
import { measureRounds, median, timerOf } from './measure.js';
import { formatTime } from './report.js';

// Many short rounds: a few hundredths matter here, and a disturbance shall spoil only some of them.
const SETTINGS = { rounds: 61, sliceMs: 5 };

// The smallest tensor shows what a call costs, whatever the words on the command line are.
const TINY = CASES.filter(({ name }) => name === 'float32 [1, 8, 8, 4] x2 bilinear');

const WAYS = ['plan', 'into'];

/** The package in a folder like dist/. All in one file, so that the folder needs no package.json beside it. */
export async function loadDist(folder) {
  const api = await import(pathToFileURL(resolve(folder, 'inline.js')).href);
  await api.init();
  return api;
}

function prepare({ UpSampling2D }, test, input) {
  const layer = new UpSampling2D({ size: test.size, dataFormat: test.dataFormat, interpolation: test.interpolation });
  const tensor = { data: input, shape: test.shape };
  const options = { out: layer.apply(tensor).data };
  const plan = layer.plan(test.shape, test.dtype);
  plan.input.set(input);
  plan.run();
  return {
    result: options.out,
    plan: () => plan.run(),
    into: () => void layer.apply(tensor, options),
    close() {
      plan.dispose();
      layer.dispose();
    },
  };
}

const quantile = (sorted, share) => sorted[Math.round(share * (sorted.length - 1))];

/** What the ratios of all rounds say: their median, and the quarters between which half of them are. */
export function summarizeRatios(present, base) {
  const count = Math.min(present.length, base.length);
  const ratios = Array.from({ length: count }, (_, i) => base[i] / present[i]).sort((a, b) => a - b);
  return {
    present: median(present),
    base: median(base),
    ratio: median(ratios),
    low: quantile(ratios, 0.25),
    high: quantile(ratios, 0.75),
    rounds: count,
  };
}

/** Times one case in both builds, as a plan and as apply with out; says whether they agree to the bit. */
export async function compareCase(test, present, base, settings = {}) {
  const input = makeInput(test);
  const builds = { present: prepare(present, test, input), base: prepare(base, test, input) };
  try {
    const bytes = (data) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const same = bytes(builds.present.result).equals(bytes(builds.base.result));
    const ways = [];
    for (const way of WAYS) {
      const contenders = Object.entries(builds).map(([key, build]) => ({ key, time: timerOf(build[way]) }));
      const rounds = await measureRounds(contenders, { ...SETTINGS, ...settings });
      ways.push({ way, ...summarizeRatios(rounds.get('present'), rounds.get('base')) });
    }
    return { test, same, ways };
  } finally {
    for (const build of Object.values(builds)) build.close();
  }
}

/** A case in lines for a terminal. A ratio above one says that the present build is quicker. */
export function comparisonLines({ test, same, ways }) {
  const lines = ways.map(({ way, present, base, ratio, low, high, rounds }) =>
    [
      `  ${way.padEnd(5)}`,
      `${formatTime(base)} -> ${formatTime(present)}`.padStart(24),
      `  ${ratio.toFixed(3)}x`.padStart(10),
      `  (half of ${rounds} rounds: ${low.toFixed(3)} to ${high.toFixed(3)})`,
    ].join(''),
  );
  return [`${test.name}${same ? '' : '  ≠ other bits'}`, ...lines].join('\n');
}

/** Compares the builds of two folders on the chosen cases, and always on the tiny tensor. */
export async function runAgainst({ dist, against, log, settings, ...choice }) {
  const [present, base] = [await loadDist(dist), await loadDist(against)];
  log(`${against} -> ${resolve(dist)}, milliseconds; above 1x: the latter is quicker\n`);
  const results = [];
  for (const test of new Set([...chooseCases(choice), ...TINY])) {
    const result = await compareCase(test, present, base, settings);
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
