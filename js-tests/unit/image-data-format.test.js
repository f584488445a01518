// The global data format, and keras.json as Keras reads it.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageDataFormat, init, setImageDataFormat, UpSampling2D } from 'upsampling2d';
import { ROOT, runNode } from '../helpers/child.js';
import { expectArgumentError } from '../helpers/errors.js';

describe('in one process', () => {
  beforeAll(() => init());
  afterEach(() => setImageDataFormat('channels_last'));

  test('set and get', () => {
    setImageDataFormat('channels_first');
    expect(imageDataFormat()).toBe('channels_first');
    expect(new UpSampling2D().getConfig().data_format).toBe('channels_first');
    setImageDataFormat('CHANNELS_LAST');
    expect(imageDataFormat()).toBe('channels_last');
  });

  test.each([
    ['"NHWC"', 'NHWC'],
    ['""', ''],
    ['null', null],
    ['undefined', undefined],
    ['1', 1],
    ['a Symbol', Symbol('x')],
  ])('setImageDataFormat(%s) is refused and changes nothing', (_, format) => {
    expectArgumentError(() => setImageDataFormat(format), TypeError, [/channels_last/, /channels_first/]);
    expect(imageDataFormat()).toBe('channels_last');
  });
});

describe('keras.json', () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'upsampling2d-keras-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (env, cwd, args = []) =>
    runNode(
      [
        ...args,
        '--input-type=module',
        '-e',
        `import { imageDataFormat, UpSampling2D } from ${JSON.stringify(join(ROOT, 'dist/node.js'))};
         process.stdout.write(imageDataFormat() + ' ' + (await UpSampling2D.create()).getConfig().data_format);`,
      ],
      { env: { HOME: folder, KERAS_HOME: undefined, ...env }, cwd },
    );
  const FIRST = { code: 0, stdout: 'channels_first channels_first' };
  const LAST = { code: 0, stdout: 'channels_last channels_last' };

  function put(text, at = folder) {
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'keras.json'), text);
  }

  test.each([
    ['import', "const api = await import('upsampling2d');"],
    ['import of the inline entry', "const api = await import('upsampling2d/inline');"],
    [
      'require of the inline entry',
      "const api = (await import('node:module')).createRequire(process.cwd() + '/x')('upsampling2d/inline');",
    ],
  ])('read, and paths of the module are taken: %s', async (_, load) => {
    put('{"image_data_format": "channels_first"}');
    const source = `${load} await api.init({ wasm: 'dist/upsampling2d.wasm' }); process.stdout.write(api.imageDataFormat());`;
    const answer = await runNode(['--input-type=module', '-e', source], { env: { HOME: folder, KERAS_HOME: folder } });
    expect(answer).toEqual({ code: 0, stdout: 'channels_first', stderr: '' });
  });

  test('absent, and its folder too', async () => {
    expect(await read({})).toMatchObject(LAST);
    expect(await read({ KERAS_HOME: join(folder, 'nowhere') })).toMatchObject(LAST);
  });

  test('in .keras under the home folder', async () => {
    put('{"image_data_format": "channels_first"}', join(folder, '.keras'));
    expect(await read({})).toMatchObject(FIRST);
  });

  test.each([
    ['as it is', (home) => home],
    ['with a trailing slash', (home) => `${home}/`],
  ])('in KERAS_HOME, %s', async (_, spell) => {
    put('{"floatx": "float32", "epsilon": 1e-07, "backend": "tensorflow", "image_data_format": "channels_first"}');
    expect(await read({ KERAS_HOME: spell(folder), HOME: '/nonexistent' })).toMatchObject(FIRST);
  });

  test('KERAS_HOME is not joined with .keras, and goes before the home folder', async () => {
    put('{"image_data_format": "channels_first"}', join(folder, '.keras'));
    expect(await read({ KERAS_HOME: join(folder, 'empty') })).toMatchObject(LAST);
    put('{"image_data_format": "channels_last"}', join(folder, 'set'));
    expect(await read({ KERAS_HOME: join(folder, 'set') })).toMatchObject(LAST);
  });

  test('KERAS_HOME relative to the working folder', async () => {
    put('{"image_data_format": "channels_first"}', join(folder, 'here'));
    expect(await read({ KERAS_HOME: 'here' }, folder)).toMatchObject(FIRST);
  });

  test('KERAS_HOME with a leading tilde', async () => {
    put('{"image_data_format": "channels_first"}', join(folder, 'k'));
    expect(await read({ KERAS_HOME: '~/k' })).toMatchObject(FIRST);
  });

  test('KERAS_HOME that is a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'x');
    expect(await read({ KERAS_HOME: file })).toMatchObject(LAST);
  });

  test('a loop of links', async () => {
    symlinkSync('keras.json', join(folder, 'keras.json'));
    expect(await read({ KERAS_HOME: folder })).toMatchObject(LAST);
    symlinkSync('.keras', join(folder, '.keras'));
    expect(await read({})).toMatchObject(LAST);
  });

  test('that may not be read counts as absent', async () => {
    put('{"image_data_format": "channels_first"}');
    const permission = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission';
    const allowed = `--allow-fs-read=${ROOT}`;
    expect(await read({ KERAS_HOME: folder }, ROOT, ['--no-warnings', permission, allowed])).toMatchObject(LAST);
    expect(await read({}, ROOT, ['--no-warnings', permission, allowed])).toMatchObject(LAST);
    const both = [permission, allowed, `--allow-fs-read=${folder}`];
    expect(await read({ KERAS_HOME: folder }, ROOT, ['--no-warnings', ...both])).toMatchObject(FIRST);
  });

  test.each([
    ['not JSON', '{image_data_format: channels_first'],
    ['empty', ''],
    ['an array', '["channels_first"]'],
    ['null', 'null'],
    ['a string', '"channels_first"'],
    ['without image_data_format', '{"floatx": "float16"}'],
  ])('%s: the default', async (_, text) => {
    put(text);
    expect(await read({ KERAS_HOME: folder })).toMatchObject(LAST);
  });

  test.each([
    ['"NHWC"', '{"image_data_format": "NHWC"}', 'NHWC'],
    ['7', '{"image_data_format": 7}', '7'],
  ])('image_data_format %s: the file and the value are named', async (_, text, value) => {
    put(text);
    const { stderr } = await read({ KERAS_HOME: folder });
    expect(stderr).toContain(join(folder, 'keras.json'));
    expect(stderr).toContain(value);
  });
});
