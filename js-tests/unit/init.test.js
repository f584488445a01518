// init() and create(): loading the module once, from every kind of source. Each case has its own process.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inChild, ROOT } from '../helpers/child.js';

const WASM = join(ROOT, 'dist/upsampling2d.wasm');

const TRY = `
  import * as api from 'upsampling2d';
  import { readFileSync } from 'node:fs';
  const attempt = async (call) => {
    try { return { value: await call() }; }
    catch (error) { return { name: error.name, message: String(error.message), isError: error instanceof Error }; }
  };
  const works = () => {
    const layer = new api.UpSampling2D({ dataFormat: 'channels_last', interpolation: 'bilinear' });
    return Array.from(layer.apply({ data: Float32Array.of(1, 2), shape: [1, 1, 2, 1] }).data).join();
  };
`;
const GOOD = '1,1.25,1.75,2,1,1.25,1.75,2';

test('importing adds no process listeners and no globals', async () => {
  const answer = await inChild(`
    const events = ['uncaughtException', 'unhandledRejection', 'exit', 'beforeExit', 'SIGINT', 'message', 'warning'];
    const count = () => events.map((event) => process.listenerCount(event));
    const before = { listeners: count(), names: Object.getOwnPropertyNames(globalThis) };
    const { init, UpSampling2D } = await import('upsampling2d');
    const imported = count();
    await init();
    new UpSampling2D({ interpolation: 'bicubic' }).apply({ data: new Float32Array(4), shape: [1, 2, 2, 1] });
    const names = Object.getOwnPropertyNames(globalThis).filter((name) => !before.names.includes(name));
    report({ before: before.listeners, imported, used: count(), names });
  `);
  expect(answer.imported).toEqual(answer.before);
  expect(answer.used).toEqual(answer.before);
  expect(answer.names).toEqual([]);
});

test('before init: a clear error that names init', async () => {
  const answer = await inChild(`${TRY}
    report([
      await attempt(() => new api.UpSampling2D()),
      await attempt(() => api.UpSampling2D.fromConfig({})),
      await attempt(() => api.upsampleImageData({ data: new Uint8ClampedArray(4), width: 1, height: 1 })),
      await attempt(async () => { const waiting = api.init(); try { new api.UpSampling2D(); } finally { await waiting; } }),
      await attempt(works),
    ]);
  `);
  for (const failure of answer.slice(0, 4)) {
    expect(failure.isError).toBe(true);
    expect(failure.message).toMatch(/init\(\)/);
  }
  expect(answer[4].value).toBe(GOOD);
});

test('init twice, and at once, loads one module', async () => {
  const answer = await inChild(`
    let compiled = 0;
    const compile = WebAssembly.compile;
    const Module = WebAssembly.Module;
    WebAssembly.compile = (...args) => { compiled++; return compile(...args); };
    const streaming = WebAssembly.compileStreaming;
    WebAssembly.compileStreaming = (...args) => { compiled++; return streaming(...args); };
    const { init, UpSampling2D } = await import('upsampling2d');
    const values = await Promise.all([init(), init(), UpSampling2D.create({ size: 3 }), init()]);
    await init();
    report({ compiled, values: values.map((value) => typeof value), size: values[2].getConfig().size });
  `);
  expect(answer.compiled).toBe(1);
  expect(answer.size).toEqual([3, 3]);
});

test('create is init and new; its configuration errors reject', async () => {
  const answer = await inChild(`${TRY}
    let sync = 'rejected';
    const promise = (() => { try { return api.UpSampling2D.create({ size: 0 }); } catch { sync = 'thrown'; } })();
    report([sync, await attempt(() => promise), (await api.UpSampling2D.create()).getConfig().size, works()]);
  `);
  expect(answer[0]).toBe('rejected');
  expect(answer[1]).toMatchObject({ name: 'RangeError' });
  expect(answer.slice(2)).toEqual([[2, 2], GOOD]);
});

