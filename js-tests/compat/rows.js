// The matrix: each row is an environment, what a user has to do there, and how it is tried. A row that is `quick` needs no
// tools but those of this repository, and so is part of `npm test`.
import { bundlers } from './rows/bundlers.js';
import { frameworks } from './rows/frameworks.js';
import { node } from './rows/node.js';
import { pages } from './rows/pages.js';
import { runners } from './rows/runners.js';
import { runtimes } from './rows/runtimes.js';
import { typescript } from './rows/typescript.js';

export const ROWS = [node, typescript, runners, runtimes, bundlers, frameworks, pages].flat();
