// The bench page: runs the cases of npm run bench in this browser, beside the browser's own functions. Where the peers of npm
// were put next to the page, it times them as well.

import * as api from 'upsampling2d';
import { init, version } from 'upsampling2d';
import { chooseCases } from '#bench/cases.js';
import { type CaseResult, openPeers, runCase } from '#bench/contest.js';
import { BUILTIN_PEERS, NPM_PEERS } from '#bench/peers/browser.js';
import { casesTable } from '#bench/report.js';
import { chooseSeries, runSeries, SCALING_NOTE } from '#bench/scaling.js';
import { CASES, runWorkersCase } from '#bench/workers.js';
import { drawRatios, drawSeries, type Series } from './bench-charts.ts';
import { host, installedPeers, loadScalarBuild } from './bench-host.ts';
import { breathe, byId, make, segments } from './dom.ts';

// Only this build has the peers beside it.
const WITH_PEERS = import.meta.env.MODE === 'peers';

// Pages that are not isolated have a clock as coarse as a millisecond, so they need longer slices.
const SLICES = crossOriginIsolated ? {} : { sliceMs: 25 };

type Test = CaseResult['test'];
type Amount = 'quick' | 'standard' | 'all';

const results: CaseResult[] = [];
const charts = new Map<Series, HTMLCanvasElement>();

async function openAll() {
  await init();
  const missing: string[] = [];
  const names = WITH_PEERS ? await installedPeers() : [];
  const peers = [...BUILTIN_PEERS, ...NPM_PEERS.filter(({ name }) => names.includes(name))];
  const opened = await openPeers(peers, host, (text: string) => missing.push(text));
  return { opened, missing, scalar: WITH_PEERS ? await loadScalarBuild() : undefined };
}

// A cell in Markdown. Bold is the only markup it can have.
const bold = (text: string) =>
  text
    .split('**')
    .map((part, i) => (i % 2 === 1 ? make('strong', {}, part) : part))
    .filter((part) => part !== '');

function fillTable(): void {
  const { header, rows, legend } = casesTable(results);
  const cellsOf = (row: readonly string[]) =>
    row.map((text, i) => {
      if (i === 0) return make('th', { scope: 'row' }, text);
      const cell = make('td', {}, ...(text === '' ? [] : [make('span', {}, ...bold(text))]));
      cell.dataset.column = header[i];
      return cell;
    });
  byId('results').replaceChildren(
    make('thead', {}, make('tr', {}, ...header.map((name) => make('th', { scope: 'col' }, name)))),
    make('tbody', {}, ...rows.map((row) => make('tr', {}, ...cellsOf(row)))),
  );
  byId('legend').textContent = legend;
}

function draw(): void {
  if (results.length > 0) drawRatios(byId<HTMLCanvasElement>('ratios'), results);
  for (const [series, canvas] of charts) drawSeries(canvas, series);
}

/** Times a case and shows it; resolves with the figures and with what failed. */
async function measureCase(test: Test, pause: (share: number) => unknown) {
  const { opened, scalar } = await ready;
  const failures: string[] = [];
  const log = (text: string) => failures.push(text);
  const result = await runCase(test, opened, { scalar, log, settings: { ...SLICES, pause } });
  results.push(result);
  byId('figures').hidden = false;
  fillTable();
  draw();
  for (const text of failures) byId('peers').append(` ${text}.`);
  return { ...result, failures };
}

async function measureSeries(series: Parameters<typeof runSeries>[0], pause: (share: number) => unknown) {
  const result = await runSeries(series, { ...SLICES, pause });
  const canvas = make('canvas');
  canvas.setAttribute('role', 'img');
  const figures = result.points.map(({ x, nanoseconds }) => `${x}: ${nanoseconds.toFixed(2)}`);
  canvas.setAttribute('aria-label', `${result.name}, nanoseconds an element: ${figures.join(', ')}`);
  byId('series').append(make('div', { className: 'chart' }, canvas));
  charts.set(result, canvas);
  draw();
  return result;
}

