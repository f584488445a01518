// Completion on the Tab key: the script for a shell, and the answers that this script asks the command for.
import tab from '@bomb.sh/tab';
import addCompletion from '@bomb.sh/tab/commander';
import { makeCommand } from './options.js';

/** Whether a shell asks, with the words so far: `complete -- WORDS`. No file is called so, as `--` follows. */
export function isCompletionRequest(args: readonly string[]): boolean {
  return args[0] === 'complete' && args[1] === '--';
}

/** Prints what may follow the words. */
export function answerCompletion(args: readonly string[]): void {
  addCompletion(makeCommand());
  tab.parse(args.slice(2));
}

/** Prints the script that a shell reads. */
export function printCompletion(shell: string): void {
  const name = makeCommand().name();
  tab.setup(name, name, shell);
}
