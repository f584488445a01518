// Bundles the test page, as a user's project would, into build/browser-pages.
import { fileURLToPath } from 'node:url';

export default {
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  worker: { format: 'es' },
  build: { outDir: fileURLToPath(new URL('../../../build/browser-pages', import.meta.url)), emptyOutDir: true },
};
