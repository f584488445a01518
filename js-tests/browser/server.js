// A static file server for the browser tests: one folder, on a free port of this machine.
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { text } from 'node:stream/consumers';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.md': 'text/markdown; charset=utf-8',
};

// The path of a script that every page of the folder gets first.
const FIRST = 'runs-first.js';

/**
 * Serves `folder` below `prefix`, with extra headers; resolves to { url, told, close }. Pages run the script `first` before all
 * else. `told` is a promise of the text that a page has posted.
 */
export async function serve(folder, prefix = '/', headers = {}, first = '') {
  let tell;
  const told = new Promise((resolve) => {
    tell = resolve;
  });
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      text(request).then(tell);
      response.writeHead(204).end();
      return;
    }
    const { pathname } = new URL(request.url, 'http://localhost');
    const inside = decodeURIComponent(pathname).slice(prefix.length);
    const path = normalize(join(folder, pathname.endsWith('/') ? join(inside, 'index.html') : inside));
    if (inside === FIRST) {
      response.writeHead(200, { ...headers, 'content-type': TYPES['.js'] }).end(first);
      return;
    }
    const allowed = pathname.startsWith(prefix) && path.startsWith(folder + sep);
    if (!(allowed && statSync(path, { throwIfNoEntry: false })?.isFile())) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { ...headers, 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
    if (first !== '' && extname(path) === '.html') {
      response.end(readFileSync(path, 'utf8').replace('<head>', `<head><script src="${prefix}${FIRST}"></script>`));
    } else {
      createReadStream(path).pipe(response);
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}${prefix}`,
    told,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
