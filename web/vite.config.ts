// Builds the demo page and the bench page into build/web; in the mode `peers` into build/bench-web, where peers are put beside
// them; in the mode `site` with a link to the reference.
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { buildData } from './build-data.ts';
import { notices } from './notices.ts';

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * Only in the built pages: the development server injects inline scripts and styles. And not beside peers, which generate code
 * and start workers from text.
 */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: (_, { command, mode }) => command === 'build' && mode !== 'peers',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/** The site has the reference beside the pages; where only the pages are built, nothing leads to it. */
function referenceLink(isSite: boolean): Plugin {
  return {
    name: 'reference-link',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) =>
        html.replace('<!-- reference -->', isSite ? '<a href="./reference/index.html">Reference and guides</a>' : ''),
    },
  };
}

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const { forPages, forWorkers } = notices();

export default defineConfig(({ mode }) => ({
  root: path('.'),
  base: './',
  plugins: [buildData(), contentSecurityPolicy(), referenceLink(mode === 'site'), forPages],
  worker: { format: 'es', plugins: () => [forWorkers] },
  // The cases and peers are those of npm run bench.
  resolve: { alias: { '#bench': path('../src/bench') } },
  build: {
    // TensorFlow.js, which a worker loads when it is asked for.
    chunkSizeWarningLimit: 2000,
    outDir: path(mode === 'peers' ? '../build/bench-web' : '../build/web'),
    rollupOptions: { input: [path('index.html'), path('bench.html')] },
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL of the module or of a style could not be loaded under the policy above.
    assetsInlineLimit: 0,
  },
}));
