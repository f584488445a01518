// The charts of the bench page.
import type { Plugin } from 'chart.js';
import type { CaseResult } from '#bench/contest.js';
import type { runSeries } from '#bench/scaling.js';
import { Chart, COLOURS, inkOf } from './charts.ts';

export type Series = Awaited<ReturnType<typeof runSeries>>;

// For colour-blind people.
const SHAPES = ['circle', 'triangle', 'rect', 'rectRot'] as const;

/** The height of a row of dots. */
const ROW = 44;

/** Gives a chart the height that its rows need below a legend of any number of lines. */
const fitRows: Plugin = {
  id: 'fit-rows',
  afterLayout({ canvas: { parentElement }, chartArea, height, data }) {
    const wanted = `${Math.round(height - chartArea.height + ROW * (data.labels?.length ?? 0))}px`;
    if (parentElement && parentElement.style.height !== wanted) parentElement.style.height = wanted;
  },
};

/** The rivals that are compared with apply with `out`, from array to array. */
function rivalsOf({ baselines, entries }: CaseResult) {
  const ours = entries.find(({ kind }) => kind === 'ours')?.ms ?? {};
  return [
    { name: 'a copy of the output', ms: baselines.out, same: true },
    { name: 'apply to a new array', ms: ours.fresh, same: true },
    ...entries
      .filter(({ kind, ms }) => kind !== 'ours' && ms.into !== undefined)
      .map(({ name, ms, same }) => ({ name, ms: ms.into, same })),
  ].map(({ name, ms = Number.NaN, same }) => ({ name, ms, same, ratio: ms / (ours.into ?? Number.NaN) }));
}

/** Dots: every rival of every case, as times of this package's. */
export function drawRatios(canvas: HTMLCanvasElement, results: readonly CaseResult[]): void {
  const { color, line, strong } = inkOf(canvas);
  const rows = results.map(rivalsOf);
  const names = [...new Set(rows.flatMap((rivals) => rivals.map(({ name }) => name)))];
  const datasets = names.map((name, i) => {
    const points = rows.map((rivals) => rivals.find((rival) => rival.name === name));
    const ink = COLOURS[i % COLOURS.length] as string;
    const filling = points.map((point) => (point?.same === false ? 'transparent' : ink));
    return {
      label: name,
      data: points.map((point) => point?.ratio ?? null),
      showLine: false,
      pointStyle: SHAPES[i % SHAPES.length] as (typeof SHAPES)[number],
      pointRadius: 6,
      pointHoverRadius: 8,
      pointBorderWidth: 2,
      pointBorderColor: ink,
      pointHoverBorderColor: ink,
      pointBackgroundColor: filling,
      pointHoverBackgroundColor: filling,
    };
  });
  Chart.getChart(canvas)?.destroy();
  new Chart<'line', (number | null)[], string[]>(canvas, {
    type: 'line',
    // In two lines, so that they leave room on a phone.
    data: { labels: results.map(({ test }) => test.name.split(/ (?=x\d)/)), datasets },
    plugins: [fitRows],
    options: {
      indexAxis: 'y',
      layout: { padding: { right: 12 } },
      plugins: {
        legend: {
          labels: {
            color,
            usePointStyle: true,
            boxHeight: 8,
            // Chart.js would take the filling of the first row's dot.
            generateLabels: (chart) =>
              Chart.defaults.plugins.legend.labels
                .generateLabels(chart)
                .map((label) => ({ ...label, fillStyle: label.strokeStyle ?? color })),
          },
        },
        tooltip: {
          usePointStyle: true,
          callbacks: {
            title: ([item]) => results[item?.dataIndex ?? 0]?.test.name ?? '',
            label: ({ dataset, parsed }) => `${dataset.label}: ${parsed.x?.toPrecision(3)}x`,
          },
        },
      },
      scales: {
        x: {
          type: 'logarithmic',
          suggestedMin: 0.5,
          suggestedMax: 2,
          ticks: {
            color,
            maxRotation: 0,
            callback: (value) => (/^[125]e/.test(Number(value).toExponential()) ? `${value}x` : null),
          },
          grid: {
            color: ({ tick }) => (tick?.value === 1 ? strong : line),
            lineWidth: ({ tick }) => (tick?.value === 1 ? 2 : 1),
          },
        },
        y: { offset: true, ticks: { color, autoSkip: false }, grid: { color: line, offset: false } },
      },
    },
  });
}

/** A line: what an element costs. */
export function drawSeries(canvas: HTMLCanvasElement, { name, points }: Series): void {
  const { color, line } = inkOf(canvas);
  const ink = COLOURS[1] as string;
  Chart.getChart(canvas)?.destroy();
  new Chart(canvas, {
    type: 'line',
    data: {
      labels: points.map(({ x }) => String(x)),
      datasets: [
        {
          label: 'ns an element',
          borderColor: ink,
          pointBackgroundColor: ink,
          data: points.map((point) => point.nanoseconds),
        },
      ],
    },
    options: {
      plugins: {
        legend: { display: false },
        tooltip: {
          callbacks: {
            title: ([item]) => `${name}: ${item?.label}`,
            label: ({ parsed }) => `${parsed.y?.toPrecision(3)} ns an element`,
          },
        },
      },
      scales: {
        x: { title: { display: true, text: name, color }, ticks: { color }, grid: { color: line } },
        y: {
          beginAtZero: true,
          title: { display: true, text: 'ns an element', color },
          ticks: { color },
          grid: { color: line },
        },
      },
    },
  });
}
