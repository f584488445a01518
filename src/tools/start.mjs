// npm start: enlarges a photograph in Node, then builds the demo page and the bench page and serves both until Ctrl-C.
// The port is that of --port or the environment variable PORT, else the first that is free.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { duration, main, root } from './run.mjs';
import { setup } from './setup.mjs';

const SIZE = 2;
const INTERPOLATION = 'lanczos3';

function readPort() {
  const { values } = parseArgs({ options: { port: { type: 'string' } }, strict: true });
  const text = values.port ?? process.env.PORT;
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`Expected an integer of 0 to 65535 for the port but received ${JSON.stringify(text)}`);
  }
  return port;
}

async function enlargePhotograph() {
  const { PNG } = (await import('pngjs')).default;
  const { init, upsampleImageData } = await import('upsampling2d');
  const photograph = PNG.sync.read(readFileSync(new URL('web/public/photos/chelsea.png', root)));
  await init();
  const start = performance.now();
  const image = upsampleImageData(photograph, { size: SIZE, interpolation: INTERPOLATION });
  const time = performance.now() - start;
  const { width, height, data } = image;
  const png = new PNG({ width, height });
  png.data = Buffer.from(data.buffer);
  const file = new URL('build/chelsea@2x.png', root);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, PNG.sync.write(png));
  console.log(`Enlarged a photograph of ${photograph.width} x ${photograph.height} pixels to ${width} x ${height}`);
  console.log(`with ${INTERPOLATION} in ${duration(time)}. The file is ${fileURLToPath(file)}`);
}

async function servePages(port) {
  const { build, preview } = await import('vite');
  const page = fileURLToPath(new URL('web/', root));
  await build({ root: page, logLevel: 'warn' });
  const server = await preview({ root: page, preview: { port, strictPort: port !== undefined } });
  const url = server.resolvedUrls.local[0];
  console.log(`\nThe demo page is at ${url}, the bench page at ${url}bench.html (Ctrl-C ends both)`);
}

await main(async () => {
  const port = readPort();
  await setup();
  console.log('Building the package ...');
  const { buildPackage } = await import('./build.mjs');
  await buildPackage();
  await enlargePhotograph();
  await servePages(port);
});
