// Many files through the packed command: folders, patterns, names, failures, what is kept, signals, terminals and pipes.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { ROOT } from '../helpers/child.js';
import { installCommand, newFolder, runCommand, runProgram, startProgram } from '../helpers/command.js';
import { npyFile, zipFile } from '../helpers/npy.js';

let command;
let folder;
let png;

beforeAll(async () => {
  command = await installCommand();
  png = await sharp({ create: { width: 4, height: 3, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
});
afterAll(() => command?.remove());
beforeEach(() => {
  folder = newFolder(command);
});

const file = (name) => join(folder, name);
const run = (args, options) => runCommand(command, args, { cwd: folder, ...options });
const ARRAY = npyFile({ data: Uint8Array.of(1, 2), shape: [1, 1, 2, 1], dtype: 'uint8' });

function put(...names) {
  for (const name of names) {
    mkdirSync(dirname(file(name)), { recursive: true });
    writeFileSync(file(name), name.endsWith('.npy') ? ARRAY : png);
  }
}

function listed(below = '.') {
  return readdirSync(file(below), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

async function until(isTrue) {
  while (!isTrue()) await new Promise((done) => setTimeout(done, 5));
}

// Waits for the file under which a result is written.
const partOf = (name) => until(() => readdirSync(folder).some((part) => part.startsWith(`.${name}.`)));

async function made(...args) {
  const before = listed();
  const { code, stderr } = await run(args);
  expect([code, stderr.match(/upsampling2d:.*/)?.[0]]).toEqual([0, undefined]);
  return listed().filter((name) => !before.includes(name));
}

async function refused(...args) {
  const before = listed();
  const { code, stdout, stderr } = await run(args);
  expect([stdout.toString(), listed()]).toEqual(['', before]);
  return [code, stderr];
}

describe('which files', () => {
  const TREE = ['in/a.png', 'in/b.npy', 'in/.hidden.png', 'in/text.txt', 'in/deep/c.PNG', 'in/deep/er/d.png'];

  test('those of a folder, without its folders', async () => {
    put(...TREE);
    expect(await made('in', '--out-dir', 'out')).toEqual(['out/a.png', 'out/b.npy']);
  });

  test('those of a tree, which the results mirror', async () => {
    put(...TREE);
    const results = ['out/a.png', 'out/b.npy', 'out/deep/c.PNG', 'out/deep/er/d.png'];
    expect(await made('in', '--recursive', '--out-dir', 'out')).toEqual(results);
  });

  test('not the results themselves, where they lie in the tree', async () => {
    put('in/a.png', 'in/deep/b.png');
    expect(await made('in', '-r', '-d', 'in/big')).toEqual(['in/big/a.png', 'in/big/deep/b.png']);
    const { code, stderr } = await run(['in', '-r', '-d', 'in/big', '--force']);
    expect([code, stderr.match(/2 made/)?.[0], listed('in/big').length]).toEqual([0, '2 made', 2]);
  });

  test('not what a link leads back to', async () => {
    put('in/a.png');
    symlinkSync('..', file('in/back'));
    expect(await made('in', '-r', '-d', 'out')).toEqual(['out/a.png']);
  });

  test('those of patterns, each once', async () => {
    put(...TREE);
    expect(await made('in/**/*.png', 'in/a.*', '-d', 'out')).toEqual(['out/a.png', 'out/deep/er/d.png']);
  });

  test('one whose name looks like a pattern', async () => {
    put('photo[1].png', 'photo1.png');
    expect(await made('photo[1].png')).toEqual(['photo[1]@2x.png']);
  });

  test('names with spaces and other letters', async () => {
    put('ein Foto – 写真.png');
    expect(await made('ein Foto – 写真.png', '-s', '2,3')).toEqual(['ein Foto – 写真@2x3x.png']);
  });
});

describe('which names', () => {
  test.each([
    [['--name', '{name}-{interpolation}-{size}.{ext}', '-i', 'area', '-s', '3'], 'a-area-3.png'],
    [['--name', '{name}-{interpolation}.{ext}'], 'a-lanczos3.png'],
    [['--name', 'large.{ext}', '--format', 'jpg'], 'large.jpg'],
    [['--format', 'tiff'], 'a@2x.tif'],
    [['-o', 'new/folder/b.webp'], 'new/folder/b.webp'],
    [['-o', 'b', '--format', 'avif'], 'b'],
  ])('%j', async (args, name) => {
    put('a.png');
    expect(await made('a.png', ...args)).toEqual([name]);
  });
});

describe('what is refused before anything is read', () => {
  test.each([
    [[], /Expected a file, a folder, a pattern or -/],
    [['a.png', 'b.png', '-o', 'c.png'], /Expected one input for --output but received 2: use --out-dir or --name/],
    [['a.png', '-o', 'a.png', '--force'], /a.png is an input, and would be overwritten/],
    [['a.png', 'deep/a.png', '-d', 'out'], /a.png and deep\/a.png would both become out\/a.png/],
    [['a.png', '-o', 'c.png', '-d', 'out'], /--output says all of the name/],
    [['a.png', '--name', '{nam}.png'], /Expected only \{name\}, .* in --name but received \{nam\}/],
    [['a.png', '--name', '../{name}.png'], /Expected a file's name for --name but received \.\.\/a.png/],
    [['deep'], /deep is a folder: say where its results go/],
    [['empty', '-d', 'out'], /There are no pictures or arrays in empty \(--recursive also looks into its folders\)/],
    [['*.gif'], /No file matches \*\.gif/],
    [['-', 'a.png'], /- stands alone/],
    [['-', '-d', 'out'], /Standard input has no name: use --output/],
    [['-', '--json'], /Standard output cannot take both/],
    [['picture'], /The name picture does not say which format the result is to have/],
    [['missing'], /^upsampling2d: There is no file missing\n$/],
    [['a.png', '-o', 'a.gif'], /^upsampling2d: a\.gif: GIF can only be read; results are jpeg, png, .*, npy\n$/],
    [['a.png', '-o', 'a.gif', '-f', 'png'], /a\.gif: GIF can only be read/],
    [['x.npy', '-o', 'y.npz'], /y\.npz: NPZ can only be read/],
    [['a.png', '-o', 'a.bmp'], /^upsampling2d: a\.bmp: there are no results with the ending \.bmp; use --format, or/],
    [['x.npy', '-o', 'y'], /The name y does not say which format the result is to have: use --format, or/],
    [['a.png', '-n', 'same'], /The name same does not say which format the result is to have/],
    [['a.png', '-f', 'tiff', '-o', 'c.png'], /The name c\.png says PNG, and --format says TIFF/],
    [['a.png', '-f', 'tiff', '-n', '{name}.jpeg'], /The name a\.jpeg says JPEG, and --format says TIFF/],
    [['a.png', '-d', 'b.png'], /Expected a folder for --out-dir but received b\.png, which is a file/],
    [['a.png', '--background', 'notacolour'], /'notacolour' is invalid. Expected a colour such as white or #204060/],
    [['a.png', '--background', ''], /Expected a colour such as/],
    [
      ['*.png', '-d', 'out', '-i', 'area', '--coordinates', 'asymmetric'],
      /^upsampling2d: Expected half_pixel \(.*\) for --coordinates but received "asymmetric"\n$/,
    ],
    [
      ['x.npy', '-i', 'gaussian', '--backend', 'torch'],
      /^upsampling2d: Expected tensorflow .* for --backend but received "torch"\n$/,
    ],
    [['a.png', '--size', '0'], /'0' is invalid. Expected an integer of 1 to 2147483647/],
    [['a.png', '--size', '2.5'], /'2.5' is invalid/],
    [['a.png', '--size', '2,3,4'], /Expected one factor, or two for rows and columns/],
    [['a.png', '-i', 'cubic'], /Expected nearest, bilinear, .*, area/],
    [['a.png', '-f', 'bmp'], /Expected jpeg, png, webp, avif, tiff, npy/],
    [['a.png', '--quality', '101'], /Expected an integer of 1 to 100/],
    [['a.png', '--sise', '2'], /Did you mean --size\?/],
  ])('%j', async (args, sentence) => {
    put('a.png', 'b.png', 'deep/a.png', 'picture', 'x.npy');
    mkdirSync(file('empty'));
    const [code, stderr] = await refused(...args);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });

  test('names of filters in capitals are taken', async () => {
    put('a.png');
    expect(await made('a.png', '-i', 'Bicubic', '--coordinates', 'ASYMMETRIC', '-f', 'WEBP')).toEqual(['a@2x.webp']);
  });
});

describe('failures', () => {
  test('one does not stop the rest', async () => {
    put('a.png', 'c.png');
    writeFileSync(file('b.png'), 'no picture');
    const { code, stderr } = await run(['a.png', 'b.png', 'gone.png', 'c.png', '-d', 'out', '--jobs', '1']);
    expect([code, listed('out')]).toEqual([1, ['out/a.png', 'out/c.png']]);
    expect(stderr).toContain('upsampling2d: b.png is neither a picture nor an array that this command reads\n');
    expect(stderr).toContain('upsampling2d: There is no file gone.png\n');
    expect(stderr).toMatch(/2 made, 2 failed in \d+\.\d s\n$/);
  });

  test.each([
    [['a.png', '-o', 'a.png/b.png'], /^upsampling2d: a\.png is a file, and no folder for results\n$/],
    [['a.png', '-o', 'a.png/b/c.png'], /^upsampling2d: a\.png is a file, and no folder for results\n$/],
    // A file system that is made by the kernel, which has no room for others.
    [['a.png', '-o', '/proc/b.png'], /^upsampling2d: \/proc\/b\.png cannot be made there\n$/],
    [['a.png', '-o', '/proc/none/deep/b.png'], /^upsampling2d: \/proc\/none cannot be made there\n$/],
    [['a.png', '-o', 'folder.png'], /^upsampling2d: folder.png exists and was kept/],
    [['a.png', '-o', 'folder.png', '--force'], /^upsampling2d: folder.png is a folder/],
    [
      ['a.png', '-o', `${'x'.repeat(300)}.png`],
      /^upsampling2d: .*The name x+\.png is too long|^upsampling2d: The name/,
    ],
  ])('a place where nothing can be written: %j', async (args, sentence) => {
    put('a.png');
    mkdirSync(file('folder.png'));
    const [code, stderr] = await refused(...args);
    expect([code, stderr]).toEqual([1, expect.stringMatching(sentence)]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('a folder that may not be changed', async () => {
    put('a.png');
    mkdirSync(file('closed'));
    chmodSync(file('closed'), 0o555);
    // The superuser may change it all the same, but for this.
    const humble = process.getuid() === 0 ? ['setpriv', '--bounding-set=-dac_override'] : ['env'];
    for (const more of [[], ['--dry-run']]) {
      const [program, ...args] = [...humble, command.bin, 'a.png', '-d', 'closed/deep', ...more];
      const { code, stderr } = await runProgram(program, args, { cwd: folder });
      expect([code, stderr]).toEqual([1, 'upsampling2d: There is no permission to use closed\n']);
    }
  });

  test('a full disk', async () => {
    put('a.png', 'x.npy');
    for (const input of ['a.png', 'x.npy']) {
      const script = '"$0" "$1" -o - > /dev/full';
      const { code, stderr } = await runProgram('sh', ['-c', script, command.bin, input], { cwd: folder });
      expect([code, stderr]).toEqual([1, 'upsampling2d: The disk is full: standard output was not written\n']);
    }
  });

  test('files may not grow beyond a limit, and nothing half stays', async () => {
    const noise = Buffer.from(Uint8Array.from({ length: 300 * 300 * 3 }, (_, i) => (i * 2654435761) >>> 24));
    await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
      .png()
      .toFile(file('noise.png'));
    // 64 blocks of 512 or 1024 bytes; Node is told by an error, and not by a signal.
    const script = 'ulimit -f 64; trap "" XFSZ; exec "$0" noise.png -o large.png';
    const { code, stderr } = await runProgram('sh', ['-c', script, command.bin], { cwd: folder });
    expect([code, stderr]).toEqual([1, 'upsampling2d: large.png would be larger than files may be here\n']);
    expect(listed()).toEqual(['noise.png']);
  });

  test('a reader that has enough', async () => {
    put('a.png');
    const script = '"$0" a.png -o - -s 400 -f tiff | head -c 4';
    const { stdout, stderr } = await runProgram('bash', ['-c', script, command.bin], { cwd: folder });
    expect(stdout.toString('latin1')).toBe('II*\0');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('    at ');
  });

  test('an empty standard input', async () => {
    const { code, stderr } = await run(['-'], { input: '' });
    expect([code, stderr]).toEqual([1, 'upsampling2d: Standard input is empty\n']);
  });
});

describe('what exists', () => {
  test('is kept, without --force', async () => {
    put('a.png', 'b.png');
    writeFileSync(file('a@2x.png'), 'mine');
    const { code, stderr } = await run(['a.png', 'b.png', '-j', '1']);
    expect([code, readFileSync(file('a@2x.png'), 'utf8'), existsSync(file('b@2x.png'))]).toEqual([1, 'mine', true]);
    expect(stderr).toContain('upsampling2d: a@2x.png exists and was kept: --force replaces it\n');
    expect(stderr).toMatch(/1 made, 1 kept as they were in/);
  });

  test('is replaced with it, and only by a whole result', async () => {
    put('a.png');
    writeFileSync(file('bad.png'), png.subarray(0, 60));
    writeFileSync(file('a@2x.png'), 'mine');
    writeFileSync(file('bad@2x.png'), 'mine');
    expect((await run(['a.png', 'bad.png', '--force'])).code).toBe(1);
    expect(readFileSync(file('bad@2x.png'), 'utf8')).toBe('mine');
    expect((await sharp(file('a@2x.png')).metadata()).width).toBe(8);
    expect(listed()).toEqual(['a.png', 'a@2x.png', 'bad.png', 'bad@2x.png']);
  });

  test('is kept, even if it appears while the result is made', async () => {
    const { child, ended } = startProgram(command.bin, ['-', '-o', 'late.npy'], { cwd: folder });
    child.stdin.write(ARRAY.subarray(0, -1));
    await partOf('late.npy');
    writeFileSync(file('late.npy'), 'mine');
    child.stdin.end(ARRAY.subarray(-1));
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([1, 'upsampling2d: late.npy exists and was kept: --force replaces it\n']);
    expect([listed(), readFileSync(file('late.npy'), 'utf8')]).toEqual([['late.npy'], 'mine']);
  });
});

describe('signals', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('%s leaves nothing half', async (signal, code) => {
    const { child, ended } = startProgram(command.bin, ['-', '-o', 'out.npy'], { cwd: folder });
    // The rest of it never comes.
    child.stdin.write(ARRAY.subarray(0, -1));
    await partOf('out.npy');
    child.kill(signal);
    const result = await ended;
    expect([result.code, result.stderr]).toEqual([
      code,
      'upsampling2d: ended by a signal; what was unfinished is gone\n',
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('one in the middle of many pictures leaves only whole ones', async () => {
    const noise = Buffer.from(Uint8Array.from({ length: 500 * 500 * 3 }, (_, i) => (i * 2654435761) >>> 24));
    const image = await sharp(noise, { raw: { width: 500, height: 500, channels: 3 } })
      .png()
      .toBuffer();
    for (let i = 0; i < 20; i++) writeFileSync(file(`${i}.png`), image);
    const { child, ended } = startProgram(command.bin, ['*.png', '-d', 'out'], { cwd: folder });
    await until(() => existsSync(file('out')) && readdirSync(file('out')).some((name) => !name.startsWith('.')));
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    const results = readdirSync(file('out'));
    expect(results.length).toBeLessThan(20);
    for (const name of results) {
      expect(name).toMatch(/^\d+\.png$/);
      expect((await sharp(file(`out/${name}`)).stats()).isOpaque).toBe(true);
    }
  });
});

describe('reports', () => {
  test('--json', async () => {
    put('a.png', 'x.npy');
    writeFileSync(file('b.png'), 'no picture');
    const { code, stdout, stderr } = await run(['a.png', 'x.npy', 'b.png', '-d', 'out', '--json']);
    const { files, seconds, ...rest } = JSON.parse(stdout.toString());
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect([code, rest]).toEqual([1, { version, done: 2, planned: 0, kept: 0, failed: 1 }]);
    expect(seconds).toBeGreaterThan(0);
    const size = (name) => readFileSync(file(name)).length;
    const number = expect.any(Number);
    expect(files).toEqual([
      {
        input: 'a.png',
        output: 'out/a.png',
        status: 'done',
        seconds: number,
        kind: 'picture',
        from: [4, 3],
        to: [8, 6],
        bytes: size('out/a.png'),
        notes: [],
      },
      {
        input: 'x.npy',
        output: 'out/x.npy',
        status: 'done',
        seconds: number,
        kind: 'array',
        from: [1, 1, 2, 1],
        to: [1, 2, 4, 1],
        bytes: size('out/x.npy'),
        notes: [],
      },
      {
        input: 'b.png',
        output: 'out/b.png',
        status: 'failed',
        seconds: number,
        error: expect.stringContaining('b.png is'),
      },
    ]);
    expect(stderr).toMatch(/^upsampling2d: b.png is neither.*\n$/);
  });

  test('--dry-run says what would be, and writes nothing', async () => {
    put('a.png', 'x.npy');
    const before = listed();
    const { code, stdout, stderr } = await run(['a.png', 'x.npy', '-d', 'out', '--dry-run', '-j', '1']);
    expect([code, stdout.length, listed()]).toEqual([0, 0, before]);
    expect(stderr).toMatch(
      /^a.png -> out\/a.png {2}4 x 3 -> 8 x 6\nx.npy -> out\/x.npy {2}\[1, 1, 2, 1\] -> \[1, 2, 4, 1\]\n2 would be made in/,
    );
  });

  test('--dry-run refuses what the real run refuses, in the same words', async () => {
    await sharp({ create: { width: 4, height: 3, channels: 4, background: 'transparent' } })
      .png()
      .toFile(file('alpha.png'));
    put('a.png', 'u8.npy', 'deep/file');
    writeFileSync(file('i64.npy'), npyFile({ data: BigInt64Array.of(1n), shape: [1, 1, 1, 1], dtype: 'int64' }));
    const commands = [
      ['alpha.png', '-o', 'z.jpg'],
      ['a.png', '-o', 'z.webp', '-s', '9000'],
      ['a.png', '-o', 'z.png', '-s', '90000'],
      ['a.png', '-o', 'z.png', '--quality', '30'],
      ['a.png', '-o', 'deep', '-f', 'png', '--force'],
      ['a.png', '-o', 'deep/file/z.png'],
      ['u8.npy', '-o', 'z.npy', '--gradient', '-s', '1'],
      ['u8.npy', '-o', 'z.npy', '--gradient', '-s', '3'],
      ['i64.npy', '-o', 'z.npy', '-i', 'bilinear'],
    ];
    for (const args of commands) {
      const [code, stderr] = await refused(...args, '--dry-run');
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^upsampling2d: .*\n$/)]);
      expect(await refused(...args)).toEqual([code, stderr]);
    }
  });

  test('--dry-run has the notes of the real run', async () => {
    const deep = sharp({ create: { width: 4, height: 3, channels: 3, background: 'teal' } }).toColourspace('rgb16');
    await deep.png().toFile(file('deep.png'));
    const args = ['deep.png', '-o', 'z.jpg', '--json'];
    const notes = async (...more) => JSON.parse((await run([...args, ...more])).stdout.toString()).files[0].notes;
    const said = await notes('--dry-run');
    expect(said).toEqual(['its 16 bits became 8 in JPEG']);
    expect(await notes()).toEqual(said);
  });

  test('--quiet says nothing but errors', async () => {
    put('a.png');
    expect(await run(['a.png', '--quiet'])).toMatchObject({ code: 0, stderr: '' });
    expect((await run(['a.png', '--quiet'])).stderr).toMatch(/^upsampling2d: a@2x.png exists/);
  });

  test('bars on a terminal, and none in a pipe', async () => {
    put('a.png', 'b.png');
    const line = `'${command.bin}' a.png b.png --force`;
    const { stdout } = await runProgram('script', ['-qec', line, '/dev/null'], { cwd: folder, env: { TERM: 'xterm' } });
    expect(stdout.toString()).toMatch(/all files +\[[#-]{20}\] +\d+ % {2}[\d-]+:[\d-]+ left {2}\d of 2/);
    const { stderr } = await run(['a.png', 'b.png', '--force']);
    expect(stderr).not.toMatch(/%|#|\[/);
    const quiet = await runProgram('script', ['-qec', `${line} -q`, '/dev/null'], {
      cwd: folder,
      env: { TERM: 'xterm' },
    });
    expect(quiet.stdout.toString()).toBe('');
  });
});

describe('the command itself', () => {
  test('is the same through npx, and through a link on the path, as a global install makes it', async () => {
    put('a.png');
    const modules = { npm_config_offline: 'true' };
    const npx = await runProgram('npx', ['--no-install', 'upsampling2d', '--version'], {
      cwd: command.folder,
      env: modules,
    });
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect([npx.code, npx.stdout.toString().trim()]).toEqual([0, version]);
    mkdirSync(file('bin'));
    symlinkSync(join(command.modules, 'upsampling2d-cli/dist/main.js'), file('bin/upsampling2d'));
    const path = `${file('bin')}:${process.env.PATH}`;
    const linked = await runProgram('sh', ['-c', 'upsampling2d a.png -o linked.png'], {
      cwd: folder,
      env: { PATH: path },
    });
    expect([linked.code, existsSync(file('linked.png'))]).toEqual([0, true]);
  });

  test('--help names every option, in 80 columns', async () => {
    const { code, stdout } = await run(['--help']);
    const lines = stdout.toString().split('\n');
    expect(code).toBe(0);
    for (const name of [
      '--size',
      '--interpolation',
      '--out-dir',
      '--gradient',
      '--dry-run',
      '--completion',
      'Exit codes',
    ]) {
      expect(stdout.toString()).toContain(name);
    }
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.length).toBeLessThanOrEqual(60);
  });

  test('has a page for man with the same options', async () => {
    const page = readFileSync(join(command.modules, 'upsampling2d-cli/dist/upsampling2d.1'), 'utf8');
    const { stdout } = await run(['--help']);
    const flags = stdout.toString().match(/--[a-z-]+(?= )/g);
    expect(flags.length).toBeGreaterThan(20);
    for (const flag of new Set(flags)) expect(page.replaceAll('\\-', '-')).toContain(flag);
  });

  test.each(['bash', 'zsh', 'fish'])('the script of %s has every option and what it takes', async (shell) => {
    const { code, stdout } = await run(['--completion', shell]);
    const help = (await run(['--help'])).stdout.toString();
    expect(code).toBe(0);
    const names = [...help.matchAll(/^ {2}(?:-., )?--([a-z-]+)/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(stdout.toString()).toMatch(new RegExp(`(--|-l )${name}\\b`));
    expect(stdout.toString()).toContain('nearest bilinear bicubic');
  });

  test.each([
    [['--inter'], ['--interpolation']],
    [
      ['-i', 'la'],
      ['lanczos3', 'lanczos5'],
    ],
    [
      ['--data-format', ''],
      ['channels_last', 'channels_first'],
    ],
    [['-d', 'sh'], ['shots']],
    [['-s', ''], []],
    // Files, which bash itself completes.
    [['ph'], []],
    [['-o', 'ph'], []],
  ])('in bash, Tab after %j offers %j', async (words, offered) => {
    put('photo.png', 'shots/a.png');
    const script = `compopt() { :; }
      source <('${command.bin}' --completion bash)
      COMP_WORDS=(upsampling2d ${words.map((word) => `'${word}'`).join(' ')}) COMP_CWORD=${words.length}
      _upsampling2d
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { code, stdout, stderr } = await runProgram('bash', ['-c', script], { cwd: folder });
    expect([code, stderr, stdout.toString().split('\n').filter(Boolean)]).toEqual([0, '', offered]);
  });

  test('does what its README shows', async () => {
    const array = (name) => npyFile({ data: Float32Array.of(1, 2, 3, 4), shape: [1, 2, 2, 1], dtype: name });
    put('icon.png');
    for (const name of ['x', 'dy']) writeFileSync(file(`${name}.npy`), array('float32'));
    writeFileSync(file('activations.npz'), zipFile({ 'conv1.npy': array('float32'), 'conv2.npy': array('float32') }));
    mkdirSync(file('shots/deep'), { recursive: true });
    const jpeg = await sharp(png).jpeg().toBuffer();
    for (const name of ['photo.jpg', 'shots/a.jpg', 'shots/deep/b.jpg']) writeFileSync(file(name), jpeg);
    const readme = readFileSync(join(command.modules, 'upsampling2d-cli/README.md'), 'utf8');
    const lines = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, text]) => text.trim().split('\n'));
    const commands = lines
      .filter((line) => !/^npm install/.test(line))
      .map((line) => line.replace(/^npx upsampling2d-cli/, 'upsampling2d').replace('curl -s "$URL"', 'cat photo.jpg'))
      .map((line) => line.replace('~/.config/fish/completions/', ''));
    expect(commands.length).toBeGreaterThan(9);
    const script = ['set -e', `upsampling2d() { '${command.bin}' "$@" --force; }`, ...commands].join('\n');
    const { code, stderr } = await runProgram('bash', ['-c', script], { cwd: folder });
    expect([code, stderr.match(/upsampling2d:.*/)?.[0]]).toEqual([0, undefined]);
    const results = ['photo@2x.jpg', 'photo@4x.png', 'big/a.jpg', 'big/deep/b.webp', 'icon-2x3.png', 'large.jpg'];
    expect(listed()).toEqual(expect.arrayContaining([...results, 'y.npy', 'large.npy', 'dx.npy']));
  });

  test('has the version of the package, and needs just that', () => {
    const manifest = (path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
    const { version } = manifest('package.json');
    const own = manifest('src/cli/package.json');
    expect([own.version, own.dependencies.upsampling2d]).toEqual([version, version]);
  });

  test('its package has no sources and no tests', () => {
    const names = readdirSync(join(command.modules, 'upsampling2d-cli'), { recursive: true });
    expect(names.filter((name) => /\.ts$|test/.test(name))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'dist/main.js', 'dist/upsampling2d.1']));
  });
});
