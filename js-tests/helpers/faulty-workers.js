// Workers that go wrong, as files that setWorkers({ url }) takes: the package's own script, with something before it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKER } from '../../src/tools/entries.mjs';
import { ROOT } from './child.js';

const folders = [];
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true });
});

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'upsampling2d-workers-'));
  folders.push(path);
  return path;
}

// Runs before the package's script sees a message; `message` is a task if it has an id.
const LISTEN = (body) =>
  `const { parentPort, threadId } = process.getBuiltinModule('worker_threads');
parentPort.on('message', (message) => { ${body} });\n`;

// Runs when the package's script has claimed bands of shared arrays, before it makes them.
const CLAIMS = (body) =>
  `const add = Atomics.add;
let claims = 0;
const { threadId } = process.getBuiltinModule('worker_threads');
Atomics.add = (...taken) => {
  const begin = add(...taken);
  ${body}
  return begin;
};\n`;

// Leaves a file beside the script: what is meant to happen has happened.
const TELL = "process.getBuiltinModule('fs').writeFileSync(__filename + '.fault', '');";

const BEFORE = {
  good: '',
  // Dies over its first task.
  dies: LISTEN(`if ('id' in message) process.exit(3);`),
  // The first worker dies over its fourth task, the others live.
  'dies once': LISTEN(
    `globalThis.tasks = (globalThis.tasks ?? 0) + ('id' in message);
  if (threadId === 1 && globalThis.tasks === 4) { ${TELL} process.exit(3); }`,
  ),
  // The first worker dies when it has claimed bands for the third time.
  'claims and dies once': CLAIMS(`if (threadId === 1 && ++claims === 3) { ${TELL} process.exit(3); }`),
  // The same, and no other starts.
  'claims, dies, and was the last': CLAIMS(`if (++claims === 3) { ${TELL} process.exit(3); }`).concat(
    `if (threadId > 1) throw new Error('this worker does not start');\n`,
  ),
  // Dies when it has claimed bands.
  'claims and dies': CLAIMS('process.exit(3);'),
  throws: LISTEN(`if ('id' in message) throw new Error('a fault in the worker');`),
  'cannot start': `${TELL} throw new Error("this worker does not start");\n`,
  // Cannot instantiate what it is sent.
  'gets no module': `WebAssembly.instantiate = async () => { ${TELL} throw new RangeError('Out of memory'); };\n`,
  // Its memory cannot grow, and it has told so.
  'has no memory': `WebAssembly.Memory.prototype.grow = () => { throw new RangeError('no memory'); };
const port = process.getBuiltinModule('worker_threads').parentPort;
const post = port.postMessage.bind(port);
port.postMessage = (answer, moved) => {
  if (answer.ok === false) { ${TELL} }
  post(answer, moved);
};\n`,
};

/** The path of a worker's script that goes wrong in that way. */
export function faultyWorker(kind) {
  const path = join(folder(), 'worker.cjs');
  writeFileSync(path, BEFORE[kind] + readFileSync(join(ROOT, 'dist', WORKER), 'utf8'));
  return path;
}

/** A program's condition: the fault of the worker at that path has happened. */
export const faultOf = (path) => `existsSync(${JSON.stringify(`${path}.fault`)})`;

/** The path of a script that runs, and answers nothing. */
export function silentWorker() {
  const path = join(folder(), 'worker.cjs');
  writeFileSync(path, 'setInterval(() => {}, 1000);');
  return path;
}
