// Scripts for the Tab key, from the options: names of options, what they take, and files everywhere else.
import type { Command, Option } from 'commander';
import { makeCommand, type Shell } from './options.js';

type Values = readonly string[] | 'files' | 'folders' | 'free' | undefined;

interface Flag {
  readonly short: string | undefined;
  readonly long: string;
  readonly about: string;
  /** What follows the option, if anything does. */
  readonly values: Values;
}

function valuesOf({ flags, required, argChoices }: Option): Values {
  if (!required) return undefined;
  if (argChoices) return argChoices;
  if (flags.includes('<file>')) return 'files';
  return flags.includes('<folder>') ? 'folders' : 'free';
}

function flagsOf(command: Command): Flag[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => ({
      short: option.short,
      long: option.long ?? '',
      about: option.description,
      values: valuesOf(option),
    }));
}

const namesOf = ({ short, long }: Flag) => (short === undefined ? [long] : [short, long]);
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function bashCase(flag: Flag): string[] {
  const { values } = flag;
  if (values === undefined || values === 'files') return [];
  const reply = values === 'folders' ? '-d' : values === 'free' ? undefined : `-W ${quoted(values.join(' '))}`;
  const action = reply === undefined ? 'compopt +o default' : `mapfile -t COMPREPLY < <(compgen ${reply} -- "$word")`;
  return [`    ${namesOf(flag).join(' | ')}) ${action}; return ;;`];
}

// Where nothing is replied, bash completes files.
function bash(name: string, flags: readonly Flag[]): string {
  return `_${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  case \${COMP_WORDS[COMP_CWORD - 1]} in
${flags.flatMap(bashCase).join('\n')}
  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W ${quoted(flags.flatMap(namesOf).join(' '))} -- "$word")
  fi
}
complete -o default -F _${name} ${name}`;
}

function zshArgument(flag: Flag): string {
  const names = namesOf(flag);
  const { about, values } = flag;
  const text = `[${about.replace(/[[\]:\\]/g, '\\$&')}]`;
  const action =
    values === 'files' ? '_files' : values === 'folders' ? '_files -/' : values === 'free' ? ' ' : undefined;
  const value = values === undefined ? '' : `:value:${action ?? `(${(values as readonly string[]).join(' ')})`}`;
  const start = names.length > 1 ? `${quoted(`(${names.join(' ')})`)}{${names.join(',')}}` : names[0];
  return `    ${start}${quoted(`${text}${value}`)} \\`;
}

function zsh(name: string, flags: readonly Flag[]): string {
  return `#compdef ${name}
_${name}() {
  _arguments -s \\
${flags.map(zshArgument).join('\n')}
    '*:file:_files'
}
compdef _${name} ${name}`;
}

function fishLine(name: string, { short, long, about, values }: Flag): string {
  const parts = [`complete -c ${name}`, short && `-s ${short.slice(1)}`, `-l ${long.slice(2)}`];
  if (values === 'files') parts.push('-r');
  else if (values === 'folders') parts.push("-x -a '(__fish_complete_directories)'");
  else if (values === 'free') parts.push('-x');
  else if (values !== undefined) parts.push(`-x -a ${quoted(values.join(' '))}`);
  return [...parts, `-d "${about.replace(/["\\$]/g, '\\$&')}"`].filter(Boolean).join(' ');
}

const fish = (name: string, flags: readonly Flag[]) => flags.map((flag) => fishLine(name, flag)).join('\n');

const SCRIPTS = { bash, zsh, fish };

/** The script that a shell reads. */
export function completionScript(shell: Shell): string {
  const command = makeCommand();
  return `${SCRIPTS[shell](command.name(), flagsOf(command))}\n`;
}
