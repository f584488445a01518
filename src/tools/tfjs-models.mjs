// node src/tools/tfjs-models.mjs: makes the models h5_* of js-tests/tfjs/fixtures anew, with tf-keras and the real
// tensorflowjs_converter, in a Python environment that it installs into build/keras/tfjs (2 GB). PYTHON names the Python to use.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main, root, run } from './run.mjs';

const FOLDER = fileURLToPath(new URL('build/keras/tfjs', root));
const PYTHON = `${FOLDER}/bin/python`;

await main(async () => {
  if (!existsSync(PYTHON)) {
    await run(process.env.PYTHON ?? 'python3', ['-m', 'venv', FOLDER]);
    const install = (...args) => run(PYTHON, ['-m', 'pip', 'install', '-q', ...args]);
    await install('-r', 'js-tests/keras/requirements/tensorflow.txt');
    await install('--no-deps', '-r', 'js-tests/tfjs/requirements.txt');
  }
  const env = { TF_USE_LEGACY_KERAS: '1', TF_CPP_MIN_LOG_LEVEL: '3' };
  await run(PYTHON, ['js-tests/tfjs/record.py', 'js-tests/tfjs/fixtures'], { env });
});
