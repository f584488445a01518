// The demo page: choose a picture, enlarge it with the package, compare.
import { describe, init } from 'upsampling2d';
import { setUpBatch } from './batch.ts';
import { setUpCompare } from './compare.ts';
import { setUpControls } from './controls.ts';
import { byId, make, segments } from './dom.ts';
import { type Enlargement, enlargeInto, timeAgain } from './enlarge.ts';
import { setUpExports } from './exports.ts';
import { setUpFilters } from './filters.ts';
import { setUpLive } from './live.ts';
import { copyPicture, encode, type Format, nameOf, saveFile } from './output.ts';
import { setUpOverview } from './overview.ts';
import { type Choice, setUpPicker } from './picker.ts';
import { type Picture, pixelContext } from './picture.ts';
import type { Settings } from './settings.ts';
import { DIALECTS, type Dialect, snippet } from './snippet.ts';
import { setUpStrip } from './strip.ts';
import { setUpWhy } from './why.ts';

const result = byId<HTMLCanvasElement>('result');
const stage = byId('stage');
const outputs = ['download', 'download-jpeg', 'copy-picture'].map((id) => byId<HTMLButtonElement>(id));
const progress = byId<HTMLProgressElement>('progress');
const controls = setUpControls(() => void refresh());
const overview = setUpOverview(() => redraw());
const compare = setUpCompare(() => redraw());
const strip = setUpStrip((interpolation) => controls.choose(interpolation));
const filters = setUpFilters();
const batch = setUpBatch(() => controls.read());
const picker = setUpPicker((choice) => void load(choice), batch.take);

let picture: Picture | null = null;
/** The settings that the result canvas now shows; null while it shows none. */
let shown: Settings | null = null;
let dialect: Dialect = 'Picture';
let latestLoad = 0;
/** Of the enlargement under way. */
let controller = new AbortController();

class Stopped extends Error {}

const size = (width: number, height: number) => `${width} × ${height}`;
const round = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 3, useGrouping: false });

function figure(id: string, value: string, unit = ''): void {
  byId(id).replaceChildren(value, ...(unit ? [make('small', {}, ` ${unit}`)] : []));
}

function setState(state: 'loading' | 'busy' | 'ready' | 'empty'): void {
  stage.dataset.state = state;
  byId('compare').setAttribute('aria-busy', String(state === 'loading' || state === 'busy'));
  for (const button of outputs) button.disabled = state !== 'ready';
}

function clearProblem(): void {
  byId('problem').hidden = true;
}

/** Every failure ends here, as a sentence on the page. */
function report(error: unknown): void {
  const action = byId<HTMLButtonElement>('problem-action');
  byId('problem-text').textContent = error instanceof Error ? error.message : String(error);
  action.hidden = !(error instanceof Stopped);
  byId('problem').hidden = false;
  if (error instanceof Stopped) action.focus();
}

function showSnippet(settings: Settings): void {
  const { width, height } = picture?.canvas ?? { width: 1, height: 1 };
  byId('snippet').textContent = snippet(dialect, settings, width, height);
}

function showFigures(settings: Settings, { milliseconds, runs, workers }: Enlargement): void {
  const megapixels = (result.width * result.height) / 1e6;
  const speed = milliseconds > 0 ? `${round((megapixels / milliseconds) * 1000)}` : '–';
  figure('result-size', size(result.width, result.height), `${round(megapixels)} MP`);
  const how = [runs > 1 ? `best of ${runs}` : '', workers > 0 ? `${workers} worker${workers > 1 ? 's' : ''}` : ''];
  figure('time', round(milliseconds), ['ms', ...how.filter(Boolean)].join(', '));
  figure('speed', speed, 'MP/s');
  byId('after-tag').textContent = settings.interpolation;
  byId('status').textContent =
    `Enlarged to ${size(result.width, result.height)} with ${settings.interpolation} in ${round(milliseconds)} milliseconds.`;
}

function redraw(): void {
  if (!picture || !shown) return;
  overview.showFrame(compare.draw(picture, result, overview.region), result);
  strip.draw(picture, shown, overview.region).catch(report);
}