test.each([
  ['bytes', 'readFileSync(path)'],
  [
    'a Uint8Array view with an offset',
    '(() => { const b = readFileSync(path); const w = new Uint8Array(b.length + 5); w.set(b, 5); return w.subarray(5); })()',
  ],
  ['an ArrayBuffer', 'Uint8Array.from(readFileSync(path)).buffer'],
  ['a DataView', 'new DataView(Uint8Array.from(readFileSync(path)).buffer)'],
  ['a WebAssembly.Module', 'new WebAssembly.Module(readFileSync(path))'],
  ['a promise of a Module', 'WebAssembly.compile(readFileSync(path))'],
  ['a file URL', 'new URL(url)'],
  ['a file URL as a string', 'url'],
  ['a Response', "new Response(readFileSync(path), { headers: { 'content-type': 'application/wasm' } })"],
  [
    'a promise of a Response',
    "Promise.resolve(new Response(readFileSync(path), { headers: { 'content-type': 'application/wasm' } }))",
  ],
  [
    'a Response of another MIME type',
    "new Response(readFileSync(path), { headers: { 'content-type': 'application/octet-stream' } })",
  ],
])('init({ wasm }) takes %s', async (_, wasm) => {
  const constants = `const path = ${JSON.stringify(WASM)}; const url = ${JSON.stringify(pathToFileURL(WASM).href)};`;
  const answer = await inChild(`${TRY}${constants} await api.init({ wasm: ${wasm} }); report(works());`);
  expect(answer).toBe(GOOD);
});

describe('with a server', () => {
  let server;
  let base;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/good.wasm')
        response.writeHead(200, { 'content-type': 'application/wasm' }).end(readFileSync(WASM));
      else if (request.url === '/page')
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Hello');
      else response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not here</h1>');
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    base = `http://127.0.0.1:${server.address().port}`;
  });
  afterAll(() => new Promise((done) => server.close(done)));

  test('init({ wasm }) takes an http URL', async () => {
    expect(await inChild(`${TRY} await api.init({ wasm: '${base}/good.wasm' }); report(works());`)).toBe(GOOD);
  });

  test('a page instead of the module: URL, MIME type and first bytes', async () => {
    const [failure, after] = await inChild(`${TRY}
      report([await attempt(() => api.init({ wasm: '${base}/page' })), await attempt(async () => { await api.init(); return works(); })]);
    `);
    expect(failure.isError).toBe(true);
    expect(failure.message).toContain(`${base}/page`);
    expect(failure.message).toMatch(/text\/html/);
    expect(failure.message).toMatch(/3c 21|<!do/);
    expect(after.value).toBe(GOOD);
  });

  test('not found: URL and status', async () => {
    const [failure, response, after] = await inChild(`${TRY}
      report([
        await attempt(() => api.init({ wasm: '${base}/nothing.wasm' })),
        await attempt(() => api.init({ wasm: fetch('${base}/nothing.wasm') })),
        await attempt(async () => { await api.init(); return works(); }),
      ]);
    `);
    for (const { isError, message } of [failure, response]) {
      expect(isError).toBe(true);
      expect(message).toContain(`${base}/nothing.wasm`);
      expect(message).toMatch(/404/);
    }
    expect(after.value).toBe(GOOD);
  });
});

test('nothing listens: the URL is named', async () => {
  const failure = await inChild(
    `${TRY} report(await attempt(() => api.init({ wasm: 'http://127.0.0.1:9/no.wasm' })));`,
  );
  expect(failure.isError).toBe(true);
  expect(failure.message).toContain('http://127.0.0.1:9/no.wasm');
});

describe('bytes that are no module', () => {
  let folder;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'upsampling2d-init-'));
    writeFileSync(join(folder, 'page.wasm'), '<!doctype html>');
    writeFileSync(join(folder, 'empty.wasm'), '');
    copyFileSync(WASM, join(folder, 'good.wasm'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['a missing file', 'none.wasm', /none\.wasm/],
    ['a page in a file', 'page.wasm', /3c 21|<!do/],
    ['an empty file', 'empty.wasm', /empty\.wasm|0 bytes|empty/],
  ])('%s', async (_, name, pattern) => {
    const url = pathToFileURL(join(folder, name)).href;
    const [failure, after] = await inChild(`${TRY}
      report([await attempt(() => api.init({ wasm: ${JSON.stringify(url)} })), await attempt(async () => { await api.init(); return works(); })]);
    `);
    expect(failure.isError).toBe(true);
    expect(failure.message).toMatch(pattern);
    expect(after.value).toBe(GOOD);
  });

  test.each([
    ['a page as bytes', "new TextEncoder().encode('<!doctype html>')"],
    ['half of the module', `readFileSync(${JSON.stringify(WASM)}).subarray(0, 900)`],
    ['a module of something else', 'Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)'],
    ['42', '42'],
    ['null', 'null'],
    ['an object', '({})'],
    ['a rejected promise', "Promise.reject(new Error('no network'))"],
  ])('%s', async (_, wasm) => {
    const [failure, after] = await inChild(`${TRY}
      report([await attempt(() => api.init({ wasm: ${wasm} })), await attempt(async () => { await api.init(); return works(); })]);
    `);
    expect(failure.isError).toBe(true);
    expect(failure.message.length).toBeGreaterThan(5);
    expect(after.value).toBe(GOOD);
  });
});

