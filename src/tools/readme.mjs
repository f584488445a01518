// node src/tools/readme.mjs: writes the tables of README.md and docs/ that follow from the lists of src/core, from the built
// package and from docs/BENCHMARKS.md. With --check it writes nothing and fails when one of them is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { readList } from './lists.mjs';
import { isMain, main, root } from './run.mjs';

const BENCHMARKS = 'docs/BENCHMARKS.md';

const read = (file) => readFileSync(new URL(file, root), 'utf8');

// The functions of src/core/filter.cc in a reader's words. A function that has none here is shown by its name.
const WEIGHTS = {
  Triangle: '1 - x',
  'Cubic<-2>': 'Keys’ cubic with a = -1/2',
  'Lanczos<3>': 'sinc(x) · sinc(x / 3)',
  'Lanczos<5>': 'sinc(x) · sinc(x / 5)',
  Gaussian: 'exp(-2x²)',
  MitchellCubic: 'Mitchell and Netravali’s cubic with B = C = 1/3',
};
// The cases of the README's table of speed, in a reader's words.
const SPEED = {
  'uint8 [1, 1080, 1920, 4] x2 bilinear': '1920 x 1080 RGBA by 2, `bilinear`',
  'uint8 [1, 1080, 1920, 4] x2 lanczos3': '1920 x 1080 RGBA by 2, `lanczos3`',
  'float32 [1, 56, 56, 256] x2 bilinear': 'float32 `[1, 56, 56, 256]` by 2, `bilinear`',
};
const POSITIONS = {
  HalfPixel: [
    '(o + 0.5) / f - 0.5',
    'Keras with TensorFlow 2 (and 1.15) or any backend of Keras 3; PyTorch and ONNX by default',
  ],
  Asymmetric: [
    'o / f',
    'tf.keras with TensorFlow up to 1.14; the layer of TensorFlow.js (bilinear); ONNX `asymmetric` (`nearest`: with `nearest_mode: floor`)',
  ],
  AlignCorners: [
    'o · (n - 1) / (n · f - 1)',
    'models made with `align_corners=True` (PyTorch, TensorFlow 1); ONNX `align_corners` (`nearest`: with `nearest_mode: round_prefer_ceil`)',
  ],
};

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const code = (text) => `\`${text}\``;
const codes = (names) => names.map(code).join(', ');

/** Groups items by their key. Groups and items keep their order. */
function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}

// Equal rows and columns are joined, so the table shows only the differences.
function supportTable(kernels, dtypes, interpolations) {
  const found = new Map(kernels.map((entry) => [`${entry.dtype} ${entry.interpolation}`, entry.kernel]));
  const cell = (dtype, interpolation) => found.get(`${dtype} ${interpolation}`) ?? '–';
  const columns = groupBy(interpolations, (interpolation) => dtypes.map((dtype) => cell(dtype, interpolation)).join());
  const rows = groupBy(dtypes, (dtype) => interpolations.map((interpolation) => cell(dtype, interpolation)).join());
  return table(
    ['dtype', ...columns.map(codes)],
    rows.map((names) => [codes(names), ...columns.map(([first]) => cell(names[0], first))]),
  );
}

function support({ describe, DATA_FORMATS, DTYPES, INTERPOLATIONS }) {
  const { kernels } = describe();
  const tables = DATA_FORMATS.map((dataFormat) => ({
    dataFormat,
    text: supportTable(
      kernels.filter((entry) => entry.dataFormat === dataFormat),
      DTYPES,
      INTERPOLATIONS,
    ),
  }));
  return groupBy(tables, ({ text }) => text)
    .map((same) => `In ${codes(same.map(({ dataFormat }) => dataFormat))}:\n\n${same[0].text}`)
    .join('\n\n');
}

