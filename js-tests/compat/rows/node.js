// Node itself, in the versions that the package supports.
import { NOTHING, nodePackage } from './shared.js';

const NODE_WAYS = {
  import: 'esm.mjs',
  require: 'cjs.cjs',
  '`/inline`': 'inline.mjs',
  '`/inline`, require': 'inline.cjs',
  worker_threads: 'worker.mjs',
};

function nodeRows(version) {
  const tools = version ? { node: nodePackage(version) } : {};
  const project = version ? `node-${version}` : 'node';
  return Object.entries(NODE_WAYS).map(([way, file]) => ({
    group: 'Node',
    name: `Node ${version ?? '(the one at hand)'}, ${way}`,
    how: NOTHING,
    quick: !version,
    project,
    tools,
    fixture: 'node',
    run: (p) => p.exec(p.node(version && 'node'), [file]),
  }));
}

export const node = [
  ...nodeRows(),
  ...['20.19.5', '22.23.3', '24.9.0', '26.10.0'].flatMap((version) => nodeRows(version)),
];
