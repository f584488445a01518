// The pool in Node: what its calls give, their progress and cancelling, and how they share the thread and the workers.
import { inChild } from '../helpers/child.js';
import { inPool, START } from '../helpers/pool-programs.js';

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
