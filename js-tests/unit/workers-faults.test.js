// The faults that the pool survives in Node: workers that die, do not start or have no memory, and runtimes that lack things.
import { existsSync } from 'node:fs';
import { faultOf, faultyWorker, silentWorker } from '../helpers/faulty-workers.js';
import { inPool, RIGHT, RIGHT_AND_WHY, withWorker } from '../helpers/pool-programs.js';

describe('faults', () => {
  test('a worker that dies in the middle of its work: the call succeeds', async () => {
    const path = faultyWorker('dies once');
    const result = await withWorker(
      path,
      `const right = [];
      await eventually(async () => right.push(same(await layer.applyAsync(big), wanted)), () => ${faultOf(path)});
      report([right.every(Boolean), ${faultOf(path)}, describe().workers.why ?? null]);`,
    );
    expect(result).toEqual([true, true, null]);
  });

  test.each(['dies', 'throws'])(
    'workers that die again and again: an error, and the next call is right: %s',
    async (kind) => {
      const [error, next] = await withWorker(
        faultyWorker(kind),
        `const error = await eventually(() => rejection(layer.applyAsync(big)), (told) => told?.startsWith('Error'));
       setWorkers({ url: ${JSON.stringify(faultyWorker('good'))} });
       report([error, same(await layer.applyAsync(big), wanted)]);`,
      );
      expect(error).toMatch(/^Error: Expected a worker .* but received 3 that ended \(.+\) of type Worker$/);
      expect(next).toBe(true);
    },
  );

  test.each([
    ['cannot start', /this worker does not start/],
    ['gets no module', /Out of memory/],
  ])('workers that do not start: the calling thread computes, and describe() says why: %s', async (kind, why) => {
    expect(await withWorker(faultyWorker(kind), RIGHT_AND_WHY)).toEqual([true, expect.stringMatching(why)]);
  });

  test('a runtime without workers, setImmediate and MessageChannel, as workerd', async () => {
    const result = await inPool(`
      delete globalThis.setImmediate;
      delete globalThis.MessageChannel;
      setWorkers({ count: 0 });
      const done = [];
      const huge = picture(4000);
      const { data } = await layer.applyAsync(huge, { onProgress: (rows) => done.push(rows) });
      report([Buffer.compare(data, layer.apply(huge).data), done.length > 1]);`);
    expect(result).toEqual([0, true]);
  });

  test('a runtime that forgets what a request waits for when it has its answer, as workerd', async () => {
    const result = await inPool(`
      delete globalThis.setImmediate;
      delete globalThis.MessageChannel;
      setWorkers({ count: 0 });
      let request = 0;
      const { setTimeout } = globalThis;
      globalThis.setTimeout = (run, ms) => {
        const mine = request;
        return setTimeout(() => mine === request && run(), ms);
      };
      // Every step ends a turn.
      let now = 0;
      performance.now = () => (now += 10);
      const right = [];
      for (; request < 3; request++) right.push(same(await layer.applyAsync(big), wanted));
      report(right);`);
    expect(result).toEqual([true, true, true]);
  });

  test("a runtime that throws where Node's functions are looked at, as Vercel's edge functions", async () => {
    const right = await inPool(`
      Object.defineProperty(globalThis, 'navigator', { value: undefined });
      const refuse = () => { throw new Error('not supported in the Edge Runtime'); };
      Object.defineProperty(process, 'getBuiltinModule', { get: refuse });
      const huge = picture(4000);
      const expected = layer.apply(huge);
      const results = [await layer.applyAsync(huge)];
      globalThis.setImmediate = refuse;
      setWorkers({ count: 0 });
      results.push(await layer.applyAsync(huge));
      report(results.map((result) => same(result, expected)));`);
    expect(right).toEqual([true, true]);
  });

  test('a script that is not there', async () => {
    const told = await withWorker('/nowhere/worker.js', RIGHT_AND_WHY);
    expect(told).toEqual([true, expect.stringMatching(/nowhere|Cannot find/)]);
  });

  test('workers that never tell that they have started: the calling thread does not wait for them', async () => {
    const [right] = await withWorker(silentWorker(), `${RIGHT} await closeWorkers();`);
    expect(right).toBe(true);
  });

  test('memory that runs out in a worker', async () => {
    const path = faultyWorker('has no memory');
    // Long rows, of which a band needs some at once.
    const right = await withWorker(
      path,
      `const wide = picture(20, 200_000);
      const expected = layer.apply(wide);
      const right = [];
      await eventually(async () => right.push(same(await layer.applyAsync(wide), expected)), () => ${faultOf(path)});
      report([right.every(Boolean), ${faultOf(path)}, describe().workers.why ?? null]);`,
    );
    expect(right).toEqual([true, true, null]);
  });

  // Where both arrays are shared, workers claim bands by themselves.
  const SHARED = `
const share = ({ data, shape }) => {
  const copy = new Uint8Array(new SharedArrayBuffer(data.length));
  copy.set(data);
  return { data: copy, shape };
};
const shared = share(big);
const out = () => new Uint8Array(new SharedArrayBuffer(wanted.data.length));
const isRight = async () => same(await layer.applyAsync(shared, { out: out() }), wanted);`;

  // What a worker has claimed and not made is made by others, or by the calling thread.
  test.each([
    'dies once',
    'cannot start',
    'gets no module',
    'has no memory',
    'claims and dies once',
    'claims, dies, and was the last',
  ])('shared arrays, and workers of this kind: %s', async (kind) => {
    const path = faultyWorker(kind);
    const result = await withWorker(
      path,
      `${kind === 'has no memory' ? 'big = picture(20, 200_000); wanted = layer.apply(big);' : ''}
        ${SHARED}
        const right = [];
        await eventually(async () => right.push(await isRight()), () => ${faultOf(path)});
        right.push(await isRight());
        report([right.every(Boolean), ${faultOf(path)}]);`,
    );
    expect(result).toEqual([true, true]);
  });

  test('workers that claim and die again and again: an error, and the next call is right', async () => {
    const [error, next] = await withWorker(
      faultyWorker('claims and dies'),
      `${SHARED}
      const call = () => rejection(layer.applyAsync(shared, { out: out() }));
      const error = await eventually(call, (told) => told?.startsWith('Error'));
      setWorkers({ url: ${JSON.stringify(faultyWorker('good'))} });
      report([error, await isRight()]);`,
    );
    expect(error).toMatch(/^Error: Expected a worker .* but received 3 that ended \(.+\) of type Worker$/);
    expect(next).toBe(true);
  });

  test.each([1, 2])('shared arrays: progress, cancelling, errors of onProgress, turns: workers %i', async (workers) => {
    const { steps, total, ended, order } = await inPool(`${SHARED}
      const huge = share(picture(6000));
      const room = new Uint8Array(new SharedArrayBuffer(4 * huge.data.length));
      const call = (options) => layer.applyAsync(huge, { out: room, workers: ${workers}, ...options });
      const steps = [];
      let total;
      // The second time workers claim.
      for (let i = 0; i < 2; i++) await call({ onProgress(done, of) { if (i) steps.push(done); total = of; } });
      const controller = new AbortController();
      const aborted = call({ signal: controller.signal, onProgress() { controller.abort(new Error('enough')); } });
      let calls = 0;
      const thrown = call({ onProgress() { calls++; throw new Error('mine'); } });
      const ended = [await rejection(aborted), await rejection(thrown), calls, await isRight()];
      const order = [];
      await Promise.all([
        call().then(() => order.push('large')),
        layer.applyAsync(share(picture(200)), { workers: ${workers} }).then(() => order.push('middling')),
      ]);
      report({ steps, total, ended, order });`);
    expect(steps.length).toBeGreaterThan(3);
    expect(steps.every((step, i) => Number.isInteger(step) && step > (steps[i - 1] ?? 0))).toBe(true);
    expect([steps.at(-1), total]).toEqual([12000, 12000]);
    expect(ended).toEqual(['Error: enough', 'Error: mine', 1, true]);
    expect(order).toEqual(['middling', 'large']);
  });

  test('closeWorkers during work: that call rejects, the next one is right', async () => {
    const result = await inPool(`
      const pending = rejection(layer.applyAsync(big, { onProgress() { closeWorkers(); } }));
      report([await pending, same(await layer.applyAsync(big), wanted)]);`);
    expect(result).toEqual([expect.stringMatching(/^Error: .*closeWorkers/), true]);
  });

  test('buffers that are taken away during the call', async () => {
    const result = await inPool(`
      const gone = picture(1000);
      const input = rejection(layer.applyAsync(gone, { onProgress() { structuredClone(gone.data, { transfer: [gone.data.buffer] }); } }));
      const inputGone = await input;
      const out = new Uint8Array(wanted.data.length);
      const outGone = await rejection(layer.applyAsync(big, { out, onProgress() { if (out.length) structuredClone(out, { transfer: [out.buffer] }); } }));
      report([inputGone, outGone, same(await layer.applyAsync(big), wanted)]);`);
    expect(result).toEqual([
      expect.stringMatching(/^TypeError: Expected an array whose buffer is not detached for tensor.data/),
      expect.stringMatching(/^TypeError: Expected an array whose buffer is not detached for out/),
      true,
    ]);
  });

  test('workers stay if the same settings are given again', async () => {
    const result = await inPool(`
      setWorkers({ count: 2, idle: 9000 });
      await awake();
      // Both have started, or do so.
      const first = describe().workers.count;
      setWorkers({ count: 2, idle: 9000 });
      setWorkers({ count: 2 });
      const kept = describe().workers.count;
      setWorkers({ idle: 8000 });
      const count = () => new Promise((resolve) => setTimeout(() => resolve(describe().workers.count)));
      report([first, kept, await eventually(count, (left) => left === 0)]);`);
    expect(result).toEqual([2, 2, 0]);
  });

  test('settings that change during work', async () => {
    const result = await inPool(`
      let first = true;
      const result = await layer.applyAsync(big, { onProgress() { if (first) setWorkers({ count: 1 }); first = false; } });
      const count = await eventually(
        async () => {
          await layer.applyAsync(big);
          return describe().workers.count;
        },
        (left) => left === 1,
      );
      report([same(result, wanted), count]);`);
    expect(result).toEqual([true, 1]);
  });
});

test('the worker is built', () => {
  expect(existsSync(faultyWorker('good'))).toBe(true);
});
