// Writes the site into one folder, which any static host can serve below any path: the demo page and the bench page, with the
// reference and the guides in reference/.
import { fileURLToPath } from 'node:url';
import { buildPackage } from './build.mjs';
import { writeReference } from './docs.mjs';
import { isMain, main, root } from './run.mjs';
import { setup } from './setup.mjs';

const FOLDER = 'build/site';

/** Writes the site into a folder of this repository. The package must be built. */
export async function writeSite(folder) {
  const { build } = await import('vite');
  const outDir = fileURLToPath(new URL(folder, root));
  await build({ root: fileURLToPath(new URL('web/', root)), mode: 'site', logLevel: 'warn', build: { outDir } });
  await writeReference(`${folder}/reference`);
}

if (isMain(import.meta.url)) {
  await main(async () => {
    await setup();
    await buildPackage();
    await writeSite(FOLDER);
    console.log(`Wrote the site: ${FOLDER}/index.html`);
  });
}
