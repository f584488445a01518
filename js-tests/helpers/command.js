// The command as its users get it: both packages packed by npm and installed, offline, in a new folder, and run from there.
import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './child.js';

const run = promisify(execFile);
const COMMAND = join(ROOT, 'src/cli');

function environment(extra = {}) {
  const kept = Object.entries(process.env).filter(([key]) => !/^npm_|^NODE_OPTIONS$|^JEST_/.test(key));
  return { ...Object.fromEntries(kept), npm_config_update_notifier: 'false', ...extra };
}

const npm = (args, cwd) => run('npm', args, { cwd, env: environment(), maxBuffer: 1 << 26 });

function installedAt(name, from) {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(found)) return realpathSync(found);
  }
  return undefined;
}

// What the command depends on, as it is installed here. An optional package may be for another system.
function dependencies() {
  const found = new Map();
  const visit = (folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
      const place = name === 'upsampling2d' || found.has(name) ? undefined : installedAt(name, folder);
      if (place === undefined) continue;
      found.set(name, place);
      visit(place);
    }
  };
  visit(COMMAND);
  return found;
}

/** Installs the packed command: { folder, modules, bin, remove }. */
export async function installCommand() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'upsampling2d-cli-')));
  const modules = join(folder, 'node_modules');
  await Promise.all([ROOT, COMMAND].map((cwd) => npm(['pack', '--ignore-scripts', '--pack-destination', folder], cwd)));
  // npm takes what is there already and asks no registry for it.
  for (const [name, place] of dependencies()) {
    const filter = (path) => !path.slice(place.length).includes('node_modules');
    cpSync(place, join(modules, name), { recursive: true, filter });
  }
  const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  await npm(['install', '--offline', '--no-audit', '--no-fund', ...tarballs.map((name) => `./${name}`)], folder);
  return {
    folder,
    modules,
    bin: join(modules, '.bin/upsampling2d'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A new folder for the files of a test, below that of the installed command. */
export function newFolder({ folder }) {
  mkdirSync(join(folder, 'work'), { recursive: true });
  return mkdtempSync(join(folder, 'work/'));
}

/** Starts a program: its process, and what it has done when it ends: { code, stdout (bytes), stderr (text) }. */
export function startProgram(program, args, { cwd, env } = {}) {
  const child = spawn(program, args, { cwd, env: environment(env), stdio: ['pipe', 'pipe', 'pipe'] });
  const stdout = [];
  const stderr = [];
  child.stdout.on('data', (part) => stdout.push(part));
  child.stderr.on('data', (part) => stderr.push(part));
  // It may end without reading all of its input.
  child.stdin.on('error', () => {});
  const ended = new Promise((done, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      done({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
    });
  });
  return { child, ended };
}

/** Runs a program to its end, with all of its standard input. */
export function runProgram(program, args, { input, ...options } = {}) {
  const { child, ended } = startProgram(program, args, options);
  child.stdin.end(input);
  return ended;
}

/** Runs the installed command. */
export function runCommand({ bin }, args, options) {
  return runProgram(bin, args, options);
}
