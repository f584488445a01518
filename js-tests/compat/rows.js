// The matrix: each row is an environment, what a user has to do there, and how it is tried. A row that is `quick` needs no
// tools but those of this repository, and so is part of `npm test`.
import { readFileSync } from 'node:fs';
import { arch, platform } from 'node:process';
import { serve } from '../browser/server.js';

const NOTHING = 'nothing';

// npm has each Node as a package per platform.
const nodePackage = (version) => `npm:node-${platform === 'win32' ? 'win' : platform}-${arch}@${version}`;
const NODE24 = { node24: nodePackage('24.9.0') };

const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const policy = (more = '') => ({
  'content-security-policy': `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; ${more}`,
});

const text = async (url) => (await fetch(url)).text();

// ---- Node

const NODE_WAYS = {
  import: 'esm.mjs',
  require: 'cjs.cjs',
  '`/inline`': 'inline.mjs',
  '`/inline`, require': 'inline.cjs',
  worker_threads: 'worker.mjs',
};

function nodeRows(version) {
  const tools = version ? { node: nodePackage(version) } : {};
  const project = version ? `node-${version}` : 'node';
  return Object.entries(NODE_WAYS).map(([way, file]) => ({
    group: 'Node',
    name: `Node ${version ?? '(the one at hand)'}, ${way}`,
    how: NOTHING,
    quick: !version,
    project,
    tools,
    fixture: 'node',
    run: (p) => p.exec(p.node(version && 'node'), [file]),
  }));
}

// ---- TypeScript

const RESOLUTIONS = {
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
  'node16, ES modules': { module: 'node16', moduleResolution: 'node16' },
  'node16, CommonJS': { module: 'node16', moduleResolution: 'node16', type: 'commonjs' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  node10: { module: 'esnext', moduleResolution: 'node10' },
};

function typeRows(version, { quick = false, node, without = [], extra = {} } = {}) {
  return Object.entries(RESOLUTIONS)
    .filter(([resolution]) => !without.includes(resolution))
    .map(([resolution, { type = 'module', ...options }]) => ({
      group: 'TypeScript, without skipLibCheck',
      name: `TypeScript ${version}, ${resolution}`,
      how: NOTHING,
      quick,
      project: `typescript-${version}`,
      tools: quick ? {} : { typescript: version },
      fixture: 'types',
      async run(p) {
        p.write('package.json', JSON.stringify({ ...JSON.parse(p.read('package.json')), type }));
        const compilerOptions = {
          strict: true,
          noEmit: true,
          skipLibCheck: false,
          types: [],
          target: 'ES2022',
          lib: ['ES2022', 'DOM'],
          ...options,
          ...(resolution === 'node10' && extra),
        };
        p.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['main.ts'] }));
        await p.tool('tsc', ['-p', '.'], { node });
        // Only the compiler's word counts here.
        return undefined;
      },
    }));
}

// ---- Test runners

const JEST = { jest: '30.5.2', 'jest-environment-jsdom': '30.5.2' };
const VM_MODULES = { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };

function jestRow(format, environment, quick = false) {
  const file = { 'ES modules': 'esm.spec.js', CommonJS: 'cjs.spec.cjs' }[format];
  return {
    group: 'Test runners',
    name: `Jest 30, ${format}, ${environment}`,
    how: NOTHING,
    quick,
    project: quick ? 'jest-local' : 'jest',
    tools: quick ? {} : JEST,
    fixture: 'jest',
    async run(p) {
      const config = {
        transform: {},
        testEnvironment: environment,
        testMatch: [`<rootDir>/${file}`],
        rootDir: p.folder,
        modulePathIgnorePatterns: [],
      };
      p.write('jest.config.json', JSON.stringify(config));
      // A run from another one's folder would take that one's results.
      return p.tool('jest', ['--config', 'jest.config.json', '--no-cache', '--colors=false'], {
        env: format === 'CommonJS' ? {} : VM_MODULES,
      });
    },
  };
}

