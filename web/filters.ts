// The section on filters: what the chosen interpolation does to one pixel and to an edge, and its weights.
import { byId, fillTable, whenNear } from './dom.ts';
import { type FilterNumbers, filterNumbers } from './filter-numbers.ts';
import type { Settings } from './settings.ts';

/** Rows of the table; a factor has as many phases. */
const MOST_PHASES = 16;

/** With a minus sign, and without one for what is rounded to 0. */
const signed = (value: number, digits: number) =>
  value
    .toFixed(digits)
    .replace(/^-(?=0\.?0*$)/, '')
    .replace('-', '−');

function fillWeights({ phases }: FilterNumbers, { cols }: Settings): void {
  const offsets = [...new Set(phases.flatMap(({ taps }) => taps.map(({ offset }) => offset)))].sort((a, b) => a - b);
  const heads = offsets.map((offset) => `pixel ${offset > 0 ? '+' : ''}${signed(offset, 0)}`);
  const rows = phases.map(({ position, taps }, phase) => [
    `${phase + 1} of ${cols}`,
    signed(position, 4),
    String(taps.length),
    ...offsets.map((offset) => {
      const weight = taps.find((tap) => tap.offset === offset)?.weight;
      return weight === undefined ? '' : signed(weight, 6);
    }),
  ]);
  fillTable(byId('weights'), ['Phase', 'Position', 'Taps', ...heads], rows);
}

/** Draws the step in greys that leave room for what is brighter or darker than its two sides. */
function drawEdge({ step }: FilterNumbers): void {
  const canvas = byId<HTMLCanvasElement>('edge');
  canvas.width = step.length;
  canvas.height = 1;
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(step.length, 1);
  for (const [i, { y }] of step.entries()) {
    const grey = 40 + 175 * y;
    image.data.set([grey, grey, grey, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

function describeEdge({ highest, lowest }: FilterNumbers, { interpolation }: Settings): string {
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const over = Math.max(highest - 1, -lowest);
  return over > 1e-6
    ? `${interpolation} overshoots the edge by ${percent(over)} of its height: this is ringing.`
    : `${interpolation} never leaves the range of the edge: it does not ring.`;
}

export interface Filters {
  show(settings: Settings): void;
}

export function setUpFilters(): Filters {
  let latest: Settings | undefined;
  let drawFilter: typeof import('./filter-charts.ts').drawFilter | undefined;

  function draw(): void {
    if (!latest) return;
    const numbers = filterNumbers(latest, MOST_PHASES);
    const [kernel, step] = [byId<HTMLCanvasElement>('kernel'), byId<HTMLCanvasElement>('step')];
    drawFilter?.(kernel, step, numbers);
    drawEdge(numbers);
    fillWeights(numbers, latest);
    const sentence = describeEdge(numbers, latest);
    byId('edge-note').textContent = sentence;
    step.setAttribute('aria-label', `A step edge, enlarged. ${sentence}`);
    kernel.setAttribute('aria-label', `The kernel of ${latest.interpolation}; its weights are in the table below`);
    byId('weights-note').textContent =
      `${latest.interpolation} by ${latest.cols} along the columns, for pixel 0 in the midst of 16` +
      `${latest.cols > MOST_PHASES ? `: the first ${MOST_PHASES} phases` : ''}. Computed by the package in float64.`;
  }

  whenNear(byId('filters'), async () => {
    ({ drawFilter } = await import('./filter-charts.ts'));
    draw();
  });
  // Charts keep the colours of the scheme in which they were drawn.
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);

  return {
    show(settings) {
      latest = settings;
      draw();
    },
  };
}
