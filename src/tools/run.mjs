// Running programs for the other tools: one place for the repository's root, the environment and failures.
import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The repository's root, as a URL that ends in a slash. */
export const root = new URL('../../', import.meta.url);

/**
 * Runs a program in the repository's root and resolves with its standard output.
 * With quiet the output is collected and shown only when the program fails; without it, it goes to the terminal.
 * With errorsOnly only the error output goes to the terminal: Jest reports there, and writes its JSON to the other.
 */
export function run(command, args, { env = {}, quiet = false, errorsOnly = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', quiet ? 'pipe' : errorsOnly ? 'ignore' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    let output = '';
    let everything = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
      everything += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      everything += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output);
      if (everything) process.stderr.write(everything);
      reject(new Error(`${[command, ...args].join(' ')} failed (${signal ?? `exit code ${code}`})`));
    });
  });
}

/** Runs a program of node_modules/.bin. */
export function runTool(name, args, options = {}) {
  return run(fileURLToPath(new URL(`node_modules/.bin/${name}`, root)), args, options);
}

/** A duration in words: 830 ms, 12.3 s, 2 min 5 s. */
export function duration(ms) {
  if (ms < 1000) return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** Runs a tool's main function and turns a failure into one line and an exit code instead of a stack trace. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

/** Whether the given module is the program that Node was started with. */
export function isMain(moduleUrl) {
  return process.argv[1] !== undefined && moduleUrl === pathToFileURL(process.argv[1]).href;
}
