// layer.stream(): any source, rows of the result in order, backpressure both ways, cancelling, and wrong sources.
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { closeWorkers, init, describe as inspect, UpSampling2D } from 'upsampling2d';
import {
  bytes,
  dtypesOf,
  expectSameBits,
  FORMATS,
  INTERPOLATIONS,
  modesOf,
  random,
  randomTensor,
} from '../helpers/tensors.js';

beforeAll(() => init());

const NOTHING = new Uint8Array(0);
// Cut into several bands in either layout.
const SHAPE = [2, 3, 150, 200];

function joined(parts) {
  const [first] = parts;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = new first.constructor(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function collect(rows) {
  const parts = [];
  for await (const part of rows) parts.push(part);
  return parts;
}

// Parts of random lengths, empty ones among them.
function* cut(data, next, most) {
  for (let at = 0; at < data.length; ) {
    const length = next() < 0.1 ? 0 : Math.ceil(next() * most);
    yield data.subarray(at, at + length);
    at += length;
  }
}

const layerOf = (options = {}) => new UpSampling2D({ size: 2, interpolation: 'bilinear', ...options });
const ramp = (length) => Float32Array.from({ length }, (_, i) => i);
const LINE = { shape: [1, 4, 1, 1] };

describe('the same bits as apply', () => {
  const cells = INTERPOLATIONS.flatMap((interpolation) => FORMATS.map((dataFormat) => ({ interpolation, dataFormat })));

  test.each(cells)('$interpolation, $dataFormat, every dtype', async ({ interpolation, dataFormat }) => {
    const next = random(7);
    for (const [i, dtype] of dtypesOf(interpolation).entries()) {
      const modes = modesOf(interpolation);
      const coordinates = modes[i % modes.length];
      const layer = new UpSampling2D({ size: [2 + (i % 2), 2], interpolation, dataFormat, coordinates });
      const shape = dataFormat === 'channels_last' ? [2, 40, 170, 3] : [2, 2, 60, 170];
      const tensor = randomTensor(dtype, shape, i);
      const expected = layer.apply(tensor).data;
      const given = dtype === 'float16' || dtype === 'bool' ? { shape, dtype } : { shape };
      expectSameBits(joined(await collect(layer.stream(cut(tensor.data, next, 5000), given))), expected);
      const asBytes = cut(Buffer.from(bytes(tensor.data)), next, 3333);
      const fromBytes = joined(await collect(layer.stream(asBytes, { shape, dtype })));
      expectSameBits(bytes(fromBytes), bytes(expected));
      layer.dispose();
    }
  });

  test('in whole rows, of the array kind of apply', async () => {
    for (const dataFormat of FORMATS) {
      for (const outputDtype of ['same', 'float32']) {
        const layer = layerOf({ dataFormat, outputDtype });
        const tensor = randomTensor('uint8', SHAPE, 1);
        const expected = layer.apply(tensor);
        const row = dataFormat === 'channels_last' ? expected.shape[2] * expected.shape[3] : expected.shape[3];
        const parts = await collect(layer.stream([tensor.data], { shape: SHAPE }));
        expect(parts.length).toBeGreaterThan(1);
        for (const part of parts) {
          expect(Object.prototype.toString.call(part)).toBe(Object.prototype.toString.call(expected.data));
          expect(part.length % row).toBe(0);
        }
        expectSameBits(joined(parts), expected.data);
      }
    }
  });

  test('while other calls, plans and streams come between', async () => {
    const layers = ['bilinear', 'bicubic', 'lanczos3', 'nearest'].map((interpolation) => layerOf({ interpolation }));
    const tensors = layers.map((_, i) => randomTensor('float32', [1, 64, 128, 8], i));
    const expected = layers.map((layer, i) => layer.apply(tensors[i]).data);
    const plan = layers[1].plan([1, 8, 8, 4]);
    const streams = layers.map((layer, i) =>
      layer.stream(cut(tensors[i].data, random(i), 9000), { shape: tensors[i].shape }),
    );
    const parts = layers.map(() => []);
    for (let left = streams.length; left > 0; ) {
      for (const [i, stream] of streams.entries()) {
        const { done, value } = await stream.next();
        if (value) parts[i].push(value);
        else if (done && !parts[i].done) {
          parts[i].done = true;
          left -= 1;
        }
        plan.run();
        layers[(i + 1) % 4].apply(randomTensor('float32', [1, 30, 40, 3], 5));
      }
    }
    for (const [i, part] of parts.entries()) expectSameBits(joined(part), expected[i]);
  });

  test('after the layer is disposed, and from another copy of the options', async () => {
    const layer = layerOf();
    const shape = [1, 300, 200, 4];
    const tensor = randomTensor('float32', shape, 3);
    const expected = layer.apply(tensor).data;
    const stream = layer.stream([tensor.data], { shape });
    const first = (await stream.next()).value;
    layer.dispose();
    shape[1] = 1;
    expectSameBits(joined([first, ...(await collect(stream))]), expected);
  });

  test('an empty tensor has no rows', async () => {
    for (const source of [[], [NOTHING], (async function* () {})()]) {
      expect(await collect(layerOf().stream(source, { shape: [1, 0, 4, 3] }))).toEqual([]);
    }
  });
});

// Gives a row of the input, and the next one only when a row of the result has come.
function patientSource(row, count) {
  let letGo;
  let given = 0;
  const source = (async function* () {
    for (; given < count; given++) {
      if (given > 3) await new Promise((resolve) => (letGo = resolve));
      yield row;
    }
  })();
  return { source, given: () => given, rowCame: () => letGo?.() };
}

test('without workers a source may wait for rows before it gives more', async () => {
  const shape = [1, 40, 20_000, 4];
  const { source, rowCame } = patientSource(new Uint8Array(80_000).fill(9), 40);
  let length = 0;
  for await (const rows of layerOf().stream(source, { shape })) {
    length += rows.length;
    setTimeout(rowCame);
  }
  expect(length).toBe(4 * 40 * 80_000);
});

describe('on workers', () => {
  // Some groups of bands.
  const shape = [1, 1200, 1000, 4];

  test.each(FORMATS)('the same bits as apply, %s', async (dataFormat) => {
    for (const interpolation of ['lanczos3', 'bilinear', 'nearest']) {
      const layer = layerOf({ interpolation, dataFormat });
      const tensor = randomTensor('uint8', dataFormat === 'channels_last' ? shape : [2, 2, 1200, 1000], 3);
      const seen = [];
      const options = { shape: tensor.shape, workers: 2, onProgress: (done) => seen.push(done) };
      const rows = layer.stream(cut(tensor.data, random(4), 99_999), options);
      let most = 0;
      const parts = [];
      for await (const part of rows) {
        most = Math.max(most, inspect().workers.count);
        parts.push(part);
      }
      expectSameBits(joined(parts), layer.apply(tensor).data);
      expect(most).toBeGreaterThan(0);
      expect(seen.at(-1)).toBe(dataFormat === 'channels_last' ? 2400 : 4 * 2400);
    }
  });

  test('leaving the loop, a signal and a short source end what is under way', async () => {
    const data = new Float32Array(1200 * 1000 * 4);
    for await (const _ of layerOf().stream([data], { shape, workers: 2 })) break;
    const controller = new AbortController();
    const reason = new Error('changed my mind');
    const onProgress = () => controller.abort(reason);
    const cancelled = collect(layerOf().stream([data], { shape, workers: 2, signal: controller.signal, onProgress }));
    await expect(cancelled).rejects.toBe(reason);
    await expect(collect(layerOf().stream([data.subarray(1)], { shape, workers: 2 }))).rejects.toThrow(
      'for source but received',
    );
    expectSameBits(layerOf().apply({ data: ramp(1), shape: [1, 1, 1, 1] }).data, new Float32Array(4));
  });

  test('it reads at most four megabytes of result ahead, and a band', async () => {
    let given = 0;
    let ahead = 0;
    const source = (function* () {
      for (; given < shape[1]; given++) yield new Uint8Array(4000);
    })();
    let rowsSeen = 0;
    for await (const rows of layerOf().stream(source, { shape, workers: 2 })) {
      ahead = Math.max(ahead, given * 16_000 - rowsSeen);
      rowsSeen += rows.length;
    }
    expect(rowsSeen).toBe(2400 * 8000);
    expect(ahead).toBeGreaterThan(2 ** 20);
    expect(ahead).toBeLessThan(4.5 * 2 ** 20);
  });

  afterAll(() => closeWorkers());
});

describe('sources', () => {
  const expected = () => layerOf().apply({ data: ramp(4), ...LINE }).data;

  test('arrays, generators, promises, async iterables', async () => {
    const sources = [
      [ramp(4)],
      new Set([ramp(4)]),
      [Promise.resolve(ramp(2)), Float32Array.of(2), NOTHING.length ? null : Float32Array.of(3)],
      cut(ramp(4), random(1), 2),
      (async function* () {
        yield ramp(2);
        yield ramp(4).subarray(2);
      })(),
    ];
    for (const source of sources) expectSameBits(joined(await collect(layerOf().stream(source, LINE))), expected());
  });

  test('a ReadableStream, with and without its iterator', async () => {
    for (const hide of [false, true]) {
      const stream = new ReadableStream({
        start(controller) {
          for (const part of [ramp(3), ramp(4).subarray(3)]) controller.enqueue(part);
          controller.close();
        },
      });
      if (hide) Object.defineProperty(stream, Symbol.asyncIterator, { value: undefined });
      expectSameBits(joined(await collect(layerOf().stream(stream, LINE))), expected());
    }
  });

  test('a ReadableStream without an iterator is cancelled', async () => {
    const cancel = jest.fn();
    const stream = new ReadableStream({ pull: (controller) => controller.enqueue(ramp(256)), cancel });
    Object.defineProperty(stream, Symbol.asyncIterator, { value: undefined });
    for await (const _ of layerOf().stream(stream, { shape: [1, 4096, 256, 1] })) break;
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  test('pipeline of Node, bytes cut in the midst of elements', async () => {
    const tensor = randomTensor('float32', SHAPE, 2);
    const parts = [];
    const sink = new Writable({
      objectMode: true,
      write(chunk, _, done) {
        parts.push(chunk);
        setImmediate(done);
      },
    });
    const source = Readable.from(cut(Buffer.from(bytes(tensor.data)), random(3), 999));
    await pipeline(source, (from) => layerOf().stream(from, { shape: SHAPE, dtype: 'float32' }), sink);
    expectSameBits(joined(parts), layerOf().apply(tensor).data);
  });

  test('a sink that fails ends the source', async () => {
    const source = new Readable({ read: () => source.push(Buffer.alloc(4096)) });
    const sink = new Writable({ objectMode: true, write: (_, __, done) => done(new Error('disk full')) });
    const rows = (from) => layerOf().stream(from, { shape: [1, 100_000, 256, 1], dtype: 'uint8' });
    await expect(pipeline(source, rows, sink)).rejects.toThrow('disk full');
    if (!source.closed) await once(source, 'close');
    expect(source.destroyed).toBe(true);
  });

  test('a part is done with before the next one is asked for', async () => {
    const tensor = randomTensor('uint8', [1, 128, 256, 4], 4);
    const room = new Uint8Array(1000);
    function* reused() {
      for (let at = 0; at < tensor.data.length; at += room.length) {
        const some = tensor.data.subarray(at, at + room.length);
        room.set(some);
        yield room.subarray(0, some.length);
      }
    }
    const rows = await collect(layerOf().stream(reused(), { shape: tensor.shape }));
    expectSameBits(joined(rows), layerOf().apply(tensor).data);
  });
});

describe('backpressure', () => {
  const shape = [1, 4096, 256, 1];
  const counting = () => {
    const source = { asked: 0, returned: 0 };
    source[Symbol.asyncIterator] = () => ({
      next: async () => ({ done: false, value: new Uint8Array(256).fill(source.asked++) }),
      return: async () => ({ done: true, value: source.returned++ }),
    });
    return source;
  };

  test('nothing is asked for before it is needed', async () => {
    const source = counting();
    const stream = layerOf().stream(source, { shape });
    await sleep(5);
    expect(source.asked).toBe(0);
    const { value } = await stream.next();
    await sleep(5);
    // What the rows need, and a row below them.
    expect(source.asked).toBeLessThanOrEqual(value.length / 1024 + 2);
    await stream.return();
    expect(source.returned).toBe(1);
  });

  test('leaving the loop cancels the source', async () => {
    const source = counting();
    for await (const _ of layerOf().stream(source, { shape })) break;
    expect(source.returned).toBe(1);
  });

  test('a stream that was never read does not touch its source', async () => {
    const source = counting();
    await layerOf().stream(source, { shape }).return();
    expect([source.asked, source.returned]).toEqual([0, 0]);
  });

  test('other tasks run meanwhile, although source and reader are always ready', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const part = new Uint8Array(2048 * 4);
    const source = Array.from({ length: 2048 }, () => part);
    await collect(layerOf({ interpolation: 'lanczos3' }).stream(source, { shape: [1, 2048, 2048, 4] }));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(1);
  });
});

describe('progress and cancelling', () => {
  const shape = [2, 300, 200, 4];
  const data = () => new Float32Array(2 * 300 * 200 * 4);

  test.each(FORMATS)('progress counts the rows of the result, %s', async (dataFormat) => {
    const seen = [];
    const layer = layerOf({ dataFormat });
    await collect(layer.stream([data()], { shape, onProgress: (...numbers) => seen.push(numbers) }));
    const total = dataFormat === 'channels_last' ? 2 * 600 : 2 * 300 * 400;
    expect(seen.at(-1)).toEqual([total, total]);
    for (const [i, [done, all]] of seen.entries()) {
      expect(all).toBe(total);
      expect(Number.isInteger(done)).toBe(true);
      expect(done).toBeGreaterThan(seen[i - 1]?.[0] ?? 0);
    }
  });

  test('what onProgress throws ends the stream and cancels the source', async () => {
    const finished = jest.fn();
    function* source() {
      try {
        yield new Float32Array(1000);
        yield data();
      } finally {
        finished();
      }
    }
    const onProgress = () => {
      throw new Error('enough');
    };
    await expect(collect(layerOf().stream(source(), { shape, onProgress }))).rejects.toThrow('enough');
    expect(finished).toHaveBeenCalledTimes(1);
  });

  test('a signal that has aborted: nothing is read', async () => {
    const next = jest.fn();
    const source = { [Symbol.iterator]: () => ({ next }) };
    const reason = new Error('changed my mind');
    await expect(collect(layerOf().stream(source, { shape, signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(next).not.toHaveBeenCalled();
  });

  test('between rows', async () => {
    const controller = new AbortController();
    const stream = layerOf().stream([data()], { shape, signal: controller.signal });
    await stream.next();
    controller.abort();
    await expect(stream.next()).rejects.toMatchObject({ name: 'AbortError' });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('while the source lets wait, for ever', async () => {
    const controller = new AbortController();
    const reason = new Error('too slow');
    const returned = jest.fn(() => new Promise(() => {}));
    const source = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: returned }) };
    const answer = collect(layerOf().stream(source, { shape, signal: controller.signal }));
    setTimeout(() => controller.abort(reason), 5);
    await expect(answer).rejects.toBe(reason);
    expect(returned).toHaveBeenCalledTimes(1);
  });

  test('a thousand cancelled streams leave nothing in the module', async () => {
    const layer = layerOf({ interpolation: 'bicubic' });
    const tensor = { data: data(), shape };
    const run = async () => {
      for await (const _ of layer.stream([tensor.data], { shape })) break;
    };
    for (let i = 0; i < 10; i++) await run();
    const before = inspect().memory;
    for (let i = 0; i < 1000; i++) await run();
    expect(inspect().memory).toEqual(before);
  });
});

describe('wrong sources and options', () => {
  const failure = async (source, options, layer = layerOf()) => {
    const error = await collect(layer.stream(source, options)).then(
      () => undefined,
      (thrown) => thrown,
    );
    // After any error the next good call is right.
    expectSameBits(layerOf().apply({ data: ramp(1), shape: [1, 1, 1, 1] }).data, new Float32Array(4));
    return error;
  };

  test.each([
    [
      'too short',
      [ramp(3)],
      RangeError,
      'Expected 4 elements in all (shape [1, 4, 1, 1]) for source but received 3 of',
    ],
    ['empty', [], RangeError, 'for source but received 0 of'],
    ['too long, in one part', [ramp(5)], RangeError, 'for source but received 5 of'],
    ['too long, in another part', [ramp(4), ramp(2)], RangeError, 'for source but received 6 of'],
    [
      'of another kind later',
      [ramp(3), new Float64Array(1)],
      TypeError,
      'Expected an array of float32, as the first one has for each',
    ],
    [
      'of bytes later',
      [ramp(3), new Uint8Array(4)],
      TypeError,
      'Expected an array of float32, as the first one has for each',
    ],
    [
      'numbers',
      [1, 2, 3, 4],
      TypeError,
      'Expected a typed array for each part of source but received 1 of type number',
    ],
    ['text', ['abcd'], TypeError, 'but received "abcd" of type string'],
    ['a text', 'abcd', TypeError, 'Expected an iterable, an async iterable or a ReadableStream'],
    ['one array', ramp(4), TypeError, '(one array: [data])'],
    ['nothing', undefined, TypeError, 'Expected an iterable'],
    ['null', null, TypeError, 'Expected an iterable'],
    ['no iterable', {}, TypeError, 'Expected an iterable'],
    ['a DataView', [new DataView(new ArrayBuffer(16))], TypeError, 'of type DataView'],
  ])('%s', async (_, source, kind, message) => {
    const error = await failure(source, LINE);
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(message);
  });

  test('bytes that end in the midst of an element', async () => {
    const error = await failure([new Uint8Array(15)], { ...LINE, dtype: 'float32' });
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toContain('received 3.75 of');
    expect((await failure([new Uint8Array(17)], { ...LINE, dtype: 'float32' })).message).toContain('received 4.25 of');
  });

  test('arrays of another kind than dtype', async () => {
    const error = await failure([new Float64Array(4)], { ...LINE, dtype: 'float32' });
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain('Expected an array of float32 (or its bytes) for each part of source');
  });

  test('detached parts, at once and while they are read', async () => {
    const gone = ramp(4);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expect((await failure([gone], LINE)).message).toContain('not detached');
    const data = new Float32Array(300 * 200 * 4);
    const stream = layerOf().stream([data], { shape: [1, 300, 200, 4] });
    await stream.next();
    structuredClone(data.buffer, { transfer: [data.buffer] });
    await expect(collect(stream)).rejects.toThrow('not detached');
  });

  test('a locked ReadableStream', async () => {
    const stream = new ReadableStream();
    stream.getReader();
    expect((await failure(stream, LINE)).message).toContain('a ReadableStream that is not locked');
  });

  test('what the source throws', async () => {
    const reason = new Error('connection lost');
    const failing = (async function* () {
      yield ramp(2);
      throw reason;
    })();
    expect(await failure(failing, LINE)).toBe(reason);
  });

  test('a source that is wrong is cancelled', async () => {
    const returned = jest.fn(() => ({ done: true }));
    let count = 0;
    const source = {
      [Symbol.iterator]: () => ({ next: () => ({ done: false, value: count++ ? 'x' : ramp(2) }), return: returned }),
    };
    expect(await failure(source, LINE)).toBeInstanceOf(TypeError);
    expect(returned).toHaveBeenCalledTimes(1);
  });

  test.each([
    [undefined, TypeError, 'shape'],
    [{}, TypeError, 'for shape'],
    [{ shape: [1, 2, 3] }, RangeError, 'for shape'],
    [{ shape: [1, 4, -1, 1] }, RangeError, 'shape[2]'],
    [{ shape: [1, 2 ** 31, 2 ** 31, 1] }, RangeError, 'shape'],
    [{ ...LINE, dtype: 'float23' }, TypeError, 'for dtype'],
    [{ ...LINE, shap: 1 }, TypeError, 'did you mean shape?'],
    [{ ...LINE, signal: {} }, TypeError, 'an AbortSignal for signal'],
    [{ ...LINE, signal: null }, TypeError, 'an AbortSignal for signal'],
    [{ ...LINE, onProgress: 1 }, TypeError, 'a function for onProgress'],
    [{ ...LINE, workers: -1 }, RangeError, 'for workers'],
    [{ ...LINE, workers: 1.5 }, RangeError, 'for workers'],
    [{ ...LINE, workers: '2' }, TypeError, 'for workers'],
  ])('options %p', async (options, kind, message) => {
    const error = await failure([ramp(4)], options);
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(message);
  });

  test('a disposed layer, and dtypes that the interpolation does not take', async () => {
    const layer = layerOf();
    layer.dispose();
    expect((await failure([ramp(4)], LINE, layer)).message).toContain('a layer that is not disposed for stream');
    expect((await failure([BigInt64Array.of(1n, 2n, 3n, 4n)], LINE)).message).toContain('can only be copied');
  });
});
