// The pool in Node: progress, cancelling, fairness, and the faults that it survives. Each test has a process of its own.
import { existsSync } from 'node:fs';
import { inChild, runNode } from '../helpers/child.js';
import { faultOf, faultyWorker, silentWorker } from '../helpers/faulty-workers.js';

const START = `
import { existsSync } from 'node:fs';
import { closeWorkers, describe, init, setWorkers, UpSampling2D } from 'upsampling2d';
await init();
const layer = new UpSampling2D({ size: 2, interpolation: 'lanczos3', dataFormat: 'channels_last' });
const picture = (rows, cols = 1000) => {
  const shape = [1, rows, cols, 3];
  return { data: new Uint8Array(rows * cols * 3).map((_, i) => (i * 31) % 251), shape };
};
const same = (a, b) => Buffer.compare(a.data, b.data) === 0;
const rejection = (promise) => promise.then(() => 'no error', (error) => error.name + ': ' + error.message);
let big = picture(1000);
let wanted = layer.apply(big);
// The calling thread computes until workers have started: a later call tells.
const eventually = async (look, holds) => {
  let value;
  for (const end = performance.now() + 10_000; performance.now() < end && !holds(value); ) value = await look();
  return value;
};
const awake = async () => {
  let busy = 0;
  const onProgress = () => (busy ||= describe().workers.busy);
  await eventually(() => layer.applyAsync(big, { onProgress }), () => busy > 0);
};
`;

const inPool = (body) => inChild(`${START}\n${body}`);
const withWorker = (path, body) => inPool(`setWorkers({ count: 2, url: ${JSON.stringify(path)} });\n${body}`);

const RIGHT = 'report([same(await layer.applyAsync(big), wanted), describe().workers.why ?? null]);';
const RIGHT_AND_WHY = `
const right = [];
const why = await eventually(
  async () => {
    right.push(same(await layer.applyAsync(big), wanted));
    return describe().workers.why;
  },
  (said) => said !== undefined,
);
report([right.every(Boolean), why]);`;

describe('results', () => {
  test('workers compute, and describe() shows them', async () => {
    const [before, during, same, after] = await inPool(`
      setWorkers({ count: 2 });
      const before = describe().workers;
      let during;
      const onProgress = () => { if (!during?.busy) during = describe().workers; };
      const result = await eventually(() => layer.applyAsync(big, { onProgress }), () => during?.busy);
      const after = describe().workers;
      await closeWorkers();
      report([before, during, same(result, wanted), [after.count, after.busy, describe().workers.count]]);`);
    expect(before).toEqual({ mode: 'none', count: 0, busy: 0, why: expect.any(String) });
    expect(during).toMatchObject({ mode: 'shared', count: 2 });
    expect(during.busy).toBeGreaterThan(0);
    expect(same).toBe(true);
    expect(after).toEqual([2, 0, 0]);
  });

  test('out is written, in shared memory and in other', async () => {
    const result = await inPool(`
      const outs = [new Uint8Array(wanted.data.length), new Uint8Array(new SharedArrayBuffer(wanted.data.length))];
      const results = [];
      for (const out of outs) {
        const { data } = await layer.applyAsync(big, { out });
        results.push(data === out && Buffer.compare(out, wanted.data) === 0);
      }
      report(results);`);
    expect(result).toEqual([true, true]);
  });

  test('empty tensors and small ones stay on the calling thread', async () => {
    const result = await inPool(`
      const { data, shape } = await layer.applyAsync({ data: new Float32Array(0), shape: [0, 4, 4, 1] });
      const small = await layer.applyAsync({ data: Float32Array.of(5), shape: [1, 1, 1, 1] });
      report([data.length, shape, [...small.data], describe().workers.count]);`);
    expect(result).toEqual([0, [0, 8, 8, 1], [5, 5, 5, 5], 0]);
  });

  test('calls that are quick stay on the calling thread, until workers are closed', async () => {
    const result = await inPool(`
      const quick = picture(120, 300);
      const expected = layer.apply(quick);
      const right = [];
      const look = async () => {
        let state;
        right.push(same(await layer.applyAsync(quick, { onProgress() { state ??= describe().workers; } }), expected));
        return state;
      };
      const first = await look();
      const second = await eventually(look, (state) => state?.busy === 0);
      await closeWorkers();
      const third = await look();
      report([right.every(Boolean), first.count, second.busy, third.count]);`);
    const [right, first, busy, third] = result;
    expect([right, first > 0, busy, third > 0]).toEqual([true, true, 0, true]);
  });

  // Each task that is answered is one step of progress, and each step of the calling thread is one more.
  test.each([
    ['copied', 'ArrayBuffer', true],
    ['shared', 'SharedArrayBuffer', false],
  ])('the calling thread helps with what is as soon made as copied: rows are %s', async (_, buffer, helps) => {
    const [right, helped] = await inPool(`
      setWorkers({ count: 2 });
      const { Worker } = await import('node:worker_threads');
      const { postMessage } = Worker.prototype;
      let tasks = 0;
      Worker.prototype.postMessage = function (message, ...others) {
        if ('begin' in message) tasks++;
        postMessage.call(this, message, ...others);
      };
      const nearest = new UpSampling2D({ size: 2, dataFormat: 'channels_last' });
      const huge = picture(4000);
      const expected = nearest.apply(huge);
      const data = new Uint8Array(new ${buffer}(huge.data.length));
      data.set(huge.data);
      const out = new Uint8Array(new ${buffer}(expected.data.length));
      let right = true;
      const call = async () => {
        tasks = 0;
        let steps = 0;
        out.fill(7);
        await nearest.applyAsync({ data, shape: huge.shape }, { out, onProgress() { steps++; } });
        right &&= Buffer.compare(out, expected.data) === 0;
        return tasks > 0 && steps > tasks;
      };
      await awake();
      await call();
      const helped = await eventually(call, (value) => value);
      report([right, helped]);`);
    expect([right, helped]).toEqual([true, helps]);
  });

  test('a disposed layer finishes what it has begun', async () => {
    const result = await inPool(`
      const pending = layer.applyAsync(big);
      layer.dispose();
      report(same(await pending, wanted));`);
    expect(result).toBe(true);
  });
});

