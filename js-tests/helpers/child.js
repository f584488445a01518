// Runs a piece of ESM source in a Node process of its own: for what a process has only once (listeners, environment,
// the state before init).
import { execFile } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const run = promisify(execFile);

// Resolves to what the source passed to `report(value)`; rejects with stderr when the process failed.
export async function inChild(source, { env = {}, cwd = ROOT, args = [] } = {}) {
  const prelude = 'const report = (value) => process.stdout.write(JSON.stringify(value));\n';
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const { stdout } = await run(process.execPath, [...args, '--input-type=module', '-e', prelude + source], {
    cwd,
    env: { ...inherited, ...env },
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout);
}