const VITEST_3 = { vitest: '3.2.7', jsdom: '26.1.0', 'happy-dom': '20.14.6' };
const VITEST_5 = { ...NODE24, vitest: '5.1.1', jsdom: '26.1.0', 'happy-dom': '20.14.6' };

function vitestRow(version, what, options, { tools, node }) {
  return {
    group: 'Test runners',
    name: `Vitest ${version}, ${what}`,
    how: NOTHING,
    project: `vitest-${version}`,
    tools,
    fixture: 'vitest',
    async run(p) {
      p.remove('result.txt');
      const config = { test: { include: ['vitest.spec.js'], ...options } };
      p.write('vitest.config.js', `export default ${JSON.stringify(config)};`);
      await p.tool('vitest', ['run'], { node: p.node(node) });
      return p.read('result.txt');
    },
  };
}

function vitestRows(version, setting) {
  return [
    vitestRow(version, 'node', { environment: 'node' }, setting),
    vitestRow(version, 'jsdom', { environment: 'jsdom' }, setting),
    vitestRow(version, 'happy-dom', { environment: 'happy-dom' }, setting),
    vitestRow(version, 'vmThreads, jsdom', { environment: 'jsdom', pool: 'vmThreads' }, setting),
    vitestRow(
      version,
      'node, the package inlined',
      { environment: 'node', server: { deps: { inline: ['upsampling2d'] } } },
      setting,
    ),
    vitestRow(
      version,
      'jsdom, the package inlined',
      { environment: 'jsdom', server: { deps: { inline: ['upsampling2d'] } } },
      setting,
    ),
  ];
}

// ---- Other runtimes

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

