// Pages without a bundler, and what else in a browser is no page.
import { serve } from '../../browser/server.js';
import { example, NOTHING } from './shared.js';

const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const policy = (more = '') => ({
  'content-security-policy': `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; ${more}`,
});

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
const fromFile = (name, options) =>
  plain(name, '`dist/cjs/upsampling2d.js`', (p) => p.visit([`file://${p.path('classic.html')}`], options));

const MODULE = '`dist/index.js` and `dist/upsampling2d.wasm`';

export const pages = [
  page('a module, by its address', MODULE, 'module.html'),
  page('one file', '`dist/inline.js`', 'inline.html'),
  plain("the README's page", '`dist/inline.js` beside it', async (p) => {
    p.copy('package/inline.js', 'inline.js');
    p.write('readme.html', `${p.read('readme.before.html')}${example(p, 'html')}${p.read('readme.after.html')}`);
    return p.page('.', { file: 'readme.html' });
  }),
  page('import map', 'map the name to `dist/index.js`', 'map.html'),
  page('classic script', '`dist/cjs/upsampling2d.js`: the global `upsampling2d`', 'classic.html'),
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
  fromFile('`file://`, classic script'),
  page('module worker', NOTHING, 'worker.html?module'),
  page('classic worker', '`importScripts` of `dist/cjs/upsampling2d.js`', 'worker.html?classic'),
  page('shared worker', NOTHING, 'worker.html?shared'),
  page('service worker', NOTHING, 'worker.html?service'),
  page(
    'strict policy with trusted types',
    "`script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'`",
    'module.html',
    { headers: policy("require-trusted-types-for 'script'; trusted-types 'none'") },
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
  ...['Firefox', 'WebKit'].flatMap((browser) => [
    page(`a module, by its address, in ${browser}`, MODULE, 'module.html', { browser }),
    page(`one file, in ${browser}`, '`dist/inline.js`', 'inline.html', { browser }),
    fromFile(`\`file://\`, classic script, in ${browser}`, { browser }),
    page(`module worker, in ${browser}`, NOTHING, 'worker.html?module', { browser, alone: browser === 'Firefox' }),
  ]),
];
