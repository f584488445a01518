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
Atomics.add = (...taken) => {
  const begin = add(...taken);
  ${body}
  return begin;
};\n`;

const BEFORE = {
  good: '',
  // Dies over its first task.
  dies: LISTEN(`if ('id' in message) process.exit(3);`),
  // The first worker dies over its fourth task, the others live.
  'dies once': LISTEN(
    `globalThis.tasks = (globalThis.tasks ?? 0) + ('id' in message); if (threadId === 1 && globalThis.tasks === 4) process.exit(3);`,
  ),
  // The first worker dies when it has claimed bands for the third time, and leaves a file.
  'claims and dies once': CLAIMS(
    `if (process.getBuiltinModule('worker_threads').threadId === 1 && ++claims === 3) {
    process.getBuiltinModule('fs').writeFileSync(__filename + '.died', '');
    process.exit(3);
  }`,
  ),
  // Dies when it has claimed bands.
  'claims and dies': CLAIMS('process.exit(3);'),
  throws: LISTEN(`if ('id' in message) throw new Error('a fault in the worker');`),
  'cannot start': 'throw new Error("this worker does not start");\n',
  // Cannot instantiate what it is sent.
  'gets no module': `WebAssembly.instantiate = async () => { throw new RangeError('Out of memory'); };\n`,
  // Its memory cannot grow. It leaves a file when it has told so.
  'has no memory': `WebAssembly.Memory.prototype.grow = () => { throw new RangeError('no memory'); };
const port = process.getBuiltinModule('worker_threads').parentPort;
const post = port.postMessage.bind(port);
port.postMessage = (answer, moved) => {
  if (answer.ok === false) process.getBuiltinModule('fs').writeFileSync(__filename + '.no-memory', '');
  post(answer, moved);
};\n`,
};

/** The path of a worker's script that goes wrong in that way. */
export function faultyWorker(kind) {
  const path = join(folder(), 'worker.cjs');
  writeFileSync(path, BEFORE[kind] + readFileSync(join(ROOT, 'dist', WORKER), 'utf8'));
  return path;
}

/** The path of a script that runs, and answers nothing. */
export function silentWorker() {
  const path = join(folder(), 'worker.cjs');
  writeFileSync(path, 'setInterval(() => {}, 1000);');
  return path;
}
