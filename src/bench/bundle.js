// Bundles peers to single files: for pages, and in Node for packages that Node itself cannot import.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleFile, COMPLETE_FILE } from './page-files.js';

/** `import * as wasm from './x.wasm'`, as bundlers do it: the exports of the WebAssembly module become those of a script. */
const wasmModules = {
  name: 'wasm-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.wasm\?bytes$/ }, ({ path }) => ({ path: path.replace('?bytes', ''), namespace: 'bytes' }));
    onLoad({ filter: /\.wasm$/, namespace: 'bytes' }, ({ path }) => ({
      contents: readFileSync(path),
      loader: 'binary',
    }));
    onLoad({ filter: /\.wasm$/, namespace: 'file' }, ({ path }) => {
      const module = new WebAssembly.Module(readFileSync(path));
      const sources = [...new Set(WebAssembly.Module.imports(module).map((entry) => entry.module))];
      const contents = [
        `import bytes from ${JSON.stringify(`${path}?bytes`)};`,
        ...sources.map((name, i) => `import * as import${i} from ${JSON.stringify(name)};`),
        `const imports = { ${sources.map((name, i) => `${JSON.stringify(name)}: import${i}`).join(', ')} };`,
        'const { instance } = await WebAssembly.instantiate(bytes, imports);',
        ...WebAssembly.Module.exports(module).map(({ name }) => `export const ${name} = instance.exports.${name};`),
      ];
      return { contents: contents.join('\n'), loader: 'js', resolveDir: fileURLToPath(new URL('.', `file://${path}`)) };
    });
  },
};

/** Bundles what a line of script imports, as resolved from a folder. */
export async function bundle(script, folder, outfile, platform) {
  await build({
    stdin: { contents: script, resolveDir: folder, loader: 'js' },
    outfile,
    platform,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
    define: platform === 'browser' ? { global: 'globalThis' } : {},
    external:
      platform === 'browser' ? ['fs', 'path', 'crypto', 'module', 'worker_threads', 'perf_hooks', 'node:*'] : [],
    plugins: [wasmModules],
  });
}

/**
 * Writes the bundles and assets of the peers that are installed in `from` to a page's folder, and a list of the peers that
 * are complete.
 */
export async function bundleForPages(peers, from, folder, log) {
  mkdirSync(folder, { recursive: true });
  const complete = [];
  for (const { name, bundles = {}, assets = [] } of peers) {
    try {
      for (const [bundled, script] of Object.entries(bundles)) {
        await bundle(script, from, join(folder, bundleFile(bundled)), 'browser');
      }
      for (const asset of assets) {
        mkdirSync(dirname(join(folder, 'assets', asset)), { recursive: true });
        cpSync(join(from, 'node_modules', asset), join(folder, 'assets', asset));
      }
      complete.push(name);
    } catch (error) {
      log(`Without ${name}: ${String(error.message ?? error).split('\n')[0]}`);
    }
  }
  writeFileSync(join(folder, COMPLETE_FILE), JSON.stringify(complete));
}