const runtimes = [
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

// ---- Bundlers, for pages and for servers

function viteRows(version, quick = false) {
  const major = version.split('.')[0];
  const row = {
    group: 'Bundlers',
    quick,
    project: `vite-${major}`,
    tools: quick ? {} : { vite: version },
    fixture: 'page',
  };
  const exclude = Number(major) < 8;
  return [
    {
      ...row,
      name: `Vite ${version}, build`,
      how: NOTHING,
      async run(p) {
        p.write('vite.config.js', 'export default {};');
        await p.tool('vite', ['build', '--base=./', '--outDir=out', '--emptyOutDir']);
        return p.page('out');
      },
    },
    {
      ...row,
      name: `Vite ${version}, build of the README's first example`,
      how: NOTHING,
      async run(p) {
        const [, example] = readFileSync(p.package('README.md'), 'utf8').match(/^```js\n([\s\S]*?)^```$/m);
        p.write('example.js', example);
        p.write('vite.config.js', "export default { build: { rollupOptions: { input: 'readme.html' } } };");
        await p.tool('vite', ['build', '--base=./', '--outDir=out', '--emptyOutDir']);
        return p.page('out', { file: 'readme.html' });
      },
    },
    {
      ...row,
      name: `Vite ${version}, development`,
      how: exclude ? "`optimizeDeps: { exclude: ['upsampling2d'] }`" : NOTHING,
      async run(p) {
        p.write(
          'vite.config.js',
          `export default { optimizeDeps: { exclude: ${exclude ? "['upsampling2d']" : '[]'} } };`,
        );
        return p.withServer(
          process.execPath,
          [p.bin('vite'), '--host=127.0.0.1', '--port=PORT', '--strictPort'],
          (url) => p.visit([url]),
        );
      },
    },
    {
      ...row,
      name: `Vite ${version}, server build with \`ssr.noExternal\``,
      how: NOTHING,
      fixture: 'node',
      project: `vite-${major}-server`,
      async run(p) {
        p.write('vite.config.js', "export default { ssr: { noExternal: true }, build: { target: 'node20' } };");
        await p.tool('vite', ['build', '--ssr=esm.mjs', '--outDir=out', '--emptyOutDir']);
        p.copy('out/esm.js', 'elsewhere/main.mjs');
        return p.exec(p.node(), ['elsewhere/main.mjs']);
      },
    },
  ];
}

// webpack and rspack take the same configuration.
const BUILD = (tool, config) => `
import tool from '${tool}';
const pack = tool.rspack ?? tool;
pack(${JSON.stringify(config).replace('"WASM FILES"', String(/\.wasm$/))}, (error, stats) => {
  if (error || stats.hasErrors() || stats.hasWarnings()) {
    console.error(String(error ?? stats.toString({ all: false, errors: true, warnings: true })));
    process.exitCode = 1;
  }
});
`;

function webpackRows(name, tool, { quick = false, tools = {} } = {}) {
  const row = { group: 'Bundlers', quick, tools };
  const build = async (p, config) => {
    p.remove('out');
    p.write('build.mjs', BUILD(tool, { mode: 'production', context: p.folder, ...config }));
    await p.exec(p.node(), ['build.mjs']);
  };
  const page = async (p, config = {}) => {
    await build(p, { entry: './main.js', output: { path: p.path('out'), filename: 'main.js' }, ...config });
    p.write('out/index.html', '<!doctype html><meta charset="utf-8"><script src="./main.js"></script>');
    return p.page('out');
  };
  const server = async (p, entry, config = {}) => {
    await build(p, { target: 'node20', entry, output: { path: p.path('out'), filename: 'main.cjs' }, ...config });
    p.copy('out/main.cjs', 'elsewhere/main.cjs');
    return p.exec(p.node(), ['elsewhere/main.cjs']);
  };
  const forPages = { ...row, project: `${name.split(' ')[0]}-page`, fixture: 'page' };
  const forNode = { ...row, project: `${name.split(' ')[0]}-node`, fixture: 'node' };
  return [
    { ...forPages, name: `${name}, for pages`, how: NOTHING, run: (p) => page(p) },
    {
      ...forPages,
      name: `${name}, for pages, \`require\``,
      how: NOTHING,
      run: (p) => page(p, { entry: './required.cjs' }),
    },
    {
      ...forPages,
      name: `${name}, with a rule \`webassembly/async\``,
      how: "`dependency: { not: ['url'] }` in that rule",
      run: (p) =>
        page(p, {
          experiments: { asyncWebAssembly: true },
          module: { rules: [{ test: 'WASM FILES', dependency: { not: ['url'] }, type: 'webassembly/async' }] },
        }),
    },
    { ...forNode, name: `${name}, for Node`, how: NOTHING, run: (p) => server(p, './esm.mjs') },
    { ...forNode, name: `${name}, for Node, \`require\``, how: NOTHING, run: (p) => server(p, './cjs.cjs') },
    {
      ...forNode,
      name: `${name}, for Node, with \`publicPath\``,
      how: NOTHING,
      run: (p) =>
        server(p, './esm.mjs', { output: { path: p.path('out'), filename: 'main.cjs', publicPath: '/assets/' } }),
    },
  ];
}

const ESBUILD = { group: 'Bundlers', quick: true };
const HTML = '<!doctype html><meta charset="utf-8"><script type="module" src="./main.js"></script>';
const COPY = 'copy `upsampling2d.wasm` beside the script, or `/inline`';

const esbuildRow = (what, how, args, finish) => ({
  ...ESBUILD,
  name: `esbuild 0.28, ${what}`,
  how,
  project: finish === 'node' ? 'esbuild-node' : 'esbuild',
  fixture: finish === 'node' ? 'node' : 'page',
  async run(p) {
    p.remove('out');
    if (finish === 'inline') p.write('main.js', p.read('main.js').replace("'upsampling2d'", "'upsampling2d/inline'"));
    await p.exec(p.bin('esbuild'), [finish === 'node' ? 'esm.mjs' : 'main.js', '--bundle', '--minify', ...args]);
    if (finish === 'node') {
      p.copy('out/main.mjs', 'elsewhere/main.mjs');
      return p.exec(p.node(), ['elsewhere/main.mjs']);
    }
    p.write('out/index.html', HTML);
    if (finish === 'copy') p.copy('node_modules/upsampling2d/dist/upsampling2d.wasm', 'out/upsampling2d.wasm');
    return p.page('out');
  },
});

const ROLLUP = {
  rollup: '4.68.8',
  '@rollup/plugin-node-resolve': '16.0.3',
  '@web/rollup-plugin-import-meta-assets': '2.3.3',
};
const rollupRow = (what, how, plugins, { server = false, copy = false } = {}) => ({
  group: 'Bundlers',
  name: `Rollup 4, ${what}`,
  how,
  project: server ? 'rollup-node' : 'rollup',
  tools: ROLLUP,
  fixture: server ? 'node' : 'page',
  async run(p) {
    p.remove('out');
    p.write(
      'rollup.config.mjs',
      `
      import { nodeResolve } from '@rollup/plugin-node-resolve';
      import { importMetaAssets } from '@web/rollup-plugin-import-meta-assets';
      export default { input: '${server ? 'esm.mjs' : 'main.js'}', plugins: [${plugins}], output: { dir: 'out', format: 'es', entryFileNames: 'main.${server ? 'mjs' : 'js'}' } };`,
    );
    await p.tool('rollup', ['-c']);
    if (copy) p.copy('node_modules/upsampling2d/dist/upsampling2d.wasm', 'out/upsampling2d.wasm');
    if (server) {
      p.remove('elsewhere');
      p.copy('out', 'elsewhere');
      return p.exec(p.node(), ['elsewhere/main.mjs']);
    }
    p.write('out/index.html', HTML);
    return p.page('out');
  },
});

const parcelRow = (what, change = (p) => p) => ({
  group: 'Bundlers',
  name: `Parcel 2.16, ${what}`,
  how: NOTHING,
  project: 'parcel',
  tools: { parcel: '2.16.4' },
  fixture: 'page',
  async run(p) {
    change(p);
    p.remove('out', '.parcel-cache');
    await p.tool('parcel', [
      'build',
      'index.html',
      '--public-url=./',
      '--no-cache',
      '--no-autoinstall',
      '--dist-dir=out',
    ]);
    return p.page('out');
  },
});

const bundlers = [
  ...viteRows('5.4.21'),
  ...viteRows('6.4.6'),
  ...viteRows('7.3.8'),
  ...viteRows('8.3.8', true),
  ...webpackRows('webpack 5', 'webpack', { quick: true }),
  ...webpackRows('rspack 2', '@rspack/core', { tools: { '@rspack/core': '2.3.3' } }),
  rollupRow('without a plugin for assets', COPY, 'nodeResolve({ browser: true })', { copy: true }),
  rollupRow(
    'with @web/rollup-plugin-import-meta-assets',
    NOTHING,
    'nodeResolve({ browser: true }), importMetaAssets()',
  ),
  rollupRow(
    'for Node, without the condition `node`',
    "copy `upsampling2d.wasm` beside the script, or `exportConditions: ['node']`",
    'nodeResolve()',
    { server: true, copy: true },
  ),
  rollupRow('for Node', NOTHING, "nodeResolve({ exportConditions: ['node'] })", { server: true }),
  esbuildRow('ES module', COPY, ['--format=esm', '--outfile=out/main.js'], 'copy'),
  esbuildRow('IIFE', '`/inline`', ['--format=iife', '--outfile=out/main.js'], 'inline'),
  esbuildRow('for Node', NOTHING, ['--format=esm', '--platform=node', '--outfile=out/main.mjs'], 'node'),
  {
    ...esbuildRow('for Node, CommonJS', NOTHING, ['--format=cjs', '--platform=node', '--outfile=out/main.cjs'], 'node'),
    async run(p) {
      await p.exec(p.bin('esbuild'), ['cjs.cjs', '--bundle', '--platform=node', '--outfile=out/main.cjs']);
      p.copy('out/main.cjs', 'elsewhere/main.cjs');
      return p.exec(p.node(), ['elsewhere/main.cjs']);
    },
  },
  parcelRow('the package'),
  parcelRow('`/inline`', (p) =>
    p.write('main.js', p.read('main.js').replace("'upsampling2d'", "'upsampling2d/inline'")),
  ),
];

// ---- Frameworks

const NEXT_PLACES = {
  client: 'client component',
  server: 'server component',
  route: 'route handler',
  required: 'route handler with `require`',
  edge: 'edge route handler',
  given: 'edge route handler with the module imported as for Vercel',
};

function nextRow(version, bundler, { flags = [], without = [] } = {}) {
  const places = Object.keys(NEXT_PLACES).filter((place) => !without.includes(place));
  return {
    group: 'Frameworks',
    name: `Next.js ${version}, ${bundler}: ${places.map((place) => NEXT_PLACES[place]).join(', ')}`,
    how: NOTHING,
    project: `next-${version}`,
    tools: { next: version, react: '19.3.1', 'react-dom': '19.3.1' },
    fixture: 'next',
    async run(p) {
      p.remove('.next', ...without.map((place) => `app/${place}`));
      p.write('next.config.mjs', `export default ${JSON.stringify({ outputFileTracingRoot: p.folder })};`);
      await p.tool('next', ['build', ...flags]);
      const start = [p.bin('next'), 'start', '--port=PORT', '--hostname=127.0.0.1'];
      const ask = async (url) => {
        const results = [];
        for (const place of places) {
          if (place === 'client') results.push(...(await p.visit([`${url}/client`])));
          else results.push((await text(`${url}/${place}`)).replaceAll('&quot;', '"').replace(/\]\}.*/s, ']}'));
        }
        return results;
      };
      return p.withServer(process.execPath, start, ask, { path: '/route' });
    },
  };
}

