// Writes the site into one folder, which any static host can serve below any path: the demo page and the bench page, with the
// reference and the guides in reference/.
import { fileURLToPath } from 'node:url';
import { buildPackage } from './build.mjs';
import { writeReference } from './docs.mjs';
import { isMain, main, root, runTool } from './run.mjs';
import { setup } from './setup.mjs';

const FOLDER = 'build/site';

/** Writes the site into a folder of this repository. The package must be built. */
export async function writeSite(folder) {
  const outDir = fileURLToPath(new URL(folder, root));
  const web = fileURLToPath(new URL('web/', root));
  await runTool('vite', ['build', web, '--mode', 'site', '--outDir', outDir, '--logLevel', 'warn'], { quiet: true });
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
