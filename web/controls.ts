// The form: factors, interpolation, coordinates, linear light, workers.
import { COORDINATES, INTERPOLATIONS } from 'upsampling2d';
import { byId, make } from './dom.ts';
import {
  type Coordinates,
  hasCoordinates,
  type Interpolation,
  isFactor,
  isWorkers,
  MOST_WORKERS,
  type Settings,
} from './settings.ts';

const INTERPOLATION_NOTES: Partial<Record<Interpolation, string>> = {
  nearest: 'Repeats pixels, exact for every dtype.',
  bilinear: 'Straight lines between neighbours; soft.',
  bicubic: 'Keys’ cubic, a = −0.5; crisp, with little ringing.',
  lanczos3: 'Windowed sinc over 6 × 6 pixels; sharp.',
  lanczos5: 'Windowed sinc over 10 × 10 pixels; sharpest, rings at hard edges.',
  gaussian: 'Never rings; softens a little even at factor 1.',
  mitchellcubic: 'Cubic with B = C = ⅓, between sharp and soft.',
  area: 'Averages pixel footprints; for whole factors it repeats pixels.',
};

const COORDINATES_NOTES: Partial<Record<Coordinates, string>> = {
  half_pixel: 'As Keras and TensorFlow 2.',
  asymmetric: 'As TensorFlow 1 and TensorFlow.js layers.',
  align_corners: 'Corner pixels stay on the corners.',
};

export interface Controls {
  /** The settings, or null while a factor is not valid. */
  read(): Settings | null;
  choose(interpolation: Interpolation): void;
}

export function setUpControls(changed: () => void): Controls {
  const rows = byId<HTMLInputElement>('rows');
  const cols = byId<HTMLInputElement>('cols');
  const link = byId<HTMLButtonElement>('link');
  const factorError = byId('factor-error');
  const interpolation = byId<HTMLSelectElement>('interpolation');
  const coordinates = byId<HTMLSelectElement>('coordinates');
  const linear = byId<HTMLInputElement>('linear');
  const workers = byId<HTMLInputElement>('workers');
  const linked = () => link.getAttribute('aria-pressed') === 'true';

  interpolation.append(...INTERPOLATIONS.map((name) => make('option', { value: name }, name)));
  interpolation.value = INTERPOLATIONS.find((name) => name === 'lanczos3') ?? INTERPOLATIONS[0];
  coordinates.append(...COORDINATES.map((name) => make('option', { value: name }, name)));

  function annotate(): void {
    const chosen = interpolation.value as Interpolation;
    coordinates.disabled = !hasCoordinates(chosen);
    byId('interpolation-note').textContent = INTERPOLATION_NOTES[chosen] ?? '';
    byId('coordinates-note').textContent = coordinates.disabled
      ? `${chosen} works on whole pixels and has no coordinates.`
      : (COORDINATES_NOTES[coordinates.value as Coordinates] ?? '');
  }

  function read(): Settings | null {
    const wrong = [rows, cols].filter((input) => !isFactor(input.valueAsNumber));
    for (const input of [rows, cols]) input.setAttribute('aria-invalid', String(wrong.includes(input)));
    factorError.textContent = wrong.length ? 'Factors are whole numbers of 1 or more.' : '';
    const noWorkers = !isWorkers(workers.valueAsNumber);
    workers.setAttribute('aria-invalid', String(noWorkers));
    byId('workers-error').textContent = noWorkers ? `A whole number from 0 to ${MOST_WORKERS}.` : '';
    if (wrong.length || noWorkers) return null;
    return {
      rows: rows.valueAsNumber,
      cols: cols.valueAsNumber,
      interpolation: interpolation.value as Interpolation,
      coordinates: coordinates.value as Coordinates,
      linearLight: linear.checked,
      workers: workers.valueAsNumber,
    };
  }

  function update(): void {
    annotate();
    read(); // marks wrong factors at once, even while earlier work goes on
    changed();
  }

  for (const [input, other] of [
    [rows, cols],
    [cols, rows],
  ] as const) {
    input.addEventListener('input', () => {
      if (linked()) other.value = input.value;
      update();
    });
  }
  link.addEventListener('click', () => {
    link.setAttribute('aria-pressed', String(!linked()));
    if (linked() && cols.value !== rows.value) {
      cols.value = rows.value;
      update();
    }
  });
  workers.addEventListener('input', update);
  for (const control of [interpolation, coordinates, linear]) control.addEventListener('change', update);
  byId('controls').addEventListener('submit', (event) => event.preventDefault());
  workers.max = String(MOST_WORKERS);
  workers.value = String(Math.min(8, navigator.hardwareConcurrency || 2));
  annotate();

  return {
    read,
    choose(name) {
      interpolation.value = name;
      update();
    },
  };
}
