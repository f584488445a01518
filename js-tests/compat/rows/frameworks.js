// Frameworks that render on a server and in the page.
import { example, NODE24, NOTHING, text } from './shared.js';

const NEXT_PLACES = {
  client: 'client component',
  working: "the README's worker",
  server: 'server component',
  route: 'route handler',
  required: 'route handler with `require`',
  edge: 'edge route handler',
  given: 'edge route handler with the module imported as for Vercel',
};

// The places whose numbers come from a browser.
const IN_PAGE = ['client', 'working'];

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
      p.write('app/working/worker.js', example(p, 'ts'));
      await p.tool('next', ['build', ...flags]);
      const start = [p.bin('next'), 'start', '--port=PORT', '--hostname=127.0.0.1'];
      const ask = async (url) => {
        const results = [];
        for (const place of places) {
          if (IN_PAGE.includes(place)) results.push(...(await p.visit([`${url}/${place}`])));
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

const NUXT = {
  group: 'Frameworks',
  name: 'Nuxt 3.21.11, page, client and server route',
  how: NOTHING,
  project: 'nuxt',
  tools: { nuxt: '3.21.11', vue: '3.5.45', 'vue-router': '4.6.5' },
  fixture: 'nuxt',
  async run(p) {
    p.write('nuxt.config.js', 'export default { telemetry: false };');
    await p.tool('nuxt', ['build']);
    const ask = async (url) => [await text(`${url}/route`), ...(await p.visit([url], { selector: '#result' }))];
    return p.withServer(p.node(), ['.output/server/index.mjs'], ask, { path: '/route' });
  },
};

const ANGULAR = '20.3.35';
const ANGULAR_BUILD = '20.3.41';

const fromInline = (p) =>
  p.write('src/main.ts', p.read('src/main.ts').replace("'upsampling2d'", "'upsampling2d/inline'"));

const angularRow = (what, how, run) => ({
  group: 'Frameworks',
  name: `Angular 20.3, ${what}`,
  how,
  project: 'angular',
  tools: {
    ...Object.fromEntries(
      ['common', 'compiler', 'core', 'platform-browser'].map((name) => [`@angular/${name}`, ANGULAR]),
    ),
    ...{ '@angular/build': ANGULAR_BUILD, '@angular/cli': ANGULAR_BUILD, '@angular/compiler-cli': ANGULAR },
    ...{ rxjs: '7.8.2', tslib: '2.9.1', typescript: '5.9.3' },
  },
  fixture: 'angular',
  run,
});
const buildAngular = async (p) => {
  p.remove('out');
  await p.tool('ng', ['build']);
  return p.page('out');
};

export const frameworks = [
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
  NUXT,
  angularRow('build', '`upsampling2d.wasm` of the package among the `assets`, or `/inline`', async (p) => {
    const results = await buildAngular(p);
    fromInline(p);
    return [...results, ...(await buildAngular(p))];
  }),
  angularRow('development', '`/inline`', (p) => {
    fromInline(p);
    return p.withServer(p.node(), [p.bin('ng'), 'serve', '--host=127.0.0.1', '--port=PORT'], (url) => p.visit([url]));
  }),
];
