// Bundles the page with TensorFlow.js as a user's project would.
import { fileURLToPath } from 'node:url';

export default {
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  build: { emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 10_000 },
};
