// The live section: frames of a clip, a file or the camera, enlarged in workers beside the browser's own scaling.
import { INTERPOLATIONS } from 'upsampling2d';
import { announce, type Slider } from './compare.ts';
import { byId, make, segments } from './dom.ts';
import { type Figures, openPipeline, type Pipeline } from './live-pipeline.ts';
import { openCamera, openClip, openFile, type Source } from './live-source.ts';
import type { Interpolation } from './settings.ts';

type Kind = 'clip-360' | 'clip-720' | 'file' | 'camera';

const KINDS: readonly { value: Kind; label: string }[] = [
  { value: 'clip-360', label: 'Clip, 640 × 360' },
  { value: 'clip-720', label: 'Clip, 1280 × 720' },
  { value: 'file', label: 'File…' },
  { value: 'camera', label: 'Camera' },
];
const FACTORS = [2, 3, 4];
const FIGURES_MS = 500;

/** Shows a canvas in this size, or smaller where the stage is. */
function scaleTo(canvas: HTMLCanvasElement, width: number, height: number): void {
  const scale = Math.min(1, byId('live-stage').clientWidth / width);
  canvas.style.width = `${width * scale}px`;
  canvas.style.height = `${height * scale}px`;
}

export function setUpLive(): void {
  const before = byId<HTMLCanvasElement>('live-before');
  const after = byId<HTMLCanvasElement>('live-after');
  const start = byId<HTMLButtonElement>('live-start');
  const fileInput = byId<HTMLInputElement>('live-file');
  const interpolation = byId<HTMLSelectElement>('live-interpolation');
  const workers = Math.max(1, Math.min(4, navigator.hardwareConcurrency || 2));
  let [kind, factor]: [Kind, number] = ['clip-360', 2];
  let source: Source | undefined;
  let pipeline: Pipeline | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let turn = 0;

  const say = (text: string) => {
    byId('live-status').textContent = text;
  };

  function showFigures({ shown, dropped, rate, milliseconds }: Figures): void {
    byId('live-rate').textContent = rate.toFixed(0);
    byId('live-time').textContent = milliseconds.toFixed(1);
    byId('live-dropped').textContent = `${dropped} of ${shown + dropped}`;
  }

  function stop(text: string): void {
    turn++;
    clearInterval(timer);
    pipeline?.close();
    source?.close();
    pipeline = undefined;
    source = undefined;
    start.textContent = 'Start';
    say(text);
  }

  const open = (): Source | Promise<Source> => {
    if (kind === 'camera') return openCamera();
    const file = fileInput.files?.[0];
    if (kind === 'file') {
      if (!file) throw new Error('Choose a video file first.');
      return openFile(file);
    }
    return kind === 'clip-720' ? openClip(1280, 720) : openClip(640, 360);
  };

  // Both sides show the same frame, however late it is. Canvases without transparency take pixels as they are.
  const put = (canvas: HTMLCanvasElement, image: ImageData) =>
    canvas.getContext('2d', { alpha: false })?.putImageData(image, 0, 0);
  const draw = (first: ImageData, second: ImageData) => {
    put(before, first);
    put(after, second);
  };

  function resize(): void {
    if (!source) return;
    const { width, height } = source;
    for (const canvas of [before, after]) scaleTo(canvas, width * factor, height * factor);
  }

  async function run(): Promise<void> {
    stop('');
    const mine = turn;
    try {
      const opened = await open();
      if (mine !== turn) return opened.close();
      source = opened;
      const settings = { factor, interpolation: interpolation.value as Interpolation, workers };
      // The browser enlarges the one canvas itself, when it shows it.
      Object.assign(before, { width: opened.width, height: opened.height });
      Object.assign(after, { width: opened.width * factor, height: opened.height * factor });
      resize();
      const running = openPipeline(opened, settings, draw, (error) => mine === turn && stop(error.message));
      pipeline = running;
      showFigures(running.figures());
      opened.start(() => {
        if (!document.hidden) running.push();
      });
      timer = setInterval(() => showFigures(running.figures()), FIGURES_MS);
      start.textContent = 'Stop';
      byId('live-tag').textContent = settings.interpolation;
      const size = (times: number) => `${opened.width * times} × ${opened.height * times}`;
      say(`${size(1)} to ${size(factor)} with ${settings.interpolation}, ${workers} worker${workers > 1 ? 's' : ''}.`);
    } catch (error) {
      if (mine === turn) stop(error instanceof Error ? error.message : String(error));
    }
  }

  const again = () => {
    if (pipeline) run();
  };
  segments<Kind>(byId('live-kinds'), 'live-kind', KINDS, kind, (value) => {
    kind = value;
    if (kind === 'file') {
      stop('');
      fileInput.click();
    } else run();
  });
  const factors = FACTORS.map((value) => ({ value, label: `${value}×` }));
  segments(byId('live-factors'), 'live-factor', factors, factor, (value) => {
    factor = value;
    again();
  });
  interpolation.append(...INTERPOLATIONS.map((name) => make('option', { value: name }, name)));
  interpolation.value = INTERPOLATIONS.find((name) => name === 'lanczos3') ?? INTERPOLATIONS[0];
  interpolation.addEventListener('change', again);
  fileInput.addEventListener('change', () => void run());
  start.addEventListener('click', () => {
    if (pipeline) stop('Stopped.');
    else if (kind === 'file' && !fileInput.files?.length) fileInput.click();
    else run();
  });
  announce(byId<Slider>('live-slider'));
  // A page that is left for the back button's cache keeps no camera.
  addEventListener('pagehide', () => pipeline && stop('Stopped.'));
  new ResizeObserver(resize).observe(byId('live-stage'));
}
