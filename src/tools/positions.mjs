// node src/tools/positions.mjs, after npm run build: draws docs/positions.svg, how far results with exact positions are from TensorFlow's along an axis of noise, by the built
// package itself.
import { writeFileSync } from 'node:fs';
import { init, UpSampling2D } from 'upsampling2d';
import { main, root } from './run.mjs';

const PIXELS = 1501;
const FACTORS = [3, 5, 7];
const COLOURS = ['#0a7d8c', '#c2410c', '#7c3aed'];
const [WIDTH, HEIGHT, LEFT, TOP, BINS] = [640, 240, 56, 24, 300];
// Decades on the vertical axis.
const [LEAST, MOST] = [-8, -2];

// The largest differences in parts of the axis.
function differences(factor) {
  let state = 1;
  const data = Float32Array.from({ length: PIXELS }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  const [exact, float] = ['numpy', 'tensorflow'].map((backend) => {
    const layer = new UpSampling2D({
      size: [1, factor],
      interpolation: 'bilinear',
      dataFormat: 'channels_last',
      backend,
    });
    const result = layer.apply({ data, shape: [1, 1, PIXELS, 1] }).data;
    layer.dispose();
    return result;
  });
  const bins = new Float64Array(BINS);
  exact.forEach((value, o) => {
    const bin = Math.floor((o * BINS) / exact.length);
    bins[bin] = Math.max(bins[bin], Math.abs(value - float[o]));
  });
  return bins;
}

function draw() {
  const x = (bin) => LEFT + ((bin + 0.5) * (WIDTH - LEFT - 16)) / BINS;
  const y = (decade) => TOP + ((MOST - decade) * (HEIGHT - TOP - 40)) / (MOST - LEAST);
  const grid = Array.from({ length: MOST - LEAST + 1 }, (_, i) => LEAST + i).map(
    (decade) =>
      `<path d="M${LEFT} ${y(decade)}H${WIDTH - 16}" stroke="#8888" stroke-width=".5"/>` +
      `<text x="${LEFT - 6}" y="${y(decade) + 4}" text-anchor="end">1e${decade}</text>`,
  );
  const lines = FACTORS.map((factor, i) => {
    const points = Array.from(differences(factor), (value, bin) =>
      [x(bin), y(Math.max(Math.log10(value || 1e-9), LEAST))].map((at) => at.toFixed(1)).join(' '),
    );
    return (
      `<polyline points="${points.join(',')}" fill="none" stroke="${COLOURS[i]}"/>` +
      `<text x="${LEFT + 12 + i * 60}" y="${TOP - 8}" fill="${COLOURS[i]}">by ${factor}</text>`
    );
  });
  const ends = [0, PIXELS].map((pixel, i) => `<text x="${i ? WIDTH - 40 : LEFT}" y="${HEIGHT - 22}">${pixel}</text>`);
  const caption = `<text x="${WIDTH / 2}" y="${HEIGHT - 6}" text-anchor="middle">pixel of the input</text>`;
  const title = '<title>How far exact positions are from TensorFlow’s along an axis</title>';
  const style = '<style>text{font:12px sans-serif;fill:#666}</style>';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">${title}${style}${[...grid, ...lines, ...ends].join('')}${caption}</svg>\n`;
}

await main(async () => {
  await init();
  writeFileSync(new URL('docs/positions.svg', root), draw());
});
