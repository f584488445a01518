// Builds the command in src/cli: each TypeScript file becomes a script in its dist/, and the help a page for man.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { root } from './run.mjs';

const SOURCE = new URL('src/cli/', root);

/** Builds src/cli/dist/. The package itself must have been built. */
export async function buildCommand() {
  const { build } = await import('esbuild');
  const outdir = fileURLToPath(new URL('dist/', SOURCE));
  rmSync(outdir, { recursive: true, force: true });
  const files = readdirSync(SOURCE).filter((name) => name.endsWith('.ts'));
  await build({
    entryPoints: files.map((name) => fileURLToPath(new URL(name, SOURCE))),
    outdir,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'error',
  });
  const { manualPage } = await import(new URL('dist/manual.js', SOURCE).href);
  const { version } = JSON.parse(readFileSync(new URL('package.json', SOURCE), 'utf8'));
  writeFileSync(new URL('dist/upsampling2d.1', SOURCE), manualPage(version));
}
