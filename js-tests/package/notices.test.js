// What others made: everything that is linked or bundled has its notice, in the package and in the pages.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { describe as describePackage, init } from 'upsampling2d';
import { emscriptenRoot, LINKED } from '../../src/tools/notices.mjs';
import { emscriptenEnv } from '../../src/tools/setup.mjs';
import { bundle } from '../browser/demo-page.js';
import { ROOT } from '../helpers/child.js';

const run = promisify(execFile);
const read = (name) => readFileSync(join(ROOT, name), 'utf8');
const FILE = 'THIRD-PARTY-NOTICES.md';

// Links the module once more, elsewhere, and lets the linker say what it takes.
async function linkedFiles(folder) {
  const build = join(ROOT, 'build/wasm-release');
  const { stdout } = await run('ninja', ['-C', build, '-t', 'commands', 'upsampling2d.mjs']);
  const command = stdout.split('\n').findLast((line) => line.includes(' -o upsampling2d.mjs '));
  const traced = command.replace(' -o upsampling2d.mjs ', ` -o ${join(folder, 'traced.mjs')} -Wl,--trace `);
  const env = { ...process.env, ...emscriptenEnv() };
  const { stdout: listed } = await run('sh', ['-c', `${traced} 2>&1`], { cwd: build, env });
  return listed.split('\n').filter(Boolean);
}

test('every library that the linker takes has a notice, and no other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'upsampling2d-link-'));
  try {
    const files = await linkedFiles(folder);
    const archives = files.flatMap((line) => /^(.*)\.a\(/.exec(line)?.[1] ?? []).map((path) => basename(path));
    const others = archives.filter((name) => name !== 'libupsampling2d_core').map((name) => name.replace(/-\w+$/, ''));
    expect([...new Set(others)].sort()).toEqual(LINKED.flatMap((part) => part.archives).sort());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the package has them with their texts', () => {
  const notices = read(`dist/${FILE}`);
  for (const { name, text } of LINKED) {
    expect(notices).toContain(`\n## ${name}\n`);
    expect(notices).toContain(text().trim());
  }
  for (const words of ['The Emscripten Authors', 'Rich Felker', 'LLVM exception', 'Permission is hereby granted']) {
    expect(notices).toContain(words);
  }
});

test('so have the pages, with what is bundled and with the photographs, and lead there', () => {
  const folder = bundle('web/vite.config.ts', 'notices');
  const notices = readFileSync(join(folder, FILE), 'utf8');
  expect(notices.startsWith(read(`dist/${FILE}`))).toBe(true);
  for (const name of ['chart.js', 'img-comparison-slider', 'fflate', '@tensorflow/tfjs-core']) {
    const { version } = JSON.parse(read(`node_modules/${name}/package.json`));
    expect(notices).toContain(`\n## ${name} ${version}\n`);
  }
  expect(notices).toContain(read('node_modules/chart.js/LICENSE.md').trim());
  expect(notices).toContain(read('LICENSE').trim());
  for (const photo of ['astronaut.png', 'chelsea.png', 'coffee.png', 'rocket.jpg']) expect(notices).toContain(photo);
  for (const page of ['index.html', 'bench.html']) {
    expect(readFileSync(join(folder, page), 'utf8')).toContain(`href="./${FILE}"`);
  }
});

test('describe() says what built the package', async () => {
  await init();
  const { builtWith } = describePackage();
  const installed = (name) => JSON.parse(read(`node_modules/${name}/package.json`)).version;
  const { stdout } = await run('clang', ['--version']);
  expect(builtWith).toEqual({
    emscripten: readFileSync(join(emscriptenRoot(), 'emscripten-version.txt'), 'utf8').replace(/["\s]/g, ''),
    clang: /version (\d+\.\d+\.\d+)/.exec(stdout)[1],
    typescript: installed('typescript'),
    esbuild: installed('esbuild'),
  });
});
