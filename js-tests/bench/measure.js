// Interleaved rounds: every contender gets its turn in every round, so that whatever else the machine does hits all alike.

/** What a measurement costs at most: a slow contender gets fewer calls and fewer rounds, never less than one. */
const SETTINGS = {
  rounds: 9,
  sliceMs: 8, // of one contender in one round
  warmUpMs: 500,
  warmUpCalls: 30,
  // Engines optimise in the background: as many calls as above must also have taken this long.
  warmUpLeastMs: 150,
  slowMs: 120, // a call that takes longer gets three rounds
  verySlowMs: 1200, // and this one a single round
};

function median(values) {
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
      // Awaiting costs a microsecond: only those pay it that ask for it.
      if (pending instanceof Promise) await pending;
    }
    return performance.now() - start;
  };
}

async function warmUp(time, settings) {
  let calls = 0;
  let spent = 0;
  let last = Infinity;
  for (let count = 1; ; count = Math.min(count * 2, Math.max(1, Math.floor(100 / last)))) {
    const ms = await time(count);
    calls += count;
    spent += ms;
    last = Math.max(ms / count, 1e-6);
    if (spent >= settings.warmUpMs || (calls >= settings.warmUpCalls && spent >= settings.warmUpLeastMs)) return last;
  }
}

/**
 * Times contenders against each other.
 *
 * @param contenders [{ key, time(count) => ms or a promise of it }]
 * @returns a Map from key to the median of milliseconds per call
 */
export async function measure(contenders, options = {}) {
  const settings = { ...SETTINGS, ...options };
  const entries = [];
  for (const contender of contenders) {
    const estimate = await warmUp(contender.time, settings);
    const slow = estimate > settings.verySlowMs ? 1 : estimate > settings.slowMs ? 3 : settings.rounds;
    entries.push({
      ...contender,
      samples: [],
      rounds: Math.min(slow, settings.rounds),
      count: Math.max(1, Math.round(settings.sliceMs / estimate)),
    });
  }
  for (let round = 0; round < settings.rounds; round++) {
    // Another one starts each time: what the predecessor left in the caches is not always for the same one.
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[(i + round) % entries.length];
      if (round < entry.rounds) entry.samples.push((await entry.time(entry.count)) / entry.count);
    }
  }
  return new Map(entries.map(({ key, samples }) => [key, median(samples)]));
}
