// npm run keras: a conformance run against real Keras. Sets up Python environments in build/keras/, records with a new seed
// what each backend computes, and prints how the built package compares.
//   --backend NAME  only this one: tensorflow (all of tf-keras, tf-ops and Keras 3's), jax, numpy, torch, tf-keras or tf-ops
//   --seed N        this seed instead of a new one
//   --committed     the recordings of js-tests/keras/recordings instead of new ones; needs no Python
//   --reached       with --committed: writes js-tests/keras/reached.json, by which the tests see that nothing is lost
//   --write         replaces those recordings with the new ones, and compares with them
//   --list N        shows N problems of each row, 2 by default
// PYTHON names the Python to use, 3.11 to 3.13; python3 by default.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPackage } from './build.mjs';
import { duration, main, root, run } from './run.mjs';
import { setup } from './setup.mjs';

// The backends, each with its environment.
const RECORDINGS = {
  'tf-keras': 'tensorflow',
  'tf-ops': 'tensorflow',
  tensorflow: 'tensorflow',
  jax: 'jax',
  numpy: 'jax',
  torch: 'torch',
};

const fileOf = (path) => fileURLToPath(new URL(path, root));

function readOptions() {
  const { values } = parseArgs({
    options: {
      backend: { type: 'string' },
      seed: { type: 'string' },
      committed: { type: 'boolean' },
      reached: { type: 'boolean' },
      write: { type: 'boolean' },
      list: { type: 'string', default: '2' },
    },
  });
  const all = Object.keys(RECORDINGS);
  const { backend, seed = String(Math.floor(Date.now() / 1000)) } = values;
  const names = all.filter((name) =>
    backend === 'tensorflow' ? RECORDINGS[name] === backend : name === (backend ?? name),
  );
  if (names.length === 0) throw new Error(`Expected one of ${all.join(', ')} for --backend but received ${backend}`);
  if (!/^\d{1,15}$/.test(seed)) throw new Error(`Expected a whole number for --seed but received ${seed}`);
  if (values.reached && (backend !== undefined || !values.committed)) {
    throw new Error(
      'Expected --committed and no --backend with --reached: reached.json is of all committed recordings',
    );
  }
  return { ...values, names, seed, list: Number(values.list) };
}

/** The Python of an environment, which is made anew when its requirements have changed. */
async function pythonOf(environment) {
  const folder = fileOf(`build/keras/${environment}`);
  const requirements = fileOf(`js-tests/keras/requirements/${environment}.txt`);
  const installed = `${folder}/requirements.txt`;
  const wanted = readFileSync(requirements, 'utf8');
  try {
    if (readFileSync(installed, 'utf8') === wanted) return `${folder}/bin/python`;
  } catch {
    // It was not made, or not completely.
  }
  console.log(`Installing ${environment} into build/keras/${environment}`);
  rmSync(folder, { recursive: true, force: true });
  await run(process.env.PYTHON ?? 'python3', ['-m', 'venv', folder], { quiet: true });
  await run(`${folder}/bin/python`, ['-m', 'pip', 'install', '-q', '-r', requirements], { quiet: true });
  writeFileSync(installed, wanted);
  return `${folder}/bin/python`;
}

/** Records the chosen backends. Environments run in parallel, because JAX compiles for minutes. */
async function record({ names, seed, write }) {
  const folder = write ? 'js-tests/keras/recordings' : 'build/keras/recordings';
  mkdirSync(fileOf(folder), { recursive: true });
  // Two at once would take the same packages from the net.
  const pythons = {};
  for (const name of names) pythons[RECORDINGS[name]] ??= await pythonOf(RECORDINGS[name]);
  console.log(`Recording with seed ${seed}`);
  const oneAfterAnother = async (environment) => {
    for (const name of names.filter((name) => RECORDINGS[name] === environment)) {
      const start = performance.now();
      const args = ['js-tests/keras/record.py', name, `${folder}/${name}.json.gz`, '--seed', seed];
      const said = await run(pythons[environment], write ? args : [...args, '--full'], { quiet: true });
      console.log(`${said.trim()} (${duration(performance.now() - start)})`);
    }
  };
  await Promise.all(Object.keys(pythons).map(oneAfterAnother));
  return folder;
}

function table(header, rows) {
  const widths = header.map((_, i) => Math.max(...[header, ...rows].map((row) => row[i].length)));
  const line = (row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  return [line(header), ...rows.map(line)].join('\n');
}

const HEADER = [
  'interpolation',
  'promised',
  'cases',
  'elements',
  'same bits',
  'off / largest x',
  'off / tolerance',
  'gradients',
  'same bits',
  'off / tolerance',
  'problems',
];

function cellsOf(row, percent) {
  const ratio = (value) => (value === 0 ? '0' : value.toPrecision(2));
  return [
    [row.interpolation, row.coordinates].join(' ').trim(),
    row.rule,
    String(row.cases),
    String(row.elements),
    row.elements ? percent(row.same, row.elements) : '',
    ratio(row.off),
    row.rule === 'bits' ? '' : ratio(row.ratio),
    row.gradients ? String(row.gradients) : '',
    row.gradients ? percent(row.sameGradients, row.gradients) : '',
    row.gradients ? ratio(row.gradientRatio) : '',
    row.problems.length ? String(row.problems.length) : '',
  ];
}

/** Prints a recording's table; resolves with the number of problems, and with what is reached. */
async function report(file, list) {
  const { compareRecording, percent, reachedOf, readRecording } = await import('../../js-tests/keras/compare.js');
  const recording = readRecording(file);
  const compared = compareRecording(recording);
  const { rows, refusals } = compared;
  const versions = Object.entries(recording.versions).map((entry) => entry.join(' '));
  console.log(`\n== ${recording.keras} (${versions.join(', ')}), seed ${recording.seed}\n`);
  console.log(
    table(
      HEADER,
      rows.map((row) => cellsOf(row, percent)),
    ),
  );
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  console.log(`\n${percent(sum('same'), sum('elements'))} of ${sum('elements')} elements have the same bits`);
  if (sum('zeros') > 0) console.log(`${sum('zeros')} zeros differ in their sign`);
  if (sum('excused') > 0)
    console.log(`${sum('excused')} integers lie beyond the type's range, where Keras wraps around or clips`);
  const shown = [...rows.flatMap(({ problems }) => problems.slice(0, list)), ...refusals.slice(0, list)];
  if (shown.length > 0) console.log(`Some of the problems:\n${shown.map((text) => `  ${text}`).join('\n')}`);
  const problems = rows.reduce((total, row) => total + row.problems.length, refusals.length);
  return { problems, reached: reachedOf(compared) };
}

await main(async () => {
  const options = readOptions();
  await setup();
  await buildPackage();
  const folder = options.committed ? 'js-tests/keras/recordings' : await record(options);
  const { init } = await import('upsampling2d');
  await init();
  let problems = 0;
  const reached = {};
  for (const name of options.names) {
    const result = await report(fileOf(`${folder}/${name}.json.gz`), options.list);
    problems += result.problems;
    reached[name] = result.reached;
  }
  if (options.reached) {
    writeFileSync(fileOf('js-tests/keras/reached.json'), `${JSON.stringify(reached, null, 2)}\n`);
    return;
  }
  if (problems > 0) throw new Error(`${problems} problems`);
});