const astroRow = (version, { tools = {}, node } = {}) => ({
  group: 'Frameworks',
  name: `Astro ${version}, page and client script`,
  how: NOTHING,
  project: `astro-${version}`,
  tools: { astro: version, ...tools },
  fixture: 'astro',
  async run(p) {
    p.write('astro.config.mjs', "export default { base: '/deep', outDir: 'out' };");
    await p.tool('astro', ['build'], { node: p.node(node) });
    return p.page('out', { prefixes: ['/deep/'], selector: '#result' });
  },
});

const svelteKitRow = (version, { tools = {}, node } = {}) => ({
  group: 'Frameworks',
  name: `SvelteKit ${version}, prerendered page and client`,
  how: NOTHING,
  project: `sveltekit-${version}`,
  tools: { '@sveltejs/kit': version, svelte: '5.57.3', ...tools },
  fixture: 'sveltekit',
  async run(p) {
    // Until version 3 the plugin took its options from a file of their own.
    const adapter = "import adapter from '@sveltejs/adapter-static';\n";
    const plugin = "import { sveltekit } from '@sveltejs/kit/vite';\n";
    if (version.startsWith('2.')) {
      p.write('svelte.config.js', `${adapter}export default { kit: { adapter: adapter({ pages: 'out' }) } };`);
      p.write('vite.config.js', `${plugin}export default { plugins: [sveltekit()] };`);
    } else {
      const options = "{ adapter: adapter({ pages: 'out' }) }";
      p.remove('svelte.config.js');
      p.write('vite.config.js', `${adapter}${plugin}export default { plugins: [sveltekit(${options})] };`);
    }
    await p.tool('vite', ['build'], { node: p.node(node) });
    return p.page('out', { selector: '#result' });
  },
});

