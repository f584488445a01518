// Runtimes beside Node: Bun, Deno and Cloudflare's workerd.
import { NODE24, NOTHING, text } from './shared.js';

const BUN = { bun: '1.4.5' };
const bun = (name, fixture, run) => ({
  group: 'Other runtimes',
  name: `Bun 1.4, ${name}`,
  how: NOTHING,
  project: `bun-${fixture}`,
  tools: BUN,
  fixture,
  run,
});
const runBun = (p, ...args) => p.exec(p.bin('bun'), args);

const DENO = { deno: '2.9.6' };
const deno = (name, run) => ({
  group: 'Other runtimes',
  name: `Deno 2.9, ${name}`,
  how: NOTHING,
  project: 'deno',
  tools: DENO,
  fixture: 'deno',
  run,
});
const runDeno = (p, ...args) => p.exec(p.bin('deno'), args, { DENO_NO_UPDATE_CHECK: '1', DENO_NO_PROMPT: '1' });
const ESM = `import * as api from 'upsampling2d';\nimport { check } from './check.mjs';\nconsole.log(await check(api));\n`;

const workerd = (name, how, conditions, change) => ({
  group: 'Other runtimes',
  name: `Cloudflare workerd, ${name}`,
  how,
  project: 'workerd',
  tools: { workerd: '1.20261117.1', esbuild: '0.28.2' },
  fixture: 'workerd',
  async run(p) {
    p.write('worker.js', change(p.read('worker.js')));
    const args = [
      '--bundle',
      '--format=esm',
      `--conditions=${conditions}`,
      '--external:*.wasm',
      '--outfile=out/worker.js',
    ];
    await p.exec(p.bin('esbuild'), ['worker.js', ...args]);
    p.copy('node_modules/upsampling2d/dist/upsampling2d.wasm', 'out/upsampling2d.wasm');
    const serving = ['serve', 'config.capnp', '--socket-addr', 'http=127.0.0.1:PORT'];
    return p.withServer(p.bin('workerd'), serving, text);
  },
});

export const runtimes = [
  bun('run', 'node', (p) => runBun(p, 'run', 'esm.mjs')),
  bun('run, require', 'node', (p) => runBun(p, 'run', 'cjs.cjs')),
  bun('test', 'node', async (p) => {
    p.write(
      'bun.test.js',
      `import { test } from 'bun:test';\n${ESM.replace('console.log(await check(api));', "test('numbers', async () => console.log(await check(api)));")}`,
    );
    return runBun(p, 'test', './bun.test.js');
  }),
  bun('build for Bun', 'node', async (p) => {
    await runBun(p, 'build', 'esm.mjs', '--target=bun', '--outfile=out/main.js');
    p.remove('elsewhere');
    p.copy('out/main.js', 'elsewhere/main.js');
    return runBun(p, 'run', 'elsewhere/main.js');
  }),
  bun('build --compile', 'node', async (p) => {
    await runBun(p, 'build', 'esm.mjs', '--compile', '--outfile=out/program');
    return p.exec(p.path('out/program'), []);
  }),
  bun('run of a copied folder', 'node', async (p) => {
    p.write('copied.mjs', ESM.replace("'upsampling2d'", "'./copied/index.js'"));
    p.copy('node_modules/upsampling2d/dist', 'copied');
    return runBun(p, 'run', 'copied.mjs');
  }),
  {
    ...bun('build for pages', 'page', async (p) => {
      await runBun(p, 'build', './index.html', '--outdir=out', '--minify', '--public-path=./');
      p.copy('node_modules/upsampling2d/dist/upsampling2d.wasm', 'out/upsampling2d.wasm');
      return p.page('out');
    }),
    how: 'copy `upsampling2d.wasm` beside the script, or `/inline`',
  },
  deno('run, no permission but to read node_modules', async (p) => {
    p.write('main.js', ESM);
    return runDeno(
      p,
      'run',
      '--no-prompt',
      '--node-modules-dir=manual',
      `--allow-read=${p.path('node_modules')}`,
      'main.js',
    );
  }),
  deno('run, all permissions', (p) => {
    p.write('main.js', ESM);
    return runDeno(p, 'run', '-A', '--node-modules-dir=manual', 'main.js');
  }),
  deno('check', async (p) => {
    p.write(
      'main.ts',
      `import { UpSampling2D, type Tensor } from 'upsampling2d';\nconst tensor: Tensor = { data: new Float32Array(1), shape: [1, 1, 1, 1] };\nexport const later = async () => (await UpSampling2D.create()).apply(tensor).shape.length;\n`,
    );
    await runDeno(p, 'check', '--node-modules-dir=manual', 'main.ts');
    return undefined;
  }),
  deno('test', (p) => runDeno(p, 'test', '-A', '--no-check', '--node-modules-dir=manual', 'deno.spec.js')),
  deno('run of a copied folder, which it may read', async (p) => {
    p.remove('copied');
    p.copy('node_modules/upsampling2d/dist', 'copied');
    p.write('copied.js', ESM.replace("'upsampling2d'", "'./copied/index.js'"));
    return runDeno(p, 'run', '--no-prompt', `--allow-read=${p.path('copied')}`, 'copied.js');
  }),
  deno('run of a copied folder without permissions', async (p) => {
    p.remove('copied');
    p.copy('node_modules/upsampling2d/dist', 'copied');
    p.write('node.js', ESM.replace("'upsampling2d'", "'./copied/node.js'"));
    return runDeno(p, 'run', '--no-prompt', 'node.js');
  }),
  {
    group: 'Other runtimes',
    name: 'Cloudflare wrangler 4.164.0, its bundle in workerd',
    how: NOTHING,
    project: 'wrangler',
    tools: { ...NODE24, wrangler: '4.164.0', workerd: '1.20261117.1' },
    fixture: 'workerd',
    async run(p) {
      p.remove('out');
      const args = [
        'deploy',
        'worker.js',
        '--dry-run',
        '--outdir=out',
        '--name=user',
        '--compatibility-date=2025-01-01',
      ];
      await p.tool('wrangler', args, { node: p.node('node24'), env: { WRANGLER_SEND_METRICS: 'false' } });
      // It names the module by its hash.
      const [name] = p.read('out/worker.js').match(/\w+-upsampling2d\.wasm/);
      p.write(
        'config.capnp',
        p
          .read('config.capnp')
          .replaceAll('out/upsampling2d.wasm', `out/${name}`)
          .replace('"upsampling2d.wasm"', `"${name}"`),
      );
      return p.withServer(p.bin('workerd'), ['serve', 'config.capnp', '--socket-addr', 'http=127.0.0.1:PORT'], text);
    },
  },
  workerd('the package, bundled as wrangler does', NOTHING, 'workerd,worker,browser', (text) => text),
  workerd('`/inline`, bundled as wrangler does', NOTHING, 'workerd,worker,browser', (text) =>
    text.replace("'upsampling2d'", "'upsampling2d/inline'"),
  ),
  workerd(
    'bundled without the condition `workerd`',
    "`import wasm from 'upsampling2d/upsampling2d.wasm'`, `init({ wasm })`",
    'worker,browser',
    (text) =>
      text
        .replace('check(api)', 'check(api, { wasm })')
        .replace(/^/, "import wasm from 'upsampling2d/upsampling2d.wasm';"),
  ),
];
