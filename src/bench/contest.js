// One case: the package, the baselines and all peers that can do it, compared first and then timed in the same rounds.
import { makeBaselines } from './baselines.js';
import { makeInput } from './cases.js';
import { elements } from './elements.js';
import { measure, timerOf } from './measure.js';
import { prepareOurs, prepareScalar } from './ours.js';

/** The ways of use: inside the contender's own memory, from array to existing array, from array to new array. */
const WAYS = ['inside', 'into', 'fresh'];

// Bytes may be rounded differently. Peers that compute bytes in few bits may be off by two.
const TOLERANCE = { uint8: 2, float32: 2e-3 };

// Large results are compared at multiples of this prime, which meets every phase and channel.
const STEP = 7;
const LARGE = 1 << 22;

/** The largest difference of two results; undefined if the lengths differ or a difference is not a number. */
function difference(ours, theirs) {
  if (theirs.length !== ours.length) return undefined;
  const step = ours.length > LARGE ? STEP : 1;
  let largest = 0;
  for (let i = 0; i < ours.length; i += step) {
    const distance = Math.abs(ours[i] - theirs[i]);
    if (Number.isNaN(distance)) return undefined;
    if (distance > largest) largest = distance;
  }
  return largest;
}

// Whether a contender computes what we do, and how long its first call took.
async function compare(prepared, { dtype }, ours) {
  const start = performance.now();
  const result = await prepared.result();
  const spent = performance.now() - start;
  const distance = difference(ours, result);
  return { spent, distance, same: distance <= TOLERANCE[dtype] };
}

// A peer that fails is reported, and is left out of this case.
async function preparePeer({ peer, instance }, test, input, ours, log) {
  let prepared;
  try {
    prepared = await instance.prepare(test, input);
    if (prepared === undefined) return undefined;
    return { name: peer.name, kind: peer.kind, ...prepared, ...(await compare(prepared, test, ours)) };
  } catch (error) {
    log(`${peer.name} fails on ${test.name}: ${String(error.message ?? error).split('\n')[0]}`);
    await prepared?.close();
    return undefined;
  }
}

/**
 * @typedef {{ inside?: number, into?: number, fresh?: number }} Times milliseconds of a call, for each way of use
 * @typedef {'ours' | 'scalar' | 'npm' | 'builtin' | 'native'} Kind npm: runs in browsers and in Node; builtin: what every
 *   browser has itself; native: compiled for this machine, for Node only
 * @typedef {{ name: string, kind: Kind, how: string, same: boolean, equalWork: boolean, distance: number | undefined, ms: Times }} Entry
 *   equalWork: it computes another function that takes the same work, so that its time may be compared all the same
 * @typedef {{ fill: number, copy: number, out: number }} Baselines
 * @typedef {{ test: typeof import('./cases.js').CASES[number], bytes: number, baselines: Baselines, entries: Entry[] }} CaseResult
 */

/**
 * Times one case.
 *
 * @param {CaseResult['test']} test
 * @param {Awaited<ReturnType<typeof openPeers>>} peers
 * @param {{ scalar?: any, log?: (text: string) => void, settings?: object }} [options]
 * @returns {Promise<CaseResult>}
 */
export async function runCase(test, peers, { scalar, log = () => {}, settings = {} } = {}) {
  const input = makeInput(test);
  const ours = prepareOurs(test, input);
  const bytes = elements(test.outShape) * input.BYTES_PER_ELEMENT;
  const baselines = await makeBaselines(bytes);
  const entries = [
    { name: 'upsampling2d', kind: 'ours', how: 'plan.run, apply with out, apply', same: true, distance: 0, ...ours },
  ];
  if (scalar !== undefined) {
    const prepared = prepareScalar(scalar, test, input);
    const { spent, distance } = await compare(prepared, test, ours.result);
    entries.push({
      name: 'without SIMD',
      kind: 'scalar',
      how: 'plan',
      ...prepared,
      spent,
      distance,
      same: distance === 0,
    });
  }
  for (const opened of peers) {
    const entry = await preparePeer(opened, test, input, ours.result, log);
    if (entry !== undefined) entries.push(entry);
  }
  const contenders = Object.entries(baselines).map(([key, work]) => ({ key, time: timerOf(work) }));
  for (const entry of entries) {
    for (const way of WAYS) {
      const time = entry.times?.[way] ?? (entry[way] && timerOf(entry[way]));
      if (time)
        contenders.push({ key: `${way} ${entry.name}`, time, spent: entry.spent, native: entry.kind === 'native' });
    }
  }
  let medians;
  try {
    medians = await measure(contenders, settings);
  } finally {
    for (const entry of entries) await entry.close();
  }
  return {
    test,
    bytes,
    baselines: Object.fromEntries(Object.keys(baselines).map((key) => [key, medians.get(key)])),
    entries: entries.map(({ name, kind, how, same, equalWork = false, distance }) => {
      const ms = Object.fromEntries(WAYS.map((way) => [way, medians.get(`${way} ${name}`)]));
      return { name, kind, how, same, equalWork, distance, ms };
    }),
  };
}

/** Opens every peer that can be opened, and reports each of the others in one line. */
export async function openPeers(peers, host, log) {
  const opened = [];
  for (const peer of peers) {
    try {
      const instance = await peer.open(host);
      const versions = Object.values(peer.packages);
      opened.push({ peer, instance, version: instance.version ?? versions[0] ?? '' });
    } catch (error) {
      log(`Without ${peer.name}: ${String(error.message ?? error).split('\n')[0]}`);
    }
  }
  return opened;
}

/** Closes the peers. */
export async function closePeers(opened) {
  for (const { instance } of opened) await instance.close?.();
}