test.each([
  ['42', '42'],
  ['null', 'null'],
  ['an unknown option', "({ wsam: 'x' })"],
])('init(%s) rejects', async (_, options) => {
  const [sync, failure, after] = await inChild(`${TRY}
    let sync = 'rejected';
    const promise = (() => { try { return api.init(${options}); } catch (error) { sync = 'thrown'; throw error; } })();
    report([sync, await attempt(() => promise), await attempt(async () => { await api.init(); return works(); })]);
  `);
  expect(sync).toBe('rejected');
  expect(failure).toMatchObject({ name: 'TypeError', isError: true });
  expect(after.value).toBe(GOOD);
});

test('an engine without SIMD is told so', async () => {
  const failure = await inChild(`
    const compile = WebAssembly.compile;
    const broken = () => Promise.reject(new WebAssembly.CompileError('invalid value type 0x7b'));
    WebAssembly.compile = broken;
    WebAssembly.compileStreaming = broken;
    WebAssembly.validate = () => false;
    WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError('invalid value type 0x7b'); } };
    const { init } = await import('upsampling2d');
    try { await init(); report('no error'); } catch (error) { report(error.message); }
  `);
  expect(failure).toMatch(/SIMD/i);
});

test('it runs where code may not be made from strings', async () => {
  const answer = await inChild(`${TRY} await api.init(); report(works());`, {
    args: ['--disallow-code-generation-from-strings'],
  });
  expect(answer).toBe(GOOD);
});

describe('a module of another build', () => {
  const wasm = JSON.stringify(WASM);
  const refused = (bytes) =>
    inChild(`${TRY}
    const file = readFileSync(${wasm});
    const at = file.lastIndexOf('upsampling2d') + 'upsampling2d'.length;
    const mark = file.subarray(at).toString();
    const bytes = ${bytes};
    report([mark, await attempt(() => api.init({ wasm: bytes })), await attempt(async () => { await api.init(); return works(); })]);
  `);

  test.each([
    ['of another version', "(() => { file.write('9.9.9', at); return file; })()", /9\.9\.9 simd/],
    ['with other lists', "(() => { file.write('ffff', file.length - 4); return file; })()", /simd \w{8}ffff\)/],
    ['that was made before modules had a mark', 'file.subarray(0, at - 15)', /no mark/],
    [
      'compiled, of another version',
      "(() => { file.write('9.9.9', at); return new WebAssembly.Module(file); })()",
      /9\.9\.9/,
    ],
  ])('%s is refused in one sentence', async (_, bytes, received) => {
    const [mark, failure, after] = await refused(bytes);
    expect(mark).toMatch(/^\d+\.\d+\.\d+ simd [0-9a-f]{12}$/);
    expect(failure.message).toMatch(
      /^Expected the upsampling2d\.wasm of this version .* for wasm but received .* of type WebAssembly\.Module$/,
    );
    expect(failure.message).toContain(`(${mark})`);
    expect(failure.message).toMatch(received);
    expect(after.value).toBe(GOOD);
  });

  test('without SIMD is refused, although it would run', async () => {
    const [, failure, after] = await refused(
      `readFileSync(${JSON.stringify(join(ROOT, 'build/wasm-scalar/upsampling2d.wasm'))})`,
    );
    expect(failure.message).toMatch(
      /^Expected the upsampling2d\.wasm of this version .* received another module \(no mark\)/,
    );
    expect(after.value).toBe(GOOD);
  });
});

