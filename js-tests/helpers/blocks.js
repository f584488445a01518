// The fenced blocks of code in README.md and docs/, for the tests that run them and those that check their types.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './child.js';

const FILES = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
const MANUAL = ['README.md', ...FILES.map((name) => `docs/${name}`)]
  .map((name) => readFileSync(join(ROOT, name), 'utf8'))
  .join('\n');

/** The blocks of a language, each with its heading. */
export function blocks(language) {
  const found = [];
  let heading = '';
  for (const [, title, fence, text] of MANUAL.matchAll(/^#+ (.*)$|^```(\w*)\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else if (fence === language) found.push([heading, text]);
  }
  return found;
}

/** The scripts of the blocks that are pages, each with its heading. They import the one-file build, here by its own name. */
export function pageScripts() {
  return blocks('html').flatMap(([heading, text]) =>
    [...text.matchAll(/<script type="module">\n([\s\S]*?)<\/script>/g)].map(([, script]) => [
      heading,
      script.replace("'./inline.js'", "'upsampling2d/inline'"),
    ]),
  );
}
