// Bundlers, for pages and for servers.
import { example, NOTHING } from './shared.js';

function viteRows(version, quick = false) {
  const major = version.split('.')[0];
  const row = {
    group: 'Bundlers',
    quick,
    project: `vite-${major}`,
    tools: quick ? {} : { vite: version },
    fixture: 'page',
  };
  const exclude = Number(major) < 8 ? "['upsampling2d']" : '[]';
  // Before version 8 workers are classic scripts, for which Rollup cannot split what is imported later.
  const modules = Number(major) < 8 ? "worker: { format: 'es' }" : '';
  const excluded = Number(major) < 8 ? `\`optimizeDeps: { exclude: ${exclude} }\`` : NOTHING;
  const development = (p, page) => {
    p.write('vite.config.js', `export default { optimizeDeps: { exclude: ${exclude} } };`);
    // What it kept of another package of the same version.
    p.remove('node_modules/.vite');
    const args = [p.bin('vite'), '--host=127.0.0.1', '--port=PORT', '--strictPort'];
    return p.withServer(process.execPath, args, (url) => p.visit([`${url}/${page}`]));
  };
  const buildPage = async (p, file, more = '') => {
    p.write('vite.config.js', `export default { build: { rollupOptions: { input: '${file}' } }, ${more} };`);
    await p.tool('vite', ['build', '--base=./', '--outDir=out', '--emptyOutDir']);
    return p.page('out', { file });
  };
  return [
    {
      ...row,
      name: `Vite ${version}, build`,
      how: NOTHING,
      run: (p) => buildPage(p, 'index.html'),
    },
    {
      ...row,
      name: `Vite ${version}, build of the README's first example`,
      how: NOTHING,
      async run(p) {
        p.write('example.js', example(p, 'js'));
        return buildPage(p, 'readme.html');
      },
    },
    {
      ...row,
      name: `Vite ${version}, development`,
      how: excluded,
      run: (p) => development(p, ''),
    },
    {
      ...row,
      name: `Vite ${version}, the README's worker, build`,
      how: modules ? `\`${modules}\`` : NOTHING,
      async run(p) {
        p.write('worker.js', example(p, 'ts'));
        return buildPage(p, 'worker.html', modules);
      },
    },
    {
      ...row,
      name: `Vite ${version}, the README's worker, development`,
      how: excluded,
      async run(p) {
        p.write('worker.js', example(p, 'ts'));
        return development(p, 'worker.html');
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
      name: `${name}, for pages, the README's worker`,
      how: NOTHING,
      run(p) {
        p.write('worker.js', example(p, 'ts'));
        return page(p, { entry: './start.js' });
      },
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

const parcelRow = (what, { page = 'index.html', change = (p) => p } = {}) => ({
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
      page,
      '--public-url=./',
      '--cache-dir=.parcel-cache',
      '--no-autoinstall',
      '--dist-dir=out',
    ]);
    return p.page('out', { file: page });
  },
});

export const bundlers = [
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
  parcelRow('`/inline`', {
    change: (p) => p.write('main.js', p.read('main.js').replace("'upsampling2d'", "'upsampling2d/inline'")),
  }),
  parcelRow("the README's worker", {
    page: 'worker.html',
    change: (p) => p.write('worker.js', example(p, 'ts')),
  }),
];
