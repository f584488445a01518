// The bench page: runs the cases of npm run bench in this browser, beside the browser's own functions. Where the peers of npm
// were put next to the page, it times them as well.

import * as api from 'upsampling2d';
import { init, version } from 'upsampling2d';
import { chooseCases } from '#bench/cases.js';
import { type CaseResult, openPeers, runCase } from '#bench/contest.js';
import { BUILTIN_PEERS, NPM_PEERS } from '#bench/peers/browser.js';
import { casesTable, tfjsTable, workersTable } from '#bench/report.js';
import { chooseSeries, runSeries, SCALING_NOTE } from '#bench/scaling.js';
import { CASES, runWorkersCase, WORKERS, WORKERS_NOTE } from '#bench/workers.js';
import { drawRatios, drawSeries, type Series } from './bench-charts.ts';
import { host, installedPeers, loadScalarBuild } from './bench-host.ts';
import { type Kept, keptIn, linkOf, textOf } from './bench-keep.ts';
import { runVideoCase, VIDEO_CASES, type VideoCase, videoTable } from './bench-video.ts';
import { breathe, byId, fillTable, make, segments } from './dom.ts';

// Only this build has the peers beside it.
const WITH_PEERS = import.meta.env.MODE === 'peers';

// Pages that are not isolated have a clock as coarse as a millisecond, so they need longer slices.
const SLICES = crossOriginIsolated ? {} : { sliceMs: 25 };

type Test = CaseResult['test'];
type Amount = 'quick' | 'standard' | 'all';

const kept: Kept = {
  agent: navigator.userAgent,
  version,
  ...{ cases: [], workers: [], video: [], tfjs: [], series: [] },
};
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

function fillCases(): void {
  const { header, rows, legend } = casesTable(kept.cases);
  const cellOf = (text: string, i: number) => (i === 0 || text === '' ? text : make('span', {}, ...bold(text)));
  fillTable(
    byId('results'),
    header,
    rows.map((row) => row.map(cellOf)),
  );
  byId('legend').textContent = legend;
}

/** Shows all that was measured, or what a link brought. */
function showAll(): void {
  if (kept.cases.length > 0) {
    byId('figures').hidden = false;
    fillCases();
  }
  if (kept.workers.length > 0) {
    const { header, rows } = workersTable(kept.workers, WORKERS);
    fillTable(byId('workers-table'), header, rows);
  }
  if (kept.video.length > 0) {
    const { header, rows } = videoTable(kept.video);
    fillTable(byId('video-table'), header, rows);
  }
  if (kept.tfjs.length > 0) {
    const { header, rows } = tfjsTable(kept.tfjs);
    fillTable(byId('tfjs-table'), header, rows);
  }
  byId('series').replaceChildren();
  charts.clear();
  for (const series of kept.series) charts.set(series, addChart(series));
  byId('keep').hidden = [kept.cases, kept.workers, kept.video, kept.tfjs, kept.series].every(
    (list) => list.length === 0,
  );
  draw();
}

function addChart({ name, points }: Series): HTMLCanvasElement {
  const canvas = make('canvas');
  canvas.setAttribute('role', 'img');
  const figures = points.map(({ x, nanoseconds }) => `${x}: ${nanoseconds.toFixed(2)}`);
  canvas.setAttribute('aria-label', `${name}, nanoseconds an element: ${figures.join(', ')}`);
  byId('series').append(make('div', { className: 'chart' }, canvas));
  return canvas;
}

function draw(): void {
  if (kept.cases.length > 0) drawRatios(byId<HTMLCanvasElement>('ratios'), kept.cases);
  for (const [series, canvas] of charts) drawSeries(canvas, series);
}

/** Times a case and shows it; resolves with the figures and with what failed. */
async function measureCase(test: Test, pause: (share: number) => unknown) {
  const { opened, scalar } = await ready;
  const failures: string[] = [];
  const log = (text: string) => failures.push(text);
  const result = await runCase(test, opened, { scalar, log, settings: { ...SLICES, pause } });
  kept.cases.push(result);
  showAll();
  for (const text of failures) byId('peers').append(` ${text}.`);
  return { ...result, failures };
}

