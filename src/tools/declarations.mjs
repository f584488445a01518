// Removes the declarations that no entry of the package leads to: tsc writes one for every source file.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The declarations in a folder to which these entries lead, themselves included: paths from the folder. */
export function reachable(folder, entries) {
  const found = new Set();
  const follow = (name) => {
    if (found.has(name)) return;
    found.add(name);
    for (const [, path] of readFileSync(join(folder, name), 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)\.js'/g)) {
      follow(relative(folder, join(folder, dirname(name), `${path}.d.ts`)));
    }
  };
  entries.forEach(follow);
  return found;
}

/** Removes the other declarations from the folder. */
export function keepReachable(folder, entries) {
  const kept = reachable(folder, entries);
  for (const name of readdirSync(folder, { recursive: true })) {
    if (name.endsWith('.d.ts') && !kept.has(name)) rmSync(join(folder, name));
  }
}
