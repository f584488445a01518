// Writes the reference: a page for each public name from the comments of src/js, with the documents of docs/ as guides and
// the README as the first page. A broken link in any of them is an error.
import { buildPackage } from './build.mjs';
import { isMain, main, runTool } from './run.mjs';
import { setup } from './setup.mjs';

const FOLDER = 'build/docs';

const ENTRY_POINTS = ['src/js/index.ts', 'src/js/tfjs/index.ts'];

/** Writes the site into a folder. The package must be built: its lists of names are part of the reference. */
export async function writeReference(folder) {
  const options = {
    name: 'upsampling2d',
    entryPoints: ENTRY_POINTS,
    tsconfig: 'tsconfig.json',
    projectDocuments: 'docs/*.md',
    readme: 'README.md',
    out: folder,
    includeVersion: true,
    excludeInternal: true,
    excludePrivate: true,
    // There is no public address of the sources to link to.
    disableSources: true,
    // Helper types are shown where they are used.
    'validation.notExported': false,
    treatWarningsAsErrors: true,
  };
  const args = Object.entries(options).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => [`--${name}`, String(one)]),
  );
  await runTool('typedoc', args, { quiet: true });
}

if (isMain(import.meta.url)) {
  await main(async () => {
    await setup();
    await buildPackage();
    await writeReference(FOLDER);
    console.log(`Wrote the reference: ${FOLDER}/index.html`);
  });
}