test.each([
  ['a view', 'bytes'],
  ['a buffer', 'bytes.buffer'],
  [
    'a view of shared memory',
    '(() => { const b = new Uint8Array(new SharedArrayBuffer(bytes.length)); b.set(bytes); bytes = b; return b; })()',
  ],
  ['a promise of a view, changed once it is there', 'Promise.resolve(bytes)', 'await null;'],
])('bytes may be changed as soon as init returns: %s', async (_, wasm, wait = '') => {
  const answer = await inChild(`${TRY}
    let bytes = Uint8Array.from(readFileSync(${JSON.stringify(WASM)}));
    const loading = api.init({ wasm: ${wasm} }); ${wait}
    bytes.fill(0);
    await loading; report(works());
  `);
  expect(answer).toBe(GOOD);
});

describe('the packaged module cannot be had', () => {
  const NEXT =
    /; copy it there, use upsampling2d\/inline, keep the package external in bundles for servers, or call init\(\{ wasm \}\)$/;
  const failing = (loader, prepare = '') =>
    inChild(
      `
    import { readFileSync } from 'node:fs';
    import { SourceTextModule } from 'node:vm';
    ${prepare}
    const module = new SourceTextModule(readFileSync(${JSON.stringify(join(ROOT, 'dist/index.js'))}, 'utf8'), { initializeImportMeta: (meta) => { ${loader} } });
    await module.link(() => {});
    await module.evaluate();
    report(await module.namespace.init().then(() => 'no error', (error) => error.message));
  `,
      { args: ['--experimental-vm-modules', '--no-warnings'] },
    );

  test.each([
    ['a script that does not know its place', '', '', /Invalid URL/],
    ['a missing file', "meta.url = 'file:///nowhere/index.js';", '', /ENOENT/],
    [
      'a file that may not be read',
      "meta.url = 'file:///secret/index.js';",
      "process.getBuiltinModule = () => ({ readFileSync() { throw Object.assign(new Error('Requires read access'), { name: 'NotCapable' }); } });",
      /NotCapable.*Requires read access/,
    ],
  ])('%s', async (_, meta, prepare, reason) => {
    const message = await failing(meta, prepare);
    expect(message).toMatch(
      /^Expected the upsampling2d\.wasm beside the package's script for init but received none of type \w+/,
    );
    expect(message).toMatch(reason);
    expect(message).toMatch(NEXT);
  });

  test('a failed download names the policy, and what to do', async () => {
    const message = await failing("meta.url = 'http://127.0.0.1:9/index.js';");
    expect(message).toMatch(
      /^Expected a WebAssembly module for wasm but received no answer from http:\/\/127\.0\.0\.1:9\/upsampling2d\.wasm/,
    );
    expect(message).toMatch(/connect-src/);
    expect(message).toMatch(NEXT);
  });

  test("Vite's optimised dependencies", async () => {
    const message = await failing("meta.url = 'file:///app/node_modules/.vite/deps/upsampling2d.js';");
    expect(message).toMatch(/; list 'upsampling2d' in Vite's optimizeDeps\.exclude$/);
  });

  test.each([
    [
      'a policy',
      'WebAssembly.compile(): Refused to compile or instantiate WebAssembly module because of the Content Security Policy directive',
    ],
    ["Firefox's words for it", 'call to WebAssembly.compile() blocked by CSP'],
    ['a runtime that makes no code', 'WebAssembly.compile(): Wasm code generation disallowed by embedder'],
  ])('%s forbids to compile: both ways out are named', async (_, text) => {
    const message = await inChild(`${TRY}
      WebAssembly.compile = () => Promise.reject(new WebAssembly.CompileError(${JSON.stringify(text)}));
      report((await attempt(() => api.init())).message);
    `);
    expect(message).toMatch(/^Expected a WebAssembly module for wasm but received \d+ bytes/);
    expect(message).toContain(text);
    expect(message).toMatch(
      /'wasm-unsafe-eval' in script-src, or import upsampling2d\/upsampling2d\.wasm and call init\(\{ wasm \}\)$/,
    );
  });
});

test('without FinalizationRegistry everything works but that net', async () => {
  const answer = await inChild(`
    delete globalThis.FinalizationRegistry;
    const api = await import('upsampling2d');
    await api.init();
    const layer = new api.UpSampling2D({ interpolation: 'bilinear', dataFormat: 'channels_last' });
    const plan = layer.plan([1, 1, 2, 1], 'float32');
    plan.input.set([1, 2]);
    plan.run();
    const values = [...plan.output];
    plan.dispose();
    layer.dispose();
    report(values.join());
  `);
  expect(answer).toBe(GOOD);
});
