// Bundles a small user's program, in a separate process: node bundle.js <bundler> <folder> [target].
import { join } from 'node:path';

const [bundler, folder, target] = process.argv.slice(2);

const bundlers = {
  async esbuild() {
    const { build } = await import('esbuild');
    await build({
      entryPoints: [join(folder, 'main.js')],
      outfile: join(folder, 'out.mjs'),
      bundle: true,
      minify: true,
      format: 'esm',
      platform: target,
      logLevel: 'warning',
      ...(target === 'node' && { packages: 'external' }),
    });
  },
  async vite() {
    const { build } = await import('vite');
    const library = { entry: 'main.js', formats: ['es'], fileName: 'main' };
    await build({
      root: folder,
      configFile: false,
      logLevel: 'warn',
      build: { outDir: 'out', ...(target === 'library' && { lib: library }) },
    });
  },
  async webpack() {
    const { default: webpack } = await import('webpack');
    const output = { path: join(folder, 'out'), filename: 'main.cjs' };
    await new Promise((done, fail) => {
      webpack({ mode: 'production', target, context: folder, entry: './main.js', output }, (error, stats) => {
        if (error || stats.hasErrors() || stats.hasWarnings()) fail(error ?? new Error(stats.toString()));
        else done();
      });
    });
  },
};

await bundlers[bundler]();