describe('progress', () => {
  test.each([0, 1, 2])('rises to total and ends with it: workers %i', async (workers) => {
    const { steps, total } = await inPool(`
      const steps = [];
      let last;
      await layer.applyAsync(big, { workers: ${workers}, onProgress(done, total) { steps.push(done); last = total; } });
      report({ steps, total: last });`);
    expect(total).toBe(2000);
    expect(steps.length).toBeGreaterThan(3);
    expect(steps.every((step, i) => Number.isInteger(step) && step > (steps[i - 1] ?? 0))).toBe(true);
    expect(steps.at(-1)).toBe(total);
  });

  test.each([0, 2])('what onProgress throws ends its call only: workers %i', async (workers) => {
    const result = await inPool(`
      const bad = layer.applyAsync(big, { workers: ${workers}, onProgress() { throw new Error('mine'); } });
      const good = layer.applyAsync(big, { workers: ${workers} });
      report([await rejection(bad), same(await good, wanted)]);`);
    expect(result).toEqual(['Error: mine', true]);
  });

  test('the event loop runs while the calling thread computes', async () => {
    const ticks = await inPool(`
      let ticks = 0;
      const timer = setInterval(() => ticks++, 1);
      await layer.applyAsync(picture(9000), { workers: 0 });
      clearInterval(timer);
      report(ticks);`);
    expect(ticks).toBeGreaterThan(9);
  });
});

describe('the event loop', () => {
  test.each([
    ['tiny ones', 4, 4, undefined],
    ['quick ones', 120, 300, undefined],
    ['while workers start, or without workers', 500, 500, 0],
  ])('runs while calls follow each other: %s', async (_, rows, cols, workers) => {
    const [ticks, right] = await inPool(`
      const tensor = picture(${rows}, ${cols});
      const expected = layer.apply(tensor);
      let [ticks, right] = [0, true];
      const timer = setInterval(() => ticks++, 1);
      for (const end = performance.now() + 300; performance.now() < end; ) {
        right &&= same(await layer.applyAsync(tensor, { workers: ${workers} }), expected);
      }
      clearInterval(timer);
      report([ticks, right]);`);
    expect(right).toBe(true);
    expect(ticks).toBeGreaterThan(5);
  });
});

