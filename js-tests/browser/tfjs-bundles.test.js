// The adapter as bundlers and script tags deliver it: webpack, and the global variables of classic pages. Vite's bundle is in
// tfjs.test.js.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inChild, ROOT } from '../helpers/child.js';
import { LISTENER, launchChromium, openPage } from './browsers.js';
import { serve } from './server.js';

const require = createRequire(import.meta.url);
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:";
const FOLDER = join(ROOT, 'build/browser-tests/tfjs-bundles');
const HEAD =
  '<!doctype html><html lang="en"><head><meta charset="utf-8" /><link rel="icon" href="data:," /><title>Page</title>';
const html = (...scripts) => `${HEAD}</head><body>${scripts.join('')}</body></html>`;
const script = (src) => `<script src="./${src}"></script>`;

// What each page does with tf, register and unregister.
const WORK = `
  globalThis.work = async () => {
    await tf.setBackend('cpu');
    await register(tf);
    const config = { size: [1, 2], interpolation: 'bilinear', batch_input_shape: [null, 1, 2, 1] };
    const layers = [{ class_name: 'UpSampling2D', config }];
    const model = await tf.models.modelFromJSON({ class_name: 'Sequential', config: { name: 'model', layers } });
    const y = await model.predict(tf.tensor([1, 2], [1, 1, 2, 1])).data();
    unregister(tf);
    return [...y];
  };
`;

// Not minified, which takes most of the time and is not ours. In a process of its own, where it takes its own loaders.
const bundleByWebpack = (folder) =>
  inChild(`
    import webpack from 'webpack';
    const output = { path: ${JSON.stringify(join(folder, 'out'))}, filename: 'main.js' };
    const options = { mode: 'production', performance: { hints: false }, optimization: { minimize: false } };
    webpack({ ...options, target: 'web', context: ${JSON.stringify(folder)}, entry: './main.js', output }, (error, stats) => {
      if (error || stats.hasErrors() || stats.hasWarnings()) throw error ?? new Error(stats.toString());
      report(true);
    });
  `);

let server;
let running;

beforeAll(async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(join(FOLDER, 'webpack'), { recursive: true });
  mkdirSync(join(FOLDER, 'classic'));
  const imports = `import * as tf from '@tensorflow/tfjs'; import { register, unregister } from 'upsampling2d/tfjs';`;
  writeFileSync(join(FOLDER, 'webpack/main.js'), imports + WORK);
  await bundleByWebpack(join(FOLDER, 'webpack'));
  writeFileSync(join(FOLDER, 'webpack/index.html'), html('<script src="./out/main.js"></script>'));
  // tf.min.js itself evaluates text, which the policy forbids.
  copyFileSync(require.resolve('@tensorflow/tfjs/dist/tf.es2017.min.js'), join(FOLDER, 'classic/tf.js'));
  for (const name of ['upsampling2d.js', 'tfjs.js'])
    copyFileSync(join(ROOT, 'dist/cjs', name), join(FOLDER, 'classic', `our-${name}`));
  writeFileSync(join(FOLDER, 'classic/main.js'), `{ const { register, unregister } = upsampling2dTfjs; ${WORK} }`);
  const scripts = ['tf.js', 'our-upsampling2d.js', 'our-tfjs.js', 'main.js'];
  writeFileSync(join(FOLDER, 'classic/index.html'), html(...scripts.map(script)));
  server = await serve(FOLDER, '/', { 'content-security-policy': POLICY }, LISTENER);
  running = await launchChromium();
});
afterAll(async () => {
  await running?.close();
  await server?.close();
});

test.each(['webpack', 'classic'])(
  '%s: a model predicts what Keras predicts, and nothing is complained about',
  async (name) => {
    const { page, allComplaints } = await openPage(running.browser, `${server.url}${name}/`);
    expect(await page.evaluate(() => globalThis.work())).toEqual([1, 1.25, 1.75, 2]);
    expect(await allComplaints()).toEqual([]);
  },
);