const frameworks = [
  nextRow('16.4.6', 'Turbopack'),
  // Next.js itself does not build any edge route handler with webpack in this version.
  nextRow('16.4.6', 'webpack', { flags: ['--webpack'], without: ['edge', 'given'] }),
  nextRow('15.5.29', 'webpack'),
  astroRow('5.18.2'),
  astroRow('7.3.5', { tools: NODE24, node: 'node24' }),
  svelteKitRow('3.2.0', {
    tools: { ...NODE24, vite: '8.3.8', '@sveltejs/vite-plugin-svelte': '7.3.1', '@sveltejs/adapter-static': '4.0.1' },
    node: 'node24',
  }),
  svelteKitRow('2.70.4', {
    tools: { vite: '7.3.8', '@sveltejs/vite-plugin-svelte': '6.2.3', '@sveltejs/adapter-static': '3.0.10' },
  }),
];

// ---- Pages without a bundler

const plain = (name, how, run) => ({
  group: 'Pages without a bundler',
  name,
  how,
  quick: true,
  project: 'plain',
  fixture: 'plain',
  run(p) {
    p.remove('package');
    p.copy('node_modules/upsampling2d/dist', 'package');
    return run(p);
  },
});
const page = (name, how, file, options) => plain(name, how, (p) => p.page('.', { file, ...options }));

