// Runs a piece of ESM source in a separate Node process, to test what a process has only once (listeners, environment,
// the state before init).
import { execFile } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const PRELUDE = 'const report = (value) => process.stdout.write(JSON.stringify(value));\n';

export function runNode(args, { env = {}, cwd = ROOT } = {}) {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  return new Promise((done) => {
    const options = { cwd, env: { ...inherited, ...env }, maxBuffer: 1 << 26 };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      done({ code: error ? (error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

// Resolves to what the source passed to `report(value)`; rejects with stderr when the process failed.
export async function inChild(source, { args = [], ...options } = {}) {
  const { code, stdout, stderr } = await runNode([...args, '--input-type=module', '-e', PRELUDE + source], options);
  if (code !== 0) throw new Error(`the child ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
