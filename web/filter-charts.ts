// The two charts of the section on filters.
import { Chart, COLOURS, inkOf } from './charts.ts';
import type { FilterNumbers, Point } from './filter-numbers.ts';

/** Around the middle, where something happens. */
const REACH = 6;

interface Line {
  label: string;
  points: Point[];
  dots: boolean;
}

function drawLines(canvas: HTMLCanvasElement, lines: readonly Line[], centre: number, title: string): void {
  const { color, line: grid } = inkOf(canvas);
  const datasets = lines.map(({ label, points, dots }, i) => {
    const ink = COLOURS[i + 1] as string;
    return {
      label,
      data: points,
      showLine: !dots,
      borderColor: ink,
      backgroundColor: ink,
      borderWidth: 2,
      pointRadius: dots ? 4 : 0,
      pointStyle: dots ? ('circle' as const) : ('line' as const),
    };
  });
  const axis = { ticks: { color }, grid: { color: grid } };
  Chart.getChart(canvas)?.destroy();
  new Chart<'line', Point[]>(canvas, {
    type: 'line',
    data: { datasets },
    options: {
      parsing: false,
      plugins: {
        legend: { labels: { color, usePointStyle: true, boxHeight: 6 } },
        tooltip: { callbacks: { title: ([item]) => `at ${item?.parsed.x?.toFixed(3)}` } },
      },
      scales: {
        x: {
          type: 'linear',
          min: centre - REACH,
          max: centre + REACH,
          title: { display: true, text: title, color },
          ...axis,
        },
        y: { suggestedMin: -0.2, suggestedMax: 1.2, ...axis },
      },
    },
  });
}

export function drawFilter(kernel: HTMLCanvasElement, step: HTMLCanvasElement, numbers: FilterNumbers): void {
  drawLines(
    kernel,
    [
      { label: 'kernel', points: numbers.curve, dots: false },
      { label: 'one pixel, enlarged', points: numbers.impulse, dots: true },
    ],
    0,
    'source pixels from the pixel',
  );
  drawLines(
    step,
    [
      { label: 'enlarged', points: numbers.step, dots: false },
      { label: 'source', points: numbers.source, dots: true },
    ],
    numbers.source.length / 2 - 0.5,
    'source pixels',
  );
}