describe('cancelling', () => {
  test.each([0, 2])('before, at once, and in the middle, with the reason: workers %i', async (workers) => {
    const result = await inPool(`
      const workers = ${workers};
      const reason = new Error('enough');
      const before = await rejection(layer.applyAsync(big, { workers, signal: AbortSignal.abort(reason) }));
      const controller = new AbortController();
      const pending = rejection(layer.applyAsync(big, { workers, signal: controller.signal }));
      controller.abort(reason);
      const middle = new AbortController();
      let calls = 0;
      const during = rejection(layer.applyAsync(big, { workers, signal: middle.signal, onProgress() { calls++; middle.abort(reason); } }));
      report([before, await pending, await during, calls, same(await layer.applyAsync(big, { workers }), wanted)]);`);
    expect(result).toEqual(['Error: enough', 'Error: enough', 'Error: enough', 1, true]);
  });

  test('a thousand cancelled calls leave nothing behind', async () => {
    const { module, listeners, process } = await inChild(
      `${START}
      const { getEventListeners } = await import('node:events');
      const controller = new AbortController();
      const small = picture(200);
      const shared = { ...small, data: new Uint8Array(new SharedArrayBuffer(small.data.length)) };
      const cancel = async (i) => {
        const own = new AbortController();
        const tensor = i % 4 ? small : shared;
        const pending = rejection(layer.applyAsync(tensor, { workers: i % 3, signal: own.signal }));
        if (i % 2) await null;
        own.abort();
        await pending;
        await rejection(layer.applyAsync(tensor, { workers: i % 3, signal: controller.signal, onProgress() { throw new Error('stop'); } }));
      };
      const inUse = async () => {
        await layer.applyAsync(small);
        gc();
        await new Promise((resolve) => setTimeout(resolve, 100));
        gc();
        const { heapUsed, external, rss } = process.memoryUsage();
        const { bytes, inUse } = describe().memory;
        return { module: [bytes, inUse], process: heapUsed + external, rss };
      };
      // The buffers that wait to be used again vary by some megabytes.
      const least = async () => {
        const all = [await inUse(), await inUse(), await inUse()];
        return all.reduce((a, b) => (b.process < a.process ? b : a));
      };
      await awake();
      for (let i = 0; i < 300; i++) await cancel(i);
      const before = await least();
      for (let i = 0; i < 500; i++) await cancel(i);
      const after = await least();
      report({
        module: after.module.map((value, i) => value - before.module[i]),
        listeners: getEventListeners(controller.signal, 'abort').length,
        process: [after.process - before.process, after.rss - before.rss],
      });`,
      { args: ['--expose-gc'] },
    );
    expect({ module, listeners }).toEqual({ module: [0, 0], listeners: 0 });
    // A call reads 0.6 MB and writes 2.4 MB: a thousand that stayed would be three gigabytes. The resident set also counts
    // what the allocators of the threads keep for later.
    expect(process[0] / 2 ** 20).toBeLessThan(8);
    expect(process[1] / 2 ** 20).toBeLessThan(500);
  });
});

describe('many calls', () => {
  test('fifty at once each get their own numbers', async () => {
    const wrong = await inPool(`
      const tensors = Array.from({ length: 50 }, (_, i) => picture(100 + i * 7, 200 + (i % 9) * 50));
      const results = await Promise.all(tensors.map((tensor, i) => layer.applyAsync(tensor, { workers: i % 4 === 0 ? 0 : undefined })));
      report(results.filter((result, i) => !same(result, layer.apply(tensors[i]))).length);`);
    expect(wrong).toBe(0);
  });

  test.each([0, 2])('a small one does not wait for a large one: workers %i', async (workers) => {
    const order = await inPool(`
      const order = [];
      await Promise.all([
        layer.applyAsync(picture(4000), { workers: ${workers} }).then(() => order.push('large')),
        layer.applyAsync(picture(200), { workers: ${workers} }).then(() => order.push('middling')),
        layer.applyAsync({ data: Uint8Array.of(1, 2, 3), shape: [1, 1, 1, 3] }).then(() => order.push('small')),
      ]);
      report(order);`);
    expect(order.at(-1)).toBe('large');
  });
});

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

