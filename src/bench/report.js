// Results as rows for people: which figures a table shows, and how they are written.

const MINUTE = 60_000;

/** Milliseconds with three digits; microseconds below a hundredth. */
export function formatTime(ms) {
  if (ms === undefined) return '';
  if (ms < 0.01) return `${(ms * 1000).toPrecision(3)} µs`;
  return ms >= MINUTE ? `${Math.round(ms)}` : Number(ms.toPrecision(3)).toString();
}

const withUnit = (ms) => (formatTime(ms).endsWith('s') ? formatTime(ms) : `${formatTime(ms)} ms`);

/** How many times as long: 0.85, 1.3, 12. */
export function formatRatio(ratio) {
  return ratio < 10 ? ratio.toPrecision(2) : Math.round(ratio).toString();
}

const percent = (share) => `${Math.round(share * 100)} %`;

/** The fastest entry in one way of use. Entries that compute the same function, or do the same work, come before all others. */
function best(entries, ways) {
  const timeOf = ({ ms }) => ways.map((way) => ms[way]).find((time) => time !== undefined);
  const timed = entries.map((entry) => ({ entry, ms: timeOf(entry) })).filter(({ ms }) => ms !== undefined);
  const fair = timed.filter(({ entry }) => entry.same || entry.equalWork);
  return (fair.length > 0 ? fair : timed).sort((a, b) => a.ms - b.ms)[0];
}

/** The figures of one result that tables and charts show. */
export function summarize({ test, bytes, baselines, entries }) {
  const ours = entries.find(({ kind }) => kind === 'ours').ms;
  const scalar = entries.find(({ kind }) => kind === 'scalar');
  const of = (...kinds) => entries.filter(({ kind }) => kinds.includes(kind));
  return {
    name: test.name,
    bytes,
    baselines,
    ours,
    perSecond: bytes / 1e6 / ours.inside, // GB/s
    ofFill: baselines.fill / ours.inside,
    ofCopy: baselines.out / ours.into,
    scalar: scalar && scalar.ms.inside / ours.inside,
    scalarSame: scalar?.same ?? true,
    browser: best(of('npm', 'builtin'), ['into']),
    npm: best(of('npm'), ['into']),
    builtin: (wanted) =>
      best(
        of('builtin').filter(({ name }) => name === wanted),
        ['into'],
      ),
    wasm: best(of('npm'), ['inside']),
    native: best(of('native'), ['inside', 'into']),
  };
}

function against(found, ours, named = true) {
  if (found === undefined) return '';
  const { entry, ms } = found;
  const words = [formatTime(ms), named ? entry.name : '', entry.same ? '' : '≠'].filter(Boolean);
  return `${words.join(' ')}: **${formatRatio(ms / ours)}x**`;
}

// The meaning of the columns that need an explanation.
const MEANINGS = {
  MB: 'output',
  fill: 'memory.fill of the output',
  copy: 'the output from a module to a typed array',
  plan: 'plan.run(), nothing moved',
  into: 'apply with out',
  fresh: 'apply into a new array',
  SIMD: 'how much longer the same plan takes without SIMD',
};

const SIZE = { case: ({ name }) => name, MB: ({ bytes }) => Number((bytes / 1e6).toPrecision(3)).toString() };
const OURS = {
  plan: ({ ours }) => formatTime(ours.inside),
  into: ({ ours }) => formatTime(ours.into),
  fresh: ({ ours }) => formatTime(ours.fresh),
};

const COLUMNS = {
  ...SIZE,
  fill: ({ baselines }) => formatTime(baselines.fill),
  copy: ({ baselines }) => formatTime(baselines.out),
  plan: OURS.plan,
  'GB/s': ({ perSecond }) => perSecond.toFixed(1),
  'of fill': ({ ofFill }) => percent(ofFill),
  into: OURS.into,
  'of copy': ({ ofCopy }) => percent(ofCopy),
  fresh: OURS.fresh,
  SIMD: ({ scalar, scalarSame }) => (scalar ? `${formatRatio(scalar)}x${scalarSame ? '' : ' ≠'}` : ''),
  'best in browsers, against into': ({ browser, ours }) => against(browser, ours.into),
  'best wasm inside, against plan': ({ wasm, ours }) => against(wasm, ours.inside),
  'best native, against plan': ({ native, ours }) => against(native, ours.inside),
};

// The columns that a browser adds: its own functions, beside the best peer of npm.
const BROWSER_COLUMNS = {
  ...SIZE,
  ...OURS,
  drawImage: ({ builtin, ours }) => against(builtin('drawImage'), ours.into, false),
  createImageBitmap: ({ builtin, ours }) => against(builtin('createImageBitmap'), ours.into, false),
  'best of npm, against into': ({ npm, ours }) => against(npm, ours.into),
};

