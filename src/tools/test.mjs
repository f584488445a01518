// Every check of the repository, in order, up to the first that fails. The last line says how many tests passed and failed.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { duration, root, run, runTool } from './run.mjs';
import { setup } from './setup.mjs';

const counts = { passed: 0, failed: 0 };
const summary = [];

function readReport(name) {
  try {
    return readFileSync(new URL(`build/${name}`, root), 'utf8');
  } catch {
    return undefined; // The step failed before it wrote one.
  }
}

function count(passed, failed) {
  counts.passed += passed;
  counts.failed += failed;
}

async function nativeTests(preset) {
  const { buildNative } = await import('./build.mjs');
  await buildNative(preset);
  const report = `${preset}.xml`;
  rmSync(new URL(`build/${report}`, root), { force: true });
  try {
    await run('ctest', ['--preset', preset, '--output-junit', `../${report}`], { quiet: true });
  } finally {
    const totals = readReport(report)?.match(/<testsuite\b[^>]*>/)?.[0] ?? '';
    const number = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(totals)?.[1] ?? 0);
    count(number('tests') - number('failures') - number('disabled') - number('skipped'), number('failures'));
  }
}

async function jestTests(patterns) {
  const { buildNative } = await import('./build.mjs');
  // The tests compare it with the vector build, bit for bit.
  await buildNative('wasm-scalar');
  const report = 'jest.json';
  rmSync(new URL(`build/${report}`, root), { force: true });
  const env = { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim() };
  try {
    await runTool('jest', ['--json', `--outputFile=build/${report}`, ...patterns], { env, errorsOnly: true });
  } finally {
    const text = readReport(report);
    const { numPassedTests = 0, numFailedTests = 0, numFailedTestSuites = 0 } = text ? JSON.parse(text) : {};
    // A suite that could not start has no failed test.
    count(numPassedTests, Math.max(numFailedTests, numFailedTestSuites));
  }
}

async function pack(...options) {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', 'build', ...options];
  return `build/${JSON.parse(await run('npm', args, { quiet: true }))[0].filename}`;
}

async function packageChecks() {
  await runTool('publint', ['--strict', await pack('--workspace', 'upsampling2d-cli')], { quiet: true });
  const tarball = await pack();
  await runTool('publint', ['--strict', tarball], { quiet: true });
  await runTool('attw', [tarball, '--profile', 'node16', '--exclude-entrypoints', './upsampling2d.wasm'], {
    quiet: true,
  });
}

async function steps(patterns) {
  const build = async () => {
    await (await import('./build.mjs')).buildPackage();
    await (await import('./build-cli.mjs')).buildCommand();
  };
  const lint = async (check) => (await import('./lint.mjs'))[check]();
  return [
    ['Set up', setup],
    ['Build the package and the command', build],
    ['Formatting and lint', () => lint('checkStyle')],
    ['Types', () => lint('checkTypes')],
    ['Unused files, exports and dependencies', () => lint('checkUnused')],
    ['Package manifest and declarations', packageChecks],
    ['Download size', () => runTool('size-limit', [], { quiet: true })],
    ['Mistakes that clang-tidy knows', () => lint('checkMistakes')],
    ['Native tests with sanitizers', () => nativeTests('native-asan')],
    ['Fuzzers, a short run', () => nativeTests('fuzz')],
    ['JavaScript tests', () => jestTests(patterns)],
  ];
}

mkdirSync(new URL('build/', root), { recursive: true });
for (const [name, work] of await steps(process.argv.slice(2))) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const failedBefore = counts.failed;
  let error;
  try {
    await work();
  } catch (caught) {
    error = caught;
  }
  const time = duration(performance.now() - start);
  summary.push(`${error ? 'FAILED' : 'ok    '}  ${name} (${time})`);
  console.log(error ? `failed after ${time}: ${error.message}` : `ok, ${time}`);
  if (error) {
    // A check that is not a test suite counts as one failure.
    if (counts.failed === failedBefore) counts.failed += 1;
    process.exitCode = 1;
    break;
  }
}

console.log(`\n== Summary\n${summary.join('\n')}\n`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