function succeeds(work) {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

// Found by calling the package with empty tensors.
function dtypes({ DTYPES, UpSampling2D }) {
  const shape = [0, 2, 2, 1];
  const copying = new UpSampling2D();
  const filtering = new UpSampling2D({ interpolation: 'bilinear' });
  const rows = DTYPES.map((dtype) => {
    const plan = copying.plan(shape, dtype);
    const empty = plan.input;
    plan.dispose();
    const names = dtype === 'float16' ? ['Float16Array', 'Uint16Array'] : [empty.constructor.name];
    const told = dtype !== 'float16' && copying.apply({ data: empty, shape }).dtype !== dtype;
    const filtered = succeeds(() => filtering.apply({ data: empty, shape, dtype }));
    const differentiable = succeeds(() => filtering.gradient({ data: empty, shape, dtype }));
    const results = differentiable ? 'the same type' : 'rounded half to even, saturated';
    return [
      code(dtype),
      names.map(code).join(', or bits in a ') + (told ? ` with ${code(`dtype: '${dtype}'`)}` : ''),
      filtered ? results : 'no: only copied',
      differentiable ? 'yes' : 'no',
    ];
  });
  return table(['dtype', 'data', 'filters', 'gradient'], rows);
}

function interpolations() {
  const rows = readList('interpolation_list.inc').map(({ name, rest: [weight, radius, steps] }) => {
    if (weight === 'nullptr') {
      const but = name === 'area' ? ' by powers of two; else see below' : '';
      return [code(name), '1', `pixel floor(o / f), copied${but}`, 'cannot leave the image'];
    }
    const rounded = Number(steps) === 0 ? '' : `; s rounded to 1/${steps}`;
    // With two taps, dropping the outer one leaves the edge pixel itself.
    const edge = Number(radius) === 1 ? 'edge pixels repeated' : 'taps outside dropped, the others renormalised';
    return [
      code(name),
      `${Math.ceil(2 * Number(radius))}`,
      `${WEIGHTS[weight] ?? code(weight)} for x < ${radius}${rounded}`,
      edge,
    ];
  });
  return table(['interpolation', 'pixels an axis', 'weight', 'at the edge'], rows);
}

function coordinates() {
  const rows = readList('coordinates_list.inc').map(({ name, rest: [position] }) => [
    code(name),
    ...(POSITIONS[position] ?? [code(position), '']),
  ]);
  return table(['coordinates', 'position s of output o', 'for'], rows);
}

/** The document with the text between `<!-- name start -->` and `<!-- name end -->` replaced. */
export function replaceSection(document, name, text) {
  const start = `<!-- ${name} start -->`;
  const end = `<!-- ${name} end -->`;
  const from = document.indexOf(start);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The document has no ${start} followed by ${end}`);
  return `${document.slice(0, from + start.length)}\n${text}\n${document.slice(to)}`;
}

// Three rows of the benchmark. A cell for the best peer reads "112 opencv.js: **8.1x**".
function speed(benchmarks) {
  const lines = benchmarks.split('<!-- bench start -->')[1].split('<!-- bench end -->')[0].split('\n');
  const cells = lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').map((cell) => cell.trim()));
  const column = (name) => {
    const index = cells[0].indexOf(name);
    if (index < 0) throw new Error(`${BENCHMARKS} has no column "${name}"`);
    return index;
  };
  const [name, into, best] = ['case', 'into', 'best in browsers, against into'].map(column);
  const rows = Object.entries(SPEED).map(([test, words]) => {
    const row = cells.find((candidate) => candidate[name] === test);
    if (!row) throw new Error(`${BENCHMARKS} has no row "${test}"`);
    const [, time, peer, ratio] = row[best].match(/^(\S+) (.+): (\*\*.+\*\*)$/);
    return [words, `${row[into]} ms`, `${time} ms, ${peer}`, ratio];
  });
  return table(['', 'upsampling2d', 'the fastest other', 'ratio'], rows);
}

/** Puts a table that the benchmark printed into its document, and what the README shows of it into the README. */
export function writeBenchmark(section, text) {
  const benchmarks = replaceSection(read(BENCHMARKS), section, text);
  writeFileSync(new URL(BENCHMARKS, root), benchmarks);
  writeFileSync(new URL('README.md', root), replaceSection(read('README.md'), 'speed', speed(benchmarks)));
}

async function updateTables() {
  const api = await import('upsampling2d');
  await api.init();
  const documents = {
    'README.md': { speed: speed(read(BENCHMARKS)), dtypes: dtypes(api), coordinates: coordinates() },
    'docs/KERNELS.md': { support: support(api) },
    'docs/NUMBERS.md': { interpolations: interpolations() },
  };
  for (const [file, sections] of Object.entries(documents)) {
    const before = read(file);
    let after = before;
    for (const [name, text] of Object.entries(sections)) after = replaceSection(after, name, text);
    if (after === before) continue;
    if (process.argv.includes('--check')) {
      throw new Error(`${file} is stale. Please run: node src/tools/readme.mjs`);
    }
    writeFileSync(new URL(file, root), after);
  }
}

if (isMain(import.meta.url)) await main(updateTables);
