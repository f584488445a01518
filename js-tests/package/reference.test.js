// The site that `npm run site` writes: the pages, a page for every public name, the guides, and no link that leads nowhere.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as upsampling2d from 'upsampling2d';
import { writeSite } from '../../src/tools/site.mjs';
import { ROOT } from '../helpers/child.js';

let site;
let folder;
let pages;

beforeAll(async () => {
  site = mkdtempSync(join(tmpdir(), 'upsampling2d-site-'));
  await writeSite(site);
  folder = join(site, 'reference');
  pages = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.html'));
});
afterAll(() => rmSync(site, { recursive: true, force: true }));

test('has a page for every name that is exported, with its example', () => {
  for (const name of Object.keys(upsampling2d)) {
    const page = pages.find((path) => /\w+(?=\.html$)/.exec(path)[0] === name);
    expect([name, page]).toEqual([name, expect.any(String)]);
    expect([name, readFileSync(join(folder, page), 'utf8').includes('>Example')]).toEqual([name, true]);
  }
});

test('has the documents as guides, and the README leads to them', () => {
  const guides = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  expect(guides.length).toBeGreaterThan(2);
  for (const name of guides) expect(pages).toContain(`documents/${name.replace('.md', '.html')}`);
  expect(readFileSync(join(folder, 'index.html'), 'utf8')).toContain('href="documents/API.html');
});

test('has no link to a page that is not there', () => {
  let links = 0;
  for (const page of pages) {
    for (const [, target] of readFileSync(join(folder, page), 'utf8').matchAll(/(?:href|src)="([^"#?]+)[^"]*"/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      links++;
      expect([page, target, existsSync(join(folder, dirname(page), target))]).toEqual([page, target, true]);
    }
  }
  expect(links).toBeGreaterThan(100);
});

test('has the demo page and the bench page, which lead to the reference by addresses without a host or a root', () => {
  for (const page of ['index.html', 'bench.html']) {
    const html = readFileSync(join(site, page), 'utf8');
    const targets = [...html.matchAll(/(?:href|src)="([^"#?]+)[^"]*"/g)].map(([, target]) => target);
    expect(targets).toContain('./reference/index.html');
    expect(targets.filter((target) => !target.startsWith('./') || !existsSync(join(site, target)))).toEqual([]);
  }
});