async function measureSeries(series: Parameters<typeof runSeries>[0], pause: (share: number) => unknown) {
  const result = await runSeries(series, { ...SLICES, pause });
  kept.series.push(result);
  showAll();
  return result;
}

/** Times a case of the pool, also with shared arrays where the page has them. */
async function measureWorkers(test: (typeof CASES)[number], pause: (share: number) => unknown): Promise<void> {
  for (const sharedArrays of crossOriginIsolated ? [true, false] : [false]) {
    kept.workers.push(await runWorkersCase(api, test, { sharedArrays, settings: { ...SLICES, pause } }));
    showAll();
  }
}

async function measureVideo(test: VideoCase, pause: (share: number) => unknown): Promise<void> {
  kept.video.push(await runVideoCase(test, pause));
  showAll();
}

function setUpKeeping(): void {
  const field = byId<HTMLTextAreaElement>('keep-text');
  const copy = async (text: string) => {
    Object.assign(field, { value: text, hidden: false });
    try {
      await navigator.clipboard.writeText(text);
      byId('keep-status').textContent = 'Copied.';
    } catch {
      // No clipboard outside secure origins: the text is selected instead, for the visitor's own keys.
      field.focus();
      field.select();
      byId('keep-status').textContent = 'Selected.';
    }
  };
  byId('copy-text').addEventListener('click', () => copy(textOf(kept)));
  byId('copy-link').addEventListener('click', async () => copy(await linkOf(kept)));
}

/** Shows the result that this page's link carries. */
async function showKept(): Promise<void> {
  const brought = await keptIn(location.hash);
  if (!brought) return;
  Object.assign(kept, brought);
  showAll();
  showStatus(`A kept result: upsampling2d ${brought.version} in ${brought.agent}`);
}

/** What is measured now is this browser's, so a kept result of another goes. */
function beginAfresh(...lists: (keyof Pick<Kept, 'cases' | 'workers' | 'video' | 'tfjs' | 'series'>)[]): void {
  if (kept.agent !== navigator.userAgent || kept.version !== version) {
    Object.assign(kept, {
      agent: navigator.userAgent,
      version,
      cases: [],
      workers: [],
      video: [],
      tfjs: [],
      series: [],
    });
  }
  for (const list of lists) kept[list].length = 0;
  if (location.hash) history.replaceState(null, '', location.pathname);
}

const stop = byId<HTMLButtonElement>('stop');
const starters = ['start', 'measure-workers', 'measure-video', 'measure-tfjs', 'grow'].map((id) =>
  byId<HTMLButtonElement>(id),
);

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
    const chosen = chooseCases({ ...choiceOf(amount), only });
    if (chosen.length > 0) beginAfresh('cases');
    run(chosen, measureCase);
  });
  byId('grow').addEventListener('click', () => {
    beginAfresh('series');
    run(chooseSeries(), measureSeries);
  });
  byId('measure-workers').addEventListener('click', () => {
    beginAfresh('workers');
    run(CASES, measureWorkers);
  });
  byId('measure-tfjs').addEventListener('click', async () => {
    beginAfresh('tfjs');
    showStatus('TensorFlow.js loads …');
    try {
      const { openTfjs, measureTfjs } = await import('./bench-tfjs.ts');
      run(await openTfjs(), async (test, pause) => {
        kept.tfjs.push(await measureTfjs(test, { pause }));
        showAll();
      });
    } catch (error) {
      showStatus(String(error));
    }
  });
  byId('measure-video').addEventListener('click', () => {
    beginAfresh('video');
    run(VIDEO_CASES, measureVideo);
  });
}

setUpChoice();
setUpKeeping();
showKept().catch((error: unknown) => showStatus(error instanceof Error ? error.message : String(error)));
byId('workers-note').textContent = `${WORKERS_NOTE}.`;
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
