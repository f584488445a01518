import { BROWSERS, openPage } from './browser/browsers.js';
import { serve } from './browser/server.js';

const [names, dists, iso] = process.argv.slice(2);
const H = iso ? { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' } : {};
const server = await serve('/tmp/dists', '/', H);
async function inPage(dists, cases, rounds) {
  const med = (a) => [...a].sort((x, y) => x - y)[a.length >> 1];
  const apis = [];
  for (const d of dists) {
    const m = await import(`/${d}/index.js`);
    await m.init();
    m.setWorkers({ count: 2 });
    apis.push([d, m]);
  }
  const lines = [];
  for (const [side, interp, shared] of cases) {
    const mk = (n) => new Uint8Array(shared ? new SharedArrayBuffer(n) : n);
    const data = mk(side * side * 4);
    for (let i = 0; i < data.length; i++) data[i] = (i * 31) % 251;
    const out = mk(side * side * 16).fill(1);
    const res = {};
    for (let r = 0; r < rounds; r++)
      for (const [d, m] of apis) {
        const l = new m.UpSampling2D({ size: 2, interpolation: interp, dataFormat: 'channels_last' });
        const x = { data, shape: [1, side, side, 4] };
        const go = async () => {
          const t = performance.now();
          await l.applyAsync(x, { out });
          return performance.now() - t;
        };
        await m.closeWorkers();
        await new Promise((r) => setTimeout(r, 50));
        const c = await go();
        const s = await go();
        let w = 1e9;
        for (let i = 0; i < 8; i++) w = Math.min(w, await go());
        (res[d] ??= { c: [], s: [], w: [] }).c.push(c);
        res[d].s.push(s);
        res[d].w.push(w);
        l.dispose();
      }
    lines.push(
      [
        side,
        interp,
        shared ? 'shared' : 'buffers',
        ...Object.entries(res).map(
          ([d, { c, s, w }]) =>
            `${d}: cold ${med(c).toFixed(1)} second ${med(s).toFixed(1)} warm ${med(w).toFixed(1)} over ${(med(c) - med(w)).toFixed(1)} |`,
        ),
      ].join(' '),
    );
  }
  for (const [, m] of apis) await m.closeWorkers();
  return lines;
}
for (const [name, launch] of BROWSERS)
  if (names.includes(name)) {
    const running = await launch();
    const { page } = await openPage(running.browser, server.url);
    const s = iso ? [0, 1] : [0];
    const cases = [
      [512, 'bilinear'],
      [1448, 'bilinear'],
      [1448, 'lanczos3'],
      [2896, 'lanczos3'],
    ].flatMap((c) => s.map((x) => [...c, x]));
    console.log(name);
    for (const l of await page.evaluate(inPage, dists.split(','), cases, 7)) console.log(l);
    await running.close();
  }
await server.close();
