// Interleaved rounds: every contender has a turn in every round, so that other work on the machine affects all of them alike.

/** How long a measurement may take. */
const SETTINGS = {
  // A quick contender gets this many rounds of that long each; a slower one as many calls as fit, but some.
  rounds: 11,
  sliceMs: 6,
  leastRounds: 3,
  // A call that still takes this long when it is warm is timed once.
  slowMs: 500,
  // Engines compile frequent functions in the background. Warming up takes this many calls and this time, or this time in all.
  warmUpCalls: 30,
  warmUpLeastMs: 150,
  warmUpMs: 500,
  // Code that was compiled before needs only warm caches.
  nativeWarmUpMs: 50,
  // Called between measurements with the share that is done: a page shows it, and stays responsive. If it throws, the work ends.
  pause: () => undefined,
};

/** The middle of some numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A timer of `count` calls of a function, which may be asynchronous: resolves with milliseconds in all. */
export function timerOf(work) {
  return async (count) => {
    const start = performance.now();
    for (let i = 0; i < count; i++) {
      const pending = work();
      // Awaiting costs a microsecond, so only asynchronous functions are awaited.
      if (pending instanceof Promise) await pending;
    }
    return performance.now() - start;
  };
}

// Resolves with the duration of a call. `spent` is the duration of an earlier call.
async function warmUp({ time, spent = 0, native = false }, settings) {
  const enough = native ? settings.nativeWarmUpMs : settings.warmUpMs;
  let total = spent;
  let calls = spent > 0 ? 1 : 0;
  let last = Infinity;
  for (let count = 1; ; count = Math.min(count * 2, Math.max(1, Math.floor(100 / last)))) {
    const ms = await time(count);
    calls += count;
    total += ms;
    last = Math.max(ms / count, 1e-6);
    if (total >= enough || (calls >= settings.warmUpCalls && total >= settings.warmUpLeastMs)) return last;
  }
}

function roundsFor(estimate, { rounds, sliceMs, leastRounds, slowMs }) {
  if (estimate >= slowMs) return 1;
  return Math.max(leastRounds, Math.min(rounds, Math.floor((rounds * sliceMs * 3) / estimate)));
}

function shuffled(list) {
  const mixed = [...list];
  for (let i = mixed.length - 1; i > 0; i--) {
    const other = Math.floor(Math.random() * (i + 1));
    [mixed[i], mixed[other]] = [mixed[other], mixed[i]];
  }
  return mixed;
}

/**
 * Times contenders against each other.
 *
 * @param contenders [{ key, time(count) => ms or a promise of it, spent, native }]; spent: the duration of a call that was
 *   already made; native: nothing is compiled while it runs
 * @returns {Promise<Map<unknown, number[]>>} from key to the milliseconds per call of each round, the first round first
 */
export async function measureRounds(contenders, options = {}) {
  const settings = { ...SETTINGS, ...options };
  const entries = [];
  const steps = contenders.length + settings.rounds;
  for (const [i, contender] of contenders.entries()) {
    await settings.pause(i / steps);
    const estimate = await warmUp(contender, settings);
    entries.push({
      ...contender,
      samples: [],
      rounds: roundsFor(estimate, settings),
      count: Math.max(1, Math.round(settings.sliceMs / estimate)),
    });
  }
  for (let round = 0; round < settings.rounds; round++) {
    await settings.pause((contenders.length + round) / steps);
    // Every round has another order, so that caches and spinning threads do not always affect the same contender.
    for (const entry of shuffled(entries)) {
      if (round < entry.rounds) entry.samples.push((await entry.time(entry.count)) / entry.count);
    }
  }
  return new Map(entries.map(({ key, samples }) => [key, samples]));
}

/**
 * The same, with the median of the rounds of each contender.
 *
 * @returns {Promise<Map<unknown, number>>} from key to milliseconds per call
 */
export async function measure(contenders, options = {}) {
  const rounds = await measureRounds(contenders, options);
  return new Map([...rounds].map(([key, samples]) => [key, median(samples)]));
}
