// The rounds of a measurement, with invented timers: no test depends on a clock.
import { describe, expect, test } from '@jest/globals';
import { measure, timerOf } from '../../src/bench/measure.js';

/** A contender whose calls take these milliseconds, one after the other, and the last for ever. */
function contender(key, ...durations) {
  const batches = [];
  let calls = 0;
  const next = () => durations[Math.min(calls++, durations.length - 1)];
  const time = async (count) => {
    batches.push(count);
    return Array.from({ length: count }, next).reduce((sum, ms) => sum + ms, 0);
  };
  return { key, time, batches };
}

describe('measure', () => {
  test('gives the duration of one call, for quick and slow ones', async () => {
    const medians = await measure([contender('quick', 0.25), contender('slow', 40), contender('slowest', 900)]);
    expect([...medians]).toEqual([
      ['quick', 0.25],
      ['slow', 40],
      ['slowest', 900],
    ]);
  });

  test('leaves the first, slow calls to the warm-up', async () => {
    const medians = await measure([contender('compiled', 300, 300, 1)]);
    expect(medians.get('compiled')).toBe(1);
  });

  test('takes the median, not the mean', async () => {
    // Almost no warm-up, so that the slow call falls into a round.
    const settings = { rounds: 3, sliceMs: 1, warmUpMs: 1 };
    const medians = await measure([contender('disturbed', 1, 1, 100, 1)], settings);
    expect(medians.get('disturbed')).toBe(1);
  });

  test('fills a slice with calls, and times once what is very slow', async () => {
    const quick = contender('quick', 0.5);
    const slowest = contender('slowest', 900);
    await measure([quick, slowest], { rounds: 4, sliceMs: 6 });
    expect(quick.batches.slice(-4)).toEqual([12, 12, 12, 12]);
    expect(slowest.batches).toEqual([1, 1]); // the warm-up and one round
  });

  test('counts a call that was made before as a part of the warm-up', async () => {
    const cold = contender('cold', 200);
    const warm = { ...contender('warm', 200), spent: 450 };
    await measure([cold, warm], { rounds: 1 });
    expect([cold.batches.length, warm.batches.length]).toEqual([4, 2]);
  });

  test('lets every contender have its turn in every round', async () => {
    const order = [];
    const contenders = ['a', 'b', 'c'].map((key) => ({
      key,
      async time(count) {
        order.push(key);
        return count;
      },
    }));
    await measure(contenders, { rounds: 5 });
    for (let round = 1; round <= 5; round++) {
      const turns = order.slice(order.length - 3 * round).slice(0, 3);
      expect(turns.sort()).toEqual(['a', 'b', 'c']);
    }
  });

  test('says how far it is, from 0 to less than 1', async () => {
    const shares = [];
    await measure([contender('a', 1), contender('b', 1)], { rounds: 2, pause: (share) => void shares.push(share) });
    expect(shares).toEqual([0, 0.25, 0.5, 0.75]);
  });

  test('ends when a pause throws', async () => {
    const stopped = new Error('stopped');
    const pause = (share) => {
      if (share >= 0.5) throw stopped;
    };
    const one = contender('a', 1);
    await expect(measure([one], { rounds: 3, pause })).rejects.toBe(stopped);
  });
});

describe('timerOf', () => {
  test('calls as often as it is told, and waits for promises', async () => {
    let calls = 0;
    await timerOf(() => void calls++)(5);
    expect(calls).toBe(5);
    let ended = 0;
    await timerOf(async () => {
      await Promise.resolve();
      ended++;
    })(3);
    expect(ended).toBe(3);
  });
});
