// A Vite plugin: writes the notices of everything of others that the built pages contain.
import type { Plugin } from 'vite';
import { pageNotices } from '../src/tools/notices.mjs';

const FILE = 'THIRD-PARTY-NOTICES.md';

// The folder of the package of npm that a module is part of.
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

export function notices(): Plugin {
  return {
    name: 'notices',
    generateBundle(_, bundle) {
      const folders = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk' ? file.moduleIds.flatMap((id) => PACKAGE.exec(id)?.[0] ?? []) : [],
      );
      const source = pageNotices([...new Set(folders)].sort());
      this.emitFile({ type: 'asset', fileName: FILE, source });
    },
  };
}