function fail(error: unknown): void {
  shown = null;
  for (const id of ['result-size', 'time', 'speed']) figure(id, '–');
  setState('empty');
  report(error);
}

/** Enlarges the current picture with the current settings; ends an enlargement that is under way. */
async function refresh(): Promise<void> {
  controller.abort();
  const settings = controls.read();
  if (!settings || !picture) return setState(shown ? 'ready' : 'empty');
  const { image } = picture;
  controller = new AbortController();
  const { signal } = controller;
  clearProblem();
  showSnippet(settings);
  progress.value = 0;
  byId('status').textContent = '';
  setState('busy');
  try {
    const onProgress = (done: number, total: number) => {
      progress.value = done / total;
    };
    const enlargement = await enlargeInto(result, image, settings, { signal, onProgress });
    signal.throwIfAborted();
    shown = settings;
    setState('ready');
    redraw();
    filters.show(settings);
    showFigures(settings, await timeAgain(image, settings, signal, enlargement));
  } catch (error) {
    if (!signal.aborted) fail(error);
    else if (signal.reason instanceof Stopped) fail(signal.reason);
  }
}

async function load(choice: Choice): Promise<void> {
  const turn = ++latestLoad;
  controller.abort();
  clearProblem();
  setState('loading');
  try {
    const loaded = await choice.picture;
    if (turn !== latestLoad) return;
    picture = loaded;
    byId<HTMLButtonElement>('why-start').disabled = false;
    shown = null;
    overview.region.x = choice.x;
    overview.region.y = choice.y;
    overview.showPicture(loaded);
    if (!loaded.photo) picker.showOwn(loaded);
    figure('source-size', size(loaded.canvas.width, loaded.canvas.height));
    await refresh();
  } catch (error) {
    if (turn !== latestLoad) return;
    setState(shown ? 'ready' : 'empty');
    report(error);
  }
}

function setUpOutputs(): void {
  const say = (text: string) => {
    byId('output-status').textContent = text;
  };
  const save = (id: string, format: Format) =>
    byId(id).addEventListener('click', async () => {
      if (!shown || !picture) return;
      const name = nameOf(picture.name, shown, format);
      try {
        saveFile(await encode(result, format), name);
        say(`Saved as ${name}.`);
      } catch (error) {
        report(error);
      }
    });
  save('download', 'png');
  save('download-jpeg', 'jpeg');
  byId('copy-picture').addEventListener('click', () =>
    copyPicture(result).then(
      () => say('Copied.'),
      (error: unknown) => report(error),
    ),
  );
}

function setUpCode(): void {
  const copy = byId<HTMLButtonElement>('copy');
  // Long lines scroll by keyboard too.
  byId('code').tabIndex = 0;
  const choices = DIALECTS.map((value) => ({ value, label: value }));
  segments(byId('dialects'), 'dialect', choices, dialect, (value) => {
    dialect = value;
    const settings = controls.read();
    if (settings) showSnippet(settings);
  });
  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(byId('snippet').textContent ?? '');
      copy.textContent = 'Copied';
    } catch {
      // No clipboard outside secure origins: the text is selected instead, for the visitor's own keys.
      getSelection()?.selectAllChildren(byId('snippet'));
      copy.textContent = 'Selected';
    }
    setTimeout(() => {
      copy.textContent = 'Copy';
    }, 2000);
  });
}

// Before the package takes a context that is not made for reading.
pixelContext(result);
setUpOutputs();
setUpLive();
setUpWhy(() => picture && { picture, region: overview.region });
byId('stop').addEventListener('click', () => controller.abort(new Stopped('Stopped before it was done.')));
byId('problem-action').addEventListener('click', () => void refresh());
setUpCode();
byId('problem-close').addEventListener('click', clearProblem);
try {
  await init();
  byId('version').textContent = describe().version;
  setUpExports();
  await load(picker.first);
} catch (error) {
  setState('empty');
  report(error);
}
