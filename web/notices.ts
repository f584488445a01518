// A Vite plugin: writes the notices of everything of others that the built pages and their workers contain.
import type { Plugin } from 'vite';
import { pageNotices } from '../src/tools/notices.mjs';

const FILE = 'THIRD-PARTY-NOTICES.md';

// The folder of the package of npm that a module is part of.
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** Two plugins that share what they find: workers are bundles of their own, and are made before the pages'. */
export function notices(): { forPages: Plugin; forWorkers: Plugin } {
  const folders = new Set<string>();
  const collect: Plugin['generateBundle'] = (_, bundle) => {
    for (const file of Object.values(bundle)) {
      for (const id of file.type === 'chunk' ? file.moduleIds : []) {
        const [folder] = PACKAGE.exec(id) ?? [];
        if (folder) folders.add(folder);
      }
    }
  };
  return {
    forWorkers: { name: 'notices-of-workers', generateBundle: collect },
    forPages: {
      name: 'notices',
      generateBundle(options, bundle, isWrite) {
        collect.call(this, options, bundle, isWrite);
        this.emitFile({ type: 'asset', fileName: FILE, source: pageNotices([...folders].sort()) });
      },
    },
  };
}
