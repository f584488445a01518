// npm run bench [text]: times the built package and prints a Markdown table; with a text, only rows that contain it.
//   fill   memory.fill of the output: what no computation can beat
//   plan   plan.run(): input and output stay in the module's memory
//   into   apply with `out`: from a typed array to an existing one
//   fresh  apply into a new array
import { cpus } from 'node:os';
import { duration, main } from './run.mjs';
import { setup } from './setup.mjs';

const WORKLOADS = [
  ['float32', 'channels_last', [1, 56, 56, 256], 'nearest'],
  ['float32', 'channels_last', [1, 56, 56, 256], 'bilinear'],
  ['float32', 'channels_last', [1, 512, 512, 3], 'bilinear'],
  ['float32', 'channels_first', [1, 64, 128, 128], 'bilinear'],
  ['float32', 'channels_last', [1, 256, 256, 3], 'bicubic'],
  ['uint8', 'channels_last', [1, 1080, 1920, 4], 'nearest'],
  ['uint8', 'channels_last', [1, 1080, 1920, 4], 'bilinear'],
  ['uint8', 'channels_last', [1, 1080, 1920, 4], 'bicubic'],
  ['uint8', 'channels_last', [1, 1080, 1920, 4], 'lanczos3'],
  ['float32', 'channels_last', [1, 8, 8, 32], 'bilinear'],
  ['float32', 'channels_last', [1, 8, 8, 4], 'nearest'],
  ['float32', 'channels_last', [1, 8, 8, 4], 'bilinear'],
];

function fillWithNoise(data) {
  const scale = data instanceof Float32Array ? 1 / 256 : 1;
  for (let i = 0, seed = 1; i < data.length; i++) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    data[i] = ((seed >>> 16) % 256) * scale;
  }
}

async function measure(Bench, layer, dtype, shape) {
  const plan = layer.plan(shape, dtype);
  fillWithNoise(plan.input);
  const tensor = { data: plan.input.slice(), shape };
  const options = { out: plan.output.slice() };
  const bench = new Bench({ time: 300, warmupTime: 100 });
  // Asked for each time: apply may make the memory grow.
  bench.add('fill', () => void plan.output.fill(1));
  bench.add('plan', () => plan.run());
  bench.add('into', () => void layer.apply(tensor, options));
  bench.add('fresh', () => void layer.apply(tensor));
  await bench.run();
  const times = Object.fromEntries(bench.tasks.map(({ name, result }) => [name, result.latency.p50]));
  const bytes = plan.output.byteLength;
  plan.dispose();
  return { ...times, bytes };
}

await main(async () => {
  await setup();
  const { buildPackage } = await import('./build.mjs');
  await buildPackage();
  const { Bench } = await import('tinybench');
  const { init, UpSampling2D } = await import('upsampling2d');
  const start = performance.now();
  await init();
  console.log(`Loaded in ${duration(performance.now() - start)}. Median ms, times 2, one thread.`);
  console.log(`${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}\n`);
  console.log('| workload | MB out | fill | plan | plan, of fill | into | fresh |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  const ms = (time) => time.toPrecision(3);
  for (const [dtype, dataFormat, shape, interpolation] of WORKLOADS) {
    const name = `${dtype} ${dataFormat} [${shape.join(', ')}] ${interpolation}`;
    if (!name.includes(process.argv[2] ?? '')) continue;
    const layer = new UpSampling2D({ dataFormat, interpolation });
    const { fill, plan, into, fresh, bytes } = await measure(Bench, layer, dtype, shape);
    layer.dispose();
    const share = `${Math.round((fill / plan) * 100)} %`;
    console.log(
      `| ${[name, (bytes / 1e6).toPrecision(3), ms(fill), ms(plan), share, ms(into), ms(fresh)].join(' | ')} |`,
    );
  }
});
