// Chart.js with what the charts of both pages need, and their colours.
import {
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from 'chart.js';

Chart.register(
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
);
Chart.defaults.maintainAspectRatio = false;
Chart.defaults.animation = false;
Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;

export { Chart };

/** Each has a contrast of 3:1 or more with the light and the dark ground. */
export const COLOURS = [
  '#c0579c',
  '#2f7fc1',
  '#c96a00',
  '#16936b',
  '#7c6fd0',
  '#d0483e',
  '#8a7f00',
  '#0e93a5',
  '#a06a3c',
];

/** The colours that the stylesheet gives to a canvas. */
export function inkOf(canvas: HTMLCanvasElement) {
  const { color, borderTopColor: line } = getComputedStyle(canvas.parentElement ?? canvas);
  return { color, line, strong: getComputedStyle(document.body).color };
}
