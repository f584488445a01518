// npm start: enlarges a photograph with the command, then builds the demo page and the bench page and serves both until Ctrl-C.
// The port is that of --port or the environment variable PORT, else the first that is free.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { main, root, run } from './run.mjs';
import { setup } from './setup.mjs';

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
  const file = fileURLToPath(new URL('build/chelsea@2x.png', root));
  console.log(`Enlarging a photograph with the command of src/cli into ${file}`);
  const command = fileURLToPath(new URL('src/cli/dist/main.js', root));
  const filter = ['--size', '2', '--interpolation', 'lanczos3'];
  await run(process.execPath, [command, 'web/public/photos/chelsea.png', '--output', file, '--force', ...filter]);
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
  const { buildCommand } = await import('./build-cli.mjs');
  await buildPackage();
  await buildCommand();
  await enlargePhotograph();
  await servePages(port);
});