describe('the process', () => {
  const program = (end) =>
    runNode(['--input-type=module', '-e', `${START} setWorkers({ count: 2, idle: 600000 });\n${end}`]);

  test('ends although idle workers stand', async () => {
    const { code, stdout, stderr } = await program(
      `await layer.applyAsync(big); console.log(describe().workers.count);`,
    );
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '2\n', stderr: '' });
  });

  test('stays until a call is done that nobody awaits', async () => {
    const { code, stdout, stderr } = await program(`layer.applyAsync(big).then(() => console.log('done'));`);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'done\n', stderr: '' });
  });

  test('can be ended while workers work', async () => {
    const { code, stdout, stderr } = await program(
      `layer.applyAsync(big, { onProgress() { console.log('working'); process.exit(5); } });`,
    );
    expect({ code, stdout, stderr }).toEqual({ code: 5, stdout: 'working\n', stderr: '' });
  });

  test('workers end when they are idle, and start again', async () => {
    const result = await inPool(`
      setWorkers({ count: 2, idle: 50 });
      await layer.applyAsync(big);
      const { count } = describe().workers;
      while (describe().workers.count > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      report([count, same(await layer.applyAsync(big), wanted)]);`);
    expect(result).toEqual([2, true]);
  });

  test('two copies of the package have a pool each', async () => {
    const result = await inPool(`
      const { createRequire } = await import('node:module');
      const other = createRequire(import.meta.url)('upsampling2d');
      await other.init();
      const twin = new other.UpSampling2D({ size: 2, interpolation: 'lanczos3', dataFormat: 'channels_last' });
      const results = await Promise.all([layer.applyAsync(big), twin.applyAsync(big)]);
      await closeWorkers();
      report([...results.map((result) => same(result, wanted)), describe().workers.count, other.describe().workers.count > 0]);`);
    expect(result).toEqual([true, true, 0, true]);
  });

  test('nothing is registered on the process', async () => {
    const [before, after] = await inPool(`
      const names = () => process.eventNames().map(String).sort();
      const before = names();
      await layer.applyAsync(big);
      report([before, names()]);`);
    expect(after).toEqual(before);
  });
});

describe('arguments', () => {
  test.each([
    ['{ workers: -1 }', /^RangeError: Expected an integer .* for workers/],
    ["{ workers: '2' }", /^TypeError: Expected an integer for workers/],
    ['{ signal: {} }', /^TypeError: Expected an AbortSignal for signal/],
    ['{ onProgress: 5 }', /^TypeError: Expected a function for onProgress/],
    ['{ worker: 2 }', /^TypeError: .*did you mean workers\?/],
    ['{ out: new Uint8Array(3) }', /^RangeError: Expected 12000000 elements .* for out/],
    ['{ out: big.data }', /^RangeError: /],
    ['5', /^TypeError: Expected an object of options for applyAsync/],
  ])('applyAsync rejects %s', async (options, wanted) => {
    expect(await inPool(`report(await rejection(layer.applyAsync(big, ${options})));`)).toMatch(wanted);
  });

  test('bad tensors reject, and never throw', async () => {
    const results = await inPool(`
      report(await Promise.all([undefined, {}, { data: big.data, shape: [1, 2, 3] }, { data: big.data, shape: [1, 2, 3, 4] }]
        .flatMap((tensor) => [layer.applyAsync(tensor), layer.gradientAsync(tensor)]).map(rejection)));`);
    for (const text of results) expect(text).toMatch(/^(TypeError|RangeError): Expected .+ for .+ but received/);
  });

  test.each([
    ['{ count: -1 }', /^RangeError: Expected an integer from 0 to 1024 for count/],
    ['{ count: 1.5 }', /^RangeError: /],
    ["{ count: 'all' }", /^TypeError: /],
    ['{ url: 5 }', /^TypeError: Expected a string or URL for url/],
    ['{ idle: NaN }', /^RangeError: /],
    ['{ counts: 1 }', /^TypeError: .*did you mean count\?/],
  ])('setWorkers refuses %s', async (options, wanted) => {
    const text = await inPool(
      `try { setWorkers(${options}); report('no error'); } catch (error) { report(error.name + ': ' + error.message); }`,
    );
    expect(text).toMatch(wanted);
  });
});

test('the worker is built', () => {
  expect(existsSync(faultyWorker('good'))).toBe(true);
});
