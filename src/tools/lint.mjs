// Style and types of everything: Biome, clang-format, clang-tidy, tsc, knip. With --fix, formatting is corrected instead of checked.
import { isMain, main, run, runTool } from './run.mjs';
import { setup } from './setup.mjs';

async function sources(...patterns) {
  const listed = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...patterns], {
    quiet: true,
  });
  return listed.split('\n').filter(Boolean);
}

export async function checkStyle(fix = false) {
  await runTool('biome', ['check', '--error-on-warnings', ...(fix ? ['--write'] : []), '.'], { quiet: true });
  const files = await sources('*.cc', '*.h');
  if (files.length > 0) await run('clang-format', [...(fix ? ['-i'] : ['--dry-run', '--Werror']), ...files]);
}

export async function checkMistakes() {
  const { buildNative } = await import('./build.mjs');
  // clang-tidy needs its compile commands.
  await buildNative('native-asan');
  const files = await sources('src/core/*.cc', 'src/kernels/*.cc', 'src/layer/*.cc');
  const product = files.filter((file) => !file.endsWith('_test.cc'));
  await run('clang-tidy', ['--quiet', '-p', 'build/native-asan', ...product], { quiet: true });
}

export async function checkTypes() {
  await runTool('tsc', ['-p', 'tsconfig.json']);
  await runTool('tsc', ['-p', 'web/tsconfig.json', '--noEmit']);
  await runTool('tsc', ['-p', 'src/cli/tsconfig.json', '--noEmit']);
}

export async function checkUnused() {
  await runTool('knip', ['--no-progress'], { quiet: true });
}

if (isMain(import.meta.url)) {
  await main(async () => {
    await setup();
    await checkStyle(process.argv.includes('--fix'));
    const { buildPackage } = await import('./build.mjs');
    // The types that the page and the command know are those of the built package.
    await buildPackage();
    await checkTypes();
    await checkUnused();
    await checkMistakes();
    console.log('Style, types and imports are in order.');
  });
}
