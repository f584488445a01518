// The page for man, from the text of --help.
import { makeCommand } from './options.js';

// A backslash, and a dot or quote that begins a line, mean something to roff.
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');
}

/** The page, in roff. */
export function manualPage(version: string): string {
  const command = makeCommand();
  const help = command.createHelp();
  let after = '';
  command.configureOutput({ writeOut: (text) => (after += text) }).outputHelp();
  const examples = after.slice(after.indexOf('Examples:')).trim();
  const options = help
    .visibleOptions(command)
    .flatMap((option) => ['.TP', `.B ${escaped(help.optionTerm(option))}`, escaped(help.optionDescription(option))]);
  return [
    `.TH UPSAMPLING2D 1 "" "upsampling2d ${version}"`,
    '.SH NAME',
    'upsampling2d \\- enlarge pictures and arrays',
    '.SH SYNOPSIS',
    `.B upsampling2d`,
    escaped(command.usage()),
    '.SH DESCRIPTION',
    escaped(command.description()),
    '.SH OPTIONS',
    ...options,
    '.SH EXAMPLES AND EXIT CODES',
    '.nf',
    escaped(examples),
    '.fi',
    '',
  ].join('\n');
}