const stop = byId<HTMLButtonElement>('stop');
const starters = [byId<HTMLButtonElement>('start'), byId<HTMLButtonElement>('grow')];

const showStatus = (text: string) => {
  byId('state').hidden = false;
  byId('status').textContent = text;
};

/** Measures one after the other, shows progress, and ends early when told to stop. */
async function run<T extends { name: string }>(
  items: readonly T[],
  measure: (item: T, pause: (share: number) => unknown) => Promise<unknown>,
): Promise<void> {
  const controller = new AbortController();
  const progress = byId<HTMLProgressElement>('progress');
  const starter = starters.find((button) => button === document.activeElement);
  for (const button of starters) button.disabled = true;
  const state = byId('state');
  state.hidden = false;
  state.dataset.running = '';
  if (starter) stop.focus();
  stop.onclick = () => controller.abort();
  try {
    for (const [i, item] of items.entries()) {
      showStatus(`Measuring ${item.name}, ${i + 1} of ${items.length} …`);
      await measure(item, async (share) => {
        progress.value = (i + share) / items.length;
        await breathe();
        controller.signal.throwIfAborted();
      });
    }
    showStatus(items.length === 0 ? 'No case has that in its name.' : 'Done.');
  } catch (error) {
    showStatus(controller.signal.aborted ? 'Stopped.' : String(error));
  }
  for (const button of starters) button.disabled = false;
  if (document.activeElement === stop) starter?.focus();
  delete state.dataset.running;
}

function setUpChoice(): void {
  let amount: Amount = 'quick';
  const choiceOf = (value: Amount) => ({ quick: value === 'quick', all: value === 'all' });
  const labels = { quick: 'Few', standard: 'Usual', all: 'All' };
  const choices = (['quick', 'standard', 'all'] as const).map((value) => ({
    value,
    label: `${labels[value]} (${chooseCases(choiceOf(value)).length})`,
  }));
  segments<Amount>(byId('amount'), 'amount', choices, amount, (value) => {
    amount = value;
  });
  byId('choice').addEventListener('submit', (event) => {
    event.preventDefault();
    const only = byId<HTMLInputElement>('only').value.trim();
    results.length = 0;
    run(chooseCases({ ...choiceOf(amount), only }), measureCase);
  });
  byId('grow').addEventListener('click', () => {
    charts.clear();
    byId('series').replaceChildren();
    run(chooseSeries(), measureSeries);
  });
}

setUpChoice();
byId('version').textContent = version;
byId('growth-note').textContent =
  `${SCALING_NOTE}. Level means linear cost. Takes 600 MB of memory for the largest picture.`;
// Charts keep the colours of the scheme in which they were drawn.
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);

const ready = openAll();
ready.then(
  ({ opened, missing }) => {
    const names = opened.map(({ peer }) => peer.name).join(', ');
    const more = WITH_PEERS
      ? ''
      : ' In a clone, npm run bench -- --serve puts TensorFlow.js, OpenCV and others beside it.';
    byId('peers').textContent = `Beside it here: ${names}.${more}${missing.map((text) => ` ${text}.`).join('')}`;
    for (const button of starters) button.disabled = false;
  },
  (error: unknown) => showStatus(String(error)),
);

// For a program that drives this page: npm run bench -- --browser, and the tests.
Object.assign(globalThis, {
  bench: {
    async open() {
      const { opened, missing } = await ready;
      return { versions: Object.fromEntries(opened.map((one) => [one.peer.name, one.version])), missing };
    },
    runCase: (test: Test) => measureCase(test, breathe),
    runSeries: async (name: string) => {
      await ready;
      const [series] = chooseSeries(name);
      return series && measureSeries(series, breathe);
    },
    runWorkersCase: async (name: string, sharedArrays: boolean) => {
      await ready;
      await init();
      const test = CASES.find((one) => one.name === name);
      return test && runWorkersCase(api, test, { sharedArrays, settings: SLICES });
    },
  },
});