const pages = [
  page('a module, by its address', '`dist/index.js` and `dist/upsampling2d.wasm`', 'module.html'),
  page('one file', '`dist/inline.js`', 'inline.html'),
  page('import map', 'map the name to `dist/index.js`', 'map.html'),
  page('classic script', '`dist/cjs/upsampling2d.js`: the global `upsampling2d`', 'classic.html'),
  page('one file, in Firefox', '`dist/inline.js`', 'inline.html', { browser: 'Firefox' }),
  page('a module, by its address, in Firefox', '`dist/index.js` and `dist/upsampling2d.wasm`', 'module.html', {
    browser: 'Firefox',
  }),
  plain('`file://`, classic script, in Firefox', '`dist/cjs/upsampling2d.js`', (p) =>
    p.visit([`file://${p.path('classic.html')}`], { browser: 'Firefox' }),
  ),
  plain('a CDN on another origin', '`dist/index.js` at the CDN', async (p) => {
    const cdn = await serve(p.path('package'), '/npm/upsampling2d@0.1.0/dist/', { 'access-control-allow-origin': '*' });
    try {
      p.write('cdn.js', p.read('module.js').replace('./package/', cdn.url));
      p.write('cdn.html', p.read('module.html').replace('./module.js', './cdn.js'));
      return await p.page('.', { file: 'cdn.html' });
    } finally {
      await cdn.close();
    }
  }),
  plain('`file://`, classic script', '`dist/cjs/upsampling2d.js`', (p) =>
    p.visit([`file://${p.path('classic.html')}`]),
  ),
  page('module worker', NOTHING, 'worker.html?module'),
  page('classic worker', '`importScripts` of `dist/cjs/upsampling2d.js`', 'worker.html?classic'),
  page('shared worker', NOTHING, 'worker.html?shared'),
  page('service worker', NOTHING, 'worker.html?service'),
  page(
    'strict policy with trusted types',
    "`script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'`",
    'module.html',
    { headers: policy() },
  ),
  page('strict policy, module worker', NOTHING, 'worker.html?module', { headers: policy() }),
  page('COOP and COEP', NOTHING, 'module.html', { headers: ISOLATED }),
  {
    ...plain('extension (manifest 3), page and service worker', "`'wasm-unsafe-eval'` in its policy", (p) =>
      p.extension('.'),
    ),
    project: 'extension',
    fixture: 'extension',
  },
];

export const ROWS = [
  ...nodeRows(),
  ...['20.19.5', '22.23.3', '24.9.0'].flatMap(nodeRows),
  ...typeRows('5.0.4'),
  ...typeRows('5.4.5'),
  ...typeRows('5.9.3'),
  ...typeRows('6.0.3', { quick: true, extra: { ignoreDeprecations: '6.0' } }),
  ...typeRows('7.0.2', { without: ['node10'] }),
  jestRow('ES modules', 'node', true),
  jestRow('CommonJS', 'node', true),
  jestRow('ES modules', 'jsdom'),
  jestRow('CommonJS', 'jsdom'),
  ...vitestRows('3', { tools: VITEST_3 }),
  ...vitestRows('5', { tools: VITEST_5, node: 'node24' }),
  ...runtimes,
  ...bundlers,
  ...frameworks,
  ...pages,
];
