#!/usr/bin/env node
// The command. It reads the command line, runs it, and ends with its exit code.
import { CommanderError } from 'commander';
import { completionScript } from './completion.js';
import { sentenceFor, UsageError } from './failure.js';
import { readSettings } from './options.js';
import { removeUnfinished } from './output.js';

const USAGE = 2;
const SIGNALS = { SIGINT: 130, SIGHUP: 129, SIGTERM: 143 } as const;

// Files are closed and removed by those who write them, as soon as they hear of it. Codecs hear nothing: not waited for long.
const PATIENCE_MS = 500;

function endWith(code: number): never {
  removeUnfinished();
  process.exit(code);
}

function endBySignal(code: number): never {
  process.stderr.write('upsampling2d: ended by a signal; what was unfinished is gone\n');
  endWith(code);
}

function signalled(): AbortSignal {
  const controller = new AbortController();
  for (const [name, code] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      if (controller.signal.aborted) endBySignal(code);
      controller.abort();
      process.exitCode = code;
      setTimeout(endBySignal, PATIENCE_MS, code);
    });
  }
  return controller.signal;
}

async function main(args: readonly string[]): Promise<void> {
  const settings = readSettings(args);
  if (settings.completion !== undefined) {
    process.stdout.write(completionScript(settings.completion));
    return;
  }
  const signal = signalled();
  // A reader that has enough, such as head. The write itself fails with the same error.
  process.stdout.on('error', () => {});
  const { run } = await import('./run.js');
  try {
    process.exitCode = await run(settings, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    endBySignal(Number(process.exitCode));
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof CommanderError) {
    // It has said what is wrong.
    process.exitCode = error.exitCode === 0 ? 0 : USAGE;
    return;
  }
  process.stderr.write(
    `upsampling2d: ${error instanceof UsageError ? error.message : sentenceFor(error, 'upsampling2d')}\n`,
  );
  endWith(error instanceof UsageError ? USAGE : 1);
});
