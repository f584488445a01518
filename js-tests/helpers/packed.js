// The package as its users get it: packed by npm and installed, offline, in a new folder.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './child.js';

const run = promisify(execFile);

function npm(args, cwd) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return run('npm', args, { cwd, env: { ...env, npm_config_update_notifier: 'false' } });
}

export async function installPacked() {
  const folder = mkdtempSync(join(tmpdir(), 'upsampling2d-packed-'));
  await npm(['pack', '--ignore-scripts', '--pack-destination', folder], ROOT);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
  await npm(['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', `./${tarball}`], folder);
  return { folder, tarball: join(folder, tarball), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

// Writes files, named by their paths, into a folder under `folder`; returns that folder.
export function writeFiles(folder, name, files) {
  const target = join(folder, name);
  for (const [path, text] of Object.entries(files)) {
    const file = join(target, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }
  return target;
}
