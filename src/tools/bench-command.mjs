// node src/tools/bench-command.mjs: a folder of photographs of 12 megapixels by 2, by the command, sharp-cli and ImageMagick.
//   --count N   how many photographs (50)
//   --write     puts the table into docs/BENCHMARKS.md
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { describeRun } from '../bench/node.js';
import { writeBenchmark } from './readme.mjs';
import { isMain, main, root, run } from './run.mjs';

const path = (name) => fileURLToPath(new URL(name, root));

const FOLDER = 'build/bench-command';
const [WIDTH, HEIGHT] = [4000, 3000];
const QUALITY = '90';
const PEER = 'sharp-cli@6.1.0';
// ImageMagick is so slow that a part of the photographs must do.
const MAGICK_COUNT = 10;
// Debian lets it have 256 MB, and the disk for what is more.
const MAGICK_POLICY = `<policymap>
  <policy domain="resource" name="memory" value="4GiB"/>
  <policy domain="resource" name="map" value="4GiB"/>
</policymap>
`;
const SOURCES = ['astronaut.png', 'chelsea.png', 'coffee.png', 'rocket.jpg'];
// How often the memory of a program is looked at.
const LOOK_MS = 20;

// Enlarged, turned, and with the noise of a sensor, so that the codecs have the work that they have with a camera's.
async function makePhotograph(index) {
  const source = path(`web/public/photos/${SOURCES[index % SOURCES.length]}`);
  const { data } = await sharp(source)
    .flop(index % 8 >= 4)
    .resize(WIDTH, HEIGHT, { fit: 'cover', kernel: 'cubic' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let state = index + 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = Math.min(255, Math.max(0, data[i] + (state >>> 28) - 8));
  }
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 };
  await sharp(data, { raw })
    .jpeg({ quality: 92 })
    .toFile(path(`${FOLDER}/in/${String(index).padStart(3, '0')}.jpg`));
}

async function preparePhotographs(count) {
  mkdirSync(path(`${FOLDER}/in`), { recursive: true });
  const there = readdirSync(path(`${FOLDER}/in`));
  for (const name of there.slice(count)) rmSync(path(`${FOLDER}/in/${name}`));
  for (let i = there.length; i < count; i++) await makePhotograph(i);
}

async function installPeer() {
  const folder = path(`${FOLDER}/peer`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/package.json`, JSON.stringify({ name: 'peer', private: true }));
  await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', PEER], { quiet: true });
  return `${folder}/node_modules/sharp-cli/bin/cli.js`;
}

// Linux counts the time of processors in ticks of this length.
const TICK_SECONDS = 0.01;

/** The most megabytes of a process so far, and the seconds of processors that it has had. */
function look(pid) {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // The name, in parentheses, may have spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return { megabytes: Number(peak ?? 0) / 1024, processor: (Number(fields[11]) + Number(fields[12])) * TICK_SECONDS };
  } catch {
    return { megabytes: 0, processor: 0 }; // It has ended.
  }
}

/** Seconds, seconds of processors, and the most megabytes that a program takes. */
function measure([program, ...args], env) {
  rmSync(path(`${FOLDER}/out`), { recursive: true, force: true });
  mkdirSync(path(`${FOLDER}/out`));
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      cwd: path(`${FOLDER}/in`),
      env: { ...process.env, ...env },
    });
    const most = { megabytes: 0, processor: 0 };
    const timer = setInterval(() => {
      for (const [key, value] of Object.entries(look(child.pid))) most[key] = Math.max(most[key], value);
    }, LOOK_MS);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      if (code === 0) resolve({ seconds: (performance.now() - begin) / 1000, ...most });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}`));
    });
  });
}

// Results that are not as large as they should be would be fast for nothing.
async function checkResults(count) {
  const names = readdirSync(path(`${FOLDER}/out`));
  for (const name of names) {
    const { width, height } = await sharp(path(`${FOLDER}/out/${name}`)).metadata();
    if (width !== 2 * WIDTH || height !== 2 * HEIGHT) throw new Error(`${name} has ${width} x ${height} pixels`);
  }
  if (names.length !== count) throw new Error(`There are ${names.length} results instead of ${count}`);
  return names.reduce((sum, name) => sum + statSync(path(`${FOLDER}/out/${name}`)).size, 0) / names.length / 1e6;
}

async function contestants() {
  const out = path(`${FOLDER}/out`);
  const names = readdirSync(path(`${FOLDER}/in`));
  const few = names.slice(0, MAGICK_COUNT);
  writeFileSync(path(`${FOLDER}/policy.xml`), MAGICK_POLICY);
  const ours = [process.execPath, path('src/cli/dist/main.js'), '*.jpg', '-d', out, '--quality', QUALITY, '--quiet'];
  const chroma = ['--chromaSubsampling', '4:4:4'];
  const peer = [process.execPath, await installPeer(), '-i', ...names, '-o', out, '-q', QUALITY, ...chroma];
  const size = ['resize', `${2 * WIDTH}`, `${2 * HEIGHT}`];
  const magick = ['mogrify', '-path', out, '-filter', 'Lanczos', '-resize', '200%', '-quality', QUALITY];
  const count = names.length;
  return [
    { name: 'upsampling2d, `lanczos3`', count, command: ours },
    { name: 'upsampling2d, one file at a time (`--jobs 1`)', count, command: [...ours, '--jobs', '1'] },
    { name: 'sharp-cli 6.1.0 (cubic, whatever kernel is named)', count, command: [...peer, ...size] },
    {
      name: 'sharp-cli with `--optimiseCoding false`, as upsampling2d',
      count,
      command: [...peer, '--optimiseCoding', 'false', ...size],
    },
    {
      name: `ImageMagick, \`mogrify -filter Lanczos -resize 200%\`, ${few.length} of them, 4 GiB allowed`,
      count: few.length,
      command: [...magick, ...few],
      env: { MAGICK_CONFIGURE_PATH: path(FOLDER) },
    },
  ];
}

async function measureAll() {
  const rows = [];
  for (const { name, count, command, env } of await contestants()) {
    const measured = await measure(command, env);
    const size = await checkResults(count);
    rows.push({ name, count, ...measured, size });
    console.log(name, measured);
  }
  return rows;
}

function tableOf(rows) {
  const own = rows[0].seconds / rows[0].count;
  const lines = rows.map(({ name, count, seconds, processor, megabytes, size }) => {
    const cells = [
      name,
      (seconds / count).toFixed(2),
      `${(seconds / count / own).toFixed(1)}x`,
      (processor / count).toFixed(2),
      megabytes.toFixed(0),
      size.toFixed(1),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head =
    '| program | seconds a photograph | against the first | seconds of processors | most MB in memory | MB a result |';
  return [head, '| --- | --- | --- | --- | --- | --- |', ...lines].join('\n');
}

if (isMain(import.meta.url)) {
  await main(async () => {
    const { values } = parseArgs({ options: { count: { type: 'string', default: '50' }, write: { type: 'boolean' } } });
    const count = Number(values.count);
    await preparePhotographs(count);
    const rows = await measureAll();
    const { version, machine, date } = describeRun();
    const where = `${count} photographs of ${WIDTH} x ${HEIGHT} pixels; upsampling2d ${version} on ${machine}; ${date}.`;
    const text = `${tableOf(rows)}\n\n${where}`;
    console.log(`\n${text}`);
    if (values.write) writeBenchmark('command', text);
  });
}