/** @returns {{ header: string[], rows: string[][], legend: string }} */
function fill(columns, results) {
  const summaries = results.map(summarize);
  const filled = Object.entries(columns)
    .map(([name, cell]) => ({ name, cells: summaries.map(cell) }))
    .filter(({ cells }) => cells.some((text) => text !== ''));
  const meanings = filled.filter(({ name }) => name in MEANINGS).map(({ name }) => `${name}: ${MEANINGS[name]}.`);
  return {
    header: filled.map(({ name }) => name),
    rows: results.map((_, i) => filled.map(({ cells }) => cells[i])),
    legend: [
      'Median milliseconds of interleaved rounds.',
      ...meanings,
      'Nx: that peer takes N times as long. ≠: it computes another function.',
    ].join(' '),
  };
}

/** All cases, as { header, rows, legend }: Markdown in the cells; columns that would be empty are left out. */
export const casesTable = (results) => fill(COLUMNS, results);

/** The same, short, for what a browser measured. */
export const browserTable = (results) => fill(BROWSER_COLUMNS, results);

/** A table in Markdown. */
export function markdown({ header, rows }) {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** All series of the scaling bench, a row each: what an element costs, and the dearest against the cheapest. */
export function scalingTable(series) {
  return {
    header: ['what grows', 'nanoseconds for an element of output, at each size', 'dearest'],
    rows: series.map(({ name, points }) => {
      const costs = points.map(({ nanoseconds }) => nanoseconds);
      const cells = points.map(({ x, nanoseconds }) => `${x}: ${nanoseconds.toPrecision(2)}`);
      return [name, cells.join(', '), `${formatRatio(Math.max(...costs) / Math.min(...costs))}x`];
    }),
  };
}

// What two workers could take at best: they share the work, and the calling thread copies the result where it must.
function boundOf({ mode, apply, copy }) {
  return apply / 2 + (mode === 'shared arrays' ? 0 : copy);
}

/** How much sooner workers are done: a row for each case and way of the rows. */
export function workersTable(results, workers) {
  return {
    header: [
      'case',
      'rows travel in',
      'apply',
      'not shared',
      'copy',
      ...workers.map((count) => (count === 1 ? '1 worker' : `${count} workers`)),
      'of bound',
      'first call',
    ],
    rows: results.map((result) => [
      result.name,
      result.mode,
      formatTime(result.apply),
      formatTime(result.notShared),
      formatTime(result.copy),
      ...result.pooled.map((ms) => `${(result.apply / ms).toFixed(2)}x`),
      percent(boundOf(result) / result.pooled[workers.indexOf(2)]),
      formatTime(result.first),
    ]),
  };
}

/** TensorFlow.js alone and with the adapter: a row for each case. */
export function tfjsTable(results) {
  return {
    header: ['backend', 'by 2', 'TensorFlow.js', 'with upsampling2d/tfjs', 'ratio'],
    rows: results.map(({ backend, name, stock, ours }) => [
      backend,
      name,
      formatTime(stock),
      formatTime(ours),
      `${formatRatio(stock / ours)}x`,
    ]),
    legend:
      'Median milliseconds of interleaved rounds, tensors resident. bilinear and nearest: tf.image’s operations with half-pixel centers. The decoder: four times UpSampling2D (bilinear) and a convolution of 3 by 3.',
  };
}

/** Every point of a series, a line each. */
export function seriesLines({ name, points }) {
  const lines = points.map(({ x, shape, ms, nanoseconds }) =>
    [
      `  ${x}`.padEnd(8),
      `[${shape.join(', ')}]`.padEnd(24),
      withUnit(ms).padStart(10),
      `  ${nanoseconds.toPrecision(3)} ns an element`,
    ].join(''),
  );
  return [name, ...lines].join('\n');
}

/** Every contender of one case, a line each. */
export function caseLines({ test, entries, baselines, bytes }) {
  const line = (name, ms, note) => `  ${name.padEnd(28)} ${withUnit(ms).padStart(12)}  ${note}`;
  const lines = [`${test.name}, ${(bytes / 1e6).toPrecision(3)} MB`];
  lines.push(line('memory.fill', baselines.fill, ''), line('memory.copy', baselines.copy, ''));
  lines.push(line('copy to an array', baselines.out, ''));
  for (const { name, ms, how, same, distance } of entries) {
    for (const [way, time] of Object.entries(ms)) {
      if (time === undefined) continue;
      const note = same ? '' : ` ≠ ours${distance === undefined ? '' : ` by up to ${Number(distance.toPrecision(2))}`}`;
      lines.push(line(`${name} (${way})`, time, `${how}${note}`));
    }
  }
  return lines.join('\n');
}
