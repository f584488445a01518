// The demo page: choose a picture, enlarge it with the package, compare.
import { describe, init } from 'upsampling2d';
import { setUpCompare } from './compare.ts';
import { setUpControls } from './controls.ts';
import { byId, make, segments } from './dom.ts';
import { checkSize, type Enlargement, setUpEnlarge, TooLarge } from './enlarge.ts';
import { setUpExports } from './exports.ts';
import { setUpOverview } from './overview.ts';
import { type Choice, setUpPicker } from './picker.ts';
import { type Picture, resizeCanvas } from './picture.ts';
import type { Settings } from './settings.ts';
import { DIALECTS, type Dialect, snippet } from './snippet.ts';
import { setUpStrip } from './strip.ts';

const result = byId<HTMLCanvasElement>('result');
const stage = byId('stage');
const download = byId<HTMLButtonElement>('download');
const controls = setUpControls(() => void refresh());
const overview = setUpOverview(() => redraw());
const enlarge = setUpEnlarge();
const compare = setUpCompare(() => redraw());
const strip = setUpStrip((interpolation) => controls.choose(interpolation));
const picker = setUpPicker((choice) => void load(choice));

let picture: Picture | null = null;
/** The settings that the result canvas now shows; null while it shows none. */
let shown: Settings | null = null;
let dialect: Dialect = 'Picture';
let latestLoad = 0;
let working = false;
let changed = false;

const size = (width: number, height: number) => `${width} × ${height}`;
const round = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 3, useGrouping: false });

function figure(id: string, value: string, unit = ''): void {
  byId(id).replaceChildren(value, ...(unit ? [make('small', {}, ` ${unit}`)] : []));
}

function setState(state: 'loading' | 'busy' | 'ready' | 'empty'): void {
  stage.dataset.state = state;
  byId('compare').setAttribute('aria-busy', String(state === 'loading' || state === 'busy'));
  download.disabled = state !== 'ready';
}

function clearProblem(): void {
  byId('problem').hidden = true;
}

/** Every failure ends here, as a sentence on the page. */
function report(error: unknown): void {
  const action = byId<HTMLButtonElement>('problem-action');
  byId('problem-text').textContent = error instanceof Error ? error.message : String(error);
  action.hidden = !(error instanceof TooLarge && error.factor > 0);
  if (error instanceof TooLarge) {
    action.textContent = `Use factor ${error.factor}`;
    action.onclick = () => controls.setFactor(error.factor);
  }
  byId('problem').hidden = false;
}

function showSnippet(settings: Settings): void {
  const { width, height } = picture?.canvas ?? { width: 1, height: 1 };
  byId('snippet').textContent = snippet(dialect, settings, width, height);
}

function showFigures(settings: Settings, { milliseconds, runs }: Enlargement): void {
  const megapixels = (result.width * result.height) / 1e6;
  const speed = milliseconds > 0 ? `${round((megapixels / milliseconds) * 1000)}` : '–';
  figure('result-size', size(result.width, result.height), `${round(megapixels)} MP`);
  figure('time', round(milliseconds), runs > 1 ? `ms, best of ${runs}` : 'ms');
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

/** Puts an enlargement into the result canvas, or says why there is none. */
async function enlargeOnce(from: Picture, settings: Settings, overtaken: () => boolean): Promise<void> {
  try {
    checkSize(from.canvas.width, from.canvas.height, settings);
    const enlargement = await enlarge(from.image, settings);
    if (overtaken()) return;
    const { image } = enlargement;
    resizeCanvas(result, image.width, image.height).putImageData(image, 0, 0);
    shown = settings;
    setState('ready');
    showFigures(settings, enlargement);
    redraw();
  } catch (error) {
    shown = null;
    for (const id of ['result-size', 'time', 'speed']) figure(id, '–');
    setState('empty');
    report(error);
  }
}

/** Enlarges the current picture with the current settings; of changes during the work only the last counts. */
async function refresh(): Promise<void> {
  changed = true;
  if (working) return;
  working = true;
  while (changed) {
    changed = false;
    const settings = controls.read();
    if (!settings || !picture) {
      setState(shown ? 'ready' : 'empty');
      break;
    }
    clearProblem();
    showSnippet(settings);
    setState('busy');
    await enlargeOnce(picture, settings, () => changed);
  }
  working = false;
}

async function load(choice: Choice): Promise<void> {
  const turn = ++latestLoad;
  clearProblem();
  setState('loading');
  try {
    const loaded = await choice.picture;
    if (turn !== latestLoad) return;
    picture = loaded;
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

function setUpDownload(): void {
  download.addEventListener('click', async () => {
    const settings = shown;
    const blob = await new Promise<Blob | null>((resolve) => result.toBlob(resolve, 'image/png'));
    if (!blob || !settings || !picture) return report(new Error('This browser could not write the PNG.'));
    const href = URL.createObjectURL(blob);
    const stem = picture.name.replace(/\.\w+$/, '');
    make('a', { href, download: `${stem}-${settings.interpolation}-${settings.cols}x${settings.rows}.png` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  });
}

function setUpCode(): void {
  const copy = byId<HTMLButtonElement>('copy');
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

setUpDownload();
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
