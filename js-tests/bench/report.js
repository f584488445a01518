// Results as rows for people: which figures a table shows, and how they are written.

const MINUTE = 60_000;

/** Milliseconds with three digits; microseconds below a hundredth. */
export function formatTime(ms) {
  if (ms === undefined) return '';
  if (ms < 0.01) return `${(ms * 1000).toPrecision(3)} µs`;
  return ms >= MINUTE ? `${Math.round(ms)}` : Number(ms.toPrecision(3)).toString();
}

/** How many times as long: 0.85, 1.3, 12. */
export function formatRatio(ratio) {
  return ratio < 10 ? ratio.toPrecision(2) : Math.round(ratio).toString();
}

const percent = (share) => `${Math.round(share * 100)} %`;

/** The quickest of some entries in one way of use: of those that compute the same, or nearly; else of all. */
function best(entries, ways) {
  const timeOf = ({ ms }) => ways.map((way) => ms[way]).find((time) => time !== undefined);
  const timed = entries.map((entry) => ({ entry, ms: timeOf(entry) })).filter(({ ms }) => ms !== undefined);
  const fair = timed.filter(({ entry }) => entry.same || entry.kin);
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
    browser: best(of('browser', 'page'), ['into']),
    wasm: best(of('browser'), ['inside']),
    native: best(of('native'), ['inside', 'into']),
  };
}

function against(found, ours) {
  if (found === undefined) return '';
  const { entry, ms } = found;
  return `${formatTime(ms)} ${entry.name}${entry.same ? '' : ' ≠'}: **${formatRatio(ms / ours)}x**`;
}

const COLUMNS = [
  ['case', ({ name }) => name],
  ['MB', ({ bytes }) => Number((bytes / 1e6).toPrecision(3)).toString()],
  ['fill', ({ baselines }) => formatTime(baselines.fill)],
  ['copy', ({ baselines }) => formatTime(baselines.out)],
  ['plan', ({ ours }) => formatTime(ours.inside)],
  ['GB/s', ({ perSecond }) => perSecond.toFixed(1)],
  ['of fill', ({ ofFill }) => percent(ofFill)],
  ['into', ({ ours }) => formatTime(ours.into)],
  ['of copy', ({ ofCopy }) => percent(ofCopy)],
  ['fresh', ({ ours }) => formatTime(ours.fresh)],
  ['SIMD', ({ scalar, scalarSame }) => (scalar ? `${formatRatio(scalar)}x${scalarSame ? '' : ' ≠'}` : '')],
  ['best in browsers, against into', ({ browser, ours }) => against(browser, ours.into)],
  ['best wasm inside, against plan', ({ wasm, ours }) => against(wasm, ours.inside)],
  ['best native, against plan', ({ native, ours }) => against(native, ours.inside)],
];

function table(header, rows) {
  const lines = [header, header.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The table of all cases, in Markdown. */
export function casesTable(results) {
  const rows = results.map(summarize).map((summary) => COLUMNS.map(([, cell]) => cell(summary)));
  return table(
    COLUMNS.map(([name]) => name),
    rows,
  );
}

/** What the columns mean. */
export const LEGEND = [
  'Median milliseconds of interleaved rounds. MB: output. fill: memory.fill of the output. copy: the output from a module to',
  'a typed array. plan: plan.run(), nothing moved. into: apply with out. fresh: apply into a new array. SIMD: how much longer',
  'the same plan takes without SIMD. Nx: that peer takes N times as long. ≠: it computes another function.',
].join('\n');

/** Every contender of one case, a line each. */
export function caseLines({ test, entries, baselines, bytes }) {
  const line = (name, ms, note) => `  ${name.padEnd(28)} ${formatTime(ms).padStart(9)} ms  ${note}`;
  const lines = [`${test.name}, ${(bytes / 1e6).toPrecision(3)} MB`];
  lines.push(line('memory.fill', baselines.fill, ''), line('memory.copy', baselines.copy, ''));
  lines.push(line('copy to an array', baselines.out, ''));
  for (const { name, ms, how, same, distance } of entries) {
    for (const [way, time] of Object.entries(ms)) {
      if (time === undefined) continue;
      const note = same ? '' : ` ≠ ours by up to ${Number(distance.toPrecision(2))}`;
      lines.push(line(`${name} (${way})`, time, `${how}${note}`));
    }
  }
  return lines.join('\n');
}
