// The declarations, as programs in TypeScript see them: by the oldest TypeScript that they promise and by today's, in every
// way to resolve modules. And every example of the documents has the types that the declarations say.
import { symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { blocks, pageScripts } from '../helpers/blocks.js';
import { ROOT, runNode } from '../helpers/child.js';
import { installPacked, writeFiles } from '../helpers/packed.js';

const require = createRequire(import.meta.url);
// Today's warns of the oldest way to resolve modules.
const TODAY_NODE10 = { ignoreDeprecations: '6.0' };
const COMPILERS = [
  ['TypeScript 5.0', require.resolve('typescript-5.0/bin/tsc'), {}],
  ['today’s TypeScript', require.resolve('typescript/bin/tsc'), TODAY_NODE10],
];

let packed;
beforeAll(async () => {
  packed = await installPacked();
  symlinkSync(join(ROOT, 'node_modules/@tensorflow'), join(packed.folder, 'node_modules/@tensorflow'));
});
afterAll(() => packed?.remove());

let projects = 0;

/** Compiles files of a user's project; resolves with the compiler's complaints. */
async function complaints(tsc, files, options) {
  const compilerOptions = { strict: true, noEmit: true, types: [], target: 'ES2022', lib: ['ES2022'], ...options };
  const folder = writeFiles(packed.folder, `types-${projects++}`, {
    ...files,
    'tsconfig.json': JSON.stringify({ compilerOptions, files: Object.keys(files) }),
  });
  const { stdout } = await runNode([tsc, '-p', folder], { cwd: folder });
  return stdout;
}

// A program that has an opinion on every type.
const PROGRAM = `
import { DTYPES, describe, init, INTERPOLATIONS, UpSampling2D, upsampleImageData } from 'upsampling2d';
import type { DType, Interpolation, Tensor, UpSampling2DConfig, UpSampling2DPlan } from 'upsampling2d';
import { UpSampling2D as Inline } from 'upsampling2d/inline';

export async function main(anyDType: DType): Promise<number> {
  await init({ wasm: new Uint8Array(0) });
  await init({ wasm: new SharedArrayBuffer(0) });
  const layer = new UpSampling2D({ size: 2, interpolation: 'bilinear' });
  const tensor: Tensor = { data: new Float32Array(4), shape: [1, 2, 2, 1] };
  const y = layer.apply({ data: new Float32Array(4), shape: [1, 2, 2, 1] });
  const floats: Float32Array = y.data;
  const bytes: Uint8Array = layer.apply({ data: new Uint8Array(4), shape: [1, 2, 2, 1] }).data;
  const [n, h, w, c]: number[] = y.shape;
  const out = new Float32Array(16);
  layer.apply({ data: floats, shape: [1, 4, 4, 1] }, { out });
  layer.gradient({ data: out, shape: [1, 4, 4, 1] });
  const shape: (number | null)[] = layer.computeOutputShape([null, 2, 2, 1]);
  const again = UpSampling2D.fromConfig(layer.getConfig());
  const name: Interpolation = INTERPOLATIONS[0];

  // The output may lie in any memory: another plan's, or one that is shared.
  layer.apply({ data: Uint8Array.of(1), shape: [1, 1, 1, 1] }, { out: layer.plan([1, 1, 2, 2], 'uint8').input });
  layer.gradient({ data: Float32Array.of(1, 2, 3, 4), shape: [1, 2, 2, 1] }, { out: layer.plan([1, 1, 1, 1]).input });
  // @ts-expect-error an output of another kind
  layer.apply({ data: Uint8Array.of(1), shape: [1, 1, 1, 1] }, { out: new Int8Array(4) });

  // A configuration with a type of its own changes no result's type.
  const config: UpSampling2DConfig = { size: [2, 2], interpolation: 'lanczos3', dataFormat: 'channels_first' };
  const doubles: Float64Array = new UpSampling2D(config).apply({ data: new Float64Array(4), shape: [1, 1, 2, 2] }).data;
  const typed: UpSampling2DConfig<'float32'> = { outputDtype: 'float32' };
  const unrounded: Float32Array = new UpSampling2D(typed).apply({ data: new Uint8Array(4), shape: [1, 2, 2, 1] }).data;

  // The arrays of a plan have the type of its dtype.
  const plan = (await UpSampling2D.create(config)).plan([1, 1, 2, 2], 'uint8');
  const fixed: UpSampling2DPlan<'uint8', 'uint8'> = plan;
  plan.input.set([1, 2, 3, 4]);
  plan.run();
  const result: Uint8Array = plan.output;
  layer.plan([1, 1, 2, 1]).input.set([1, 2]);
  const wide: Float32Array = new UpSampling2D({ outputDtype: 'float32' }).plan([1, 1, 2, 1], 'uint8').output;
  layer.plan([1, 1, 2, 1], 'int64').input.set([1n, 2n]);
  const elements: number = layer.plan([1, 1, 2, 1], anyDType).output.length;
  plan.dispose();
  again.dispose();

  const picture = upsampleImageData({ data: new Uint8ClampedArray(4), width: 1, height: 1 }, { size: 2, linearLight: true });
  void [tensor, bytes, n, h, w, c, shape, name, Inline, doubles, unrounded, fixed, result, wide, elements, DTYPES];

  // @ts-expect-error a misspelt option
  new UpSampling2D({ sise: 2 });
  // @ts-expect-error plain arrays are not data
  layer.apply({ data: [1, 2, 3, 4], shape: [1, 2, 2, 1] });
  // @ts-expect-error a result of another kind
  const wrong: Float64Array = y.data;
  // @ts-expect-error numbers for 64-bit integers
  layer.plan([1, 1, 2, 1], 'int64').input.set([1, 2]);
  // @ts-expect-error an output of another kind
  const other: Uint16Array = plan.output;
  void [wrong, other];
  return picture.width + describe().memory.inUse;
}
`;

const MODULE_AND_COMMONJS = ['main.mts', 'main.cts'];
const RESOLUTIONS = [
  ['node10', ['main.ts'], { module: 'commonjs', moduleResolution: 'node10' }],
  ['node16', MODULE_AND_COMMONJS, { module: 'node16', moduleResolution: 'node16' }],
  ['nodenext', MODULE_AND_COMMONJS, { module: 'nodenext', moduleResolution: 'nodenext' }],
  ['a bundler', ['main.ts'], { module: 'esnext', moduleResolution: 'bundler' }],
];

describe.each(COMPILERS)('%s', (_, tsc, node10) => {
  test.each(RESOLUTIONS)('a program, as %s resolves modules, with and without the DOM', async (_, names, options) => {
    const settings = { ...options, ...(options.moduleResolution === 'node10' && node10) };
    const files = Object.fromEntries(names.map((name) => [name, PROGRAM]));
    for (const lib of [['ES2022'], ['ES2022', 'DOM']]) {
      expect(await complaints(tsc, files, { ...settings, lib, skipLibCheck: false })).toBe('');
    }
  });
});

test('half floats: pictures and plans', async () => {
  const program = `import { UpSampling2D, upsampleImageData } from 'upsampling2d';
    export function work(picture: ImageData, half: Float16Array): number {
      const size = { size: 2 };
      const same: ImageData = upsampleImageData(picture, size);
      const { data, pixelFormat } = upsampleImageData({ data: half, width: 1, height: 1 }, size);
      const halves: Float16Array = data;
      const format: 'rgba-float16' = pixelFormat;
      const plan = new UpSampling2D().plan([1, 1, 1, 1], 'float16');
      const bits: Uint16Array = plan.inputBits;
      const wide = new UpSampling2D({ outputDtype: 'float32' }).plan([1, 1, 1, 1], 'float16');
      // @ts-expect-error only float16 has bits
      const none: Uint16Array = wide.outputBits.length;
      void [same, halves, format, bits, none];
      return plan.outputBits.length;
    }`;
  const [, [, tsc]] = COMPILERS;
  const options = { module: 'nodenext', lib: ['ESNext', 'DOM'], skipLibCheck: false };
  expect(await complaints(tsc, { 'main.mts': program }, options)).toBe('');
});

test('`using` disposes layers and plans, whatever `lib` a program has', async () => {
  const program = `import { UpSampling2D } from 'upsampling2d';
    export function work(): number {
      using layer = new UpSampling2D();
      using plan = layer.plan([1, 1, 1, 1]);
      return plan.output.length;
    }`;
  const [, [, tsc]] = COMPILERS;
  for (const lib of [['ES2022'], ['ESNext', 'DOM']]) {
    const options = { module: 'nodenext', lib, skipLibCheck: false };
    expect(await complaints(tsc, { 'main.mts': program }, options)).toBe('');
  }
});

// A program with the adapter. TensorFlow.js' own declarations need skipLibCheck.
const WITH_TENSORFLOW = `
import * as tf from '@tensorflow/tfjs';
import { register, unregister } from 'upsampling2d/tfjs';
import type { RegisterOptions, TensorFlow } from 'upsampling2d/tfjs';

export async function main(x: tf.Tensor4D): Promise<tf.LayersModel> {
  const options: RegisterOptions = { coordinates: 'asymmetric', backends: ['cpu'], ops: true };
  const { UpSampling2D, upSampling1d, upSampling2d, upsample } = await register(tf, options);
  const layer: tf.layers.Layer = upSampling2d({ size: [2, 3], interpolation: 'lanczos3', inputShape: [null, null, 3] });
  const other: tf.layers.Layer = new UpSampling2D({ dataFormat: 'channelsFirst' });
  const y: tf.Tensor4D = upsample(x, { size: 2 });
  await register(tf, 'wasm');
  await register();
  const parts: TensorFlow = { ...tf, layers: undefined };
  await register(parts);
  unregister(tf);
  unregister();
  // @ts-expect-error a misspelt option
  await register(tf, { backend: 'cpu' });
  // @ts-expect-error a list of factors where one is
  upSampling1d({ interpolation: 'bilinear' });
  // @ts-expect-error not TensorFlow.js
  await register({});
  void [other, y];
  return tf.sequential({ layers: [layer] });
}
`;

// They are large, so the oldest and the newest way to resolve modules have to do.
const WAYS = RESOLUTIONS.filter(([name]) => ['node10', 'nodenext'].includes(name));

describe.each(COMPILERS)('%s and TensorFlow.js', (_, tsc, node10) => {
  test.each(WAYS)('a program, as %s resolves modules', async (_, names, options) => {
    const settings = { ...options, ...(options.moduleResolution === 'node10' && node10), skipLibCheck: true };
    const files = Object.fromEntries(names.map((name) => [name, WITH_TENSORFLOW]));
    expect(await complaints(tsc, files, { ...settings, lib: ['ES2022', 'DOM'] })).toBe('');
  });
});

describe('examples of the documents', () => {
  const [, [, tsc]] = COMPILERS;
  const SHARED = {
    ...{ types: ['node'], typeRoots: [join(ROOT, 'node_modules/@types')], lib: ['ES2022', 'DOM'], skipLibCheck: true },
    ...{ allowJs: true, checkJs: true },
  };
  // In JavaScript nobody can say that an element is there, or of which class a parameter or an error is.
  const LENIENT = { ...SHARED, strictNullChecks: false, noImplicitAny: false, useUnknownInCatchVariables: false };

  const named = (found, name) => Object.fromEntries(found.map(([, text], i) => [name(i, text), text]));
  const typed = named(blocks('ts'), (i) => `typed${i}.mts`);
  const modules = named(blocks('js'), (i, text) => `example${i}.${text.includes('require(') ? 'cjs' : 'mjs'}`);
  const pages = named(pageScripts(), (i) => `page${i}.mjs`);

  test('there are some of each kind', () => {
    const count = (files, pattern) => Object.keys(files).filter((name) => pattern.test(name)).length;
    expect(count(typed, /mts$/)).toBeGreaterThan(0);
    expect(count(modules, /mjs$/)).toBeGreaterThan(10);
    expect(count(modules, /cjs$/)).toBeGreaterThan(0);
    expect(count(pages, /mjs$/)).toBeGreaterThan(0);
  });

  test.each(RESOLUTIONS)('have the types of the declarations, as %s resolves modules', async (name, _, resolution) => {
    // Examples await at their top level, which modules alone can.
    const options = name === 'node10' ? { ...resolution, ...TODAY_NODE10, module: 'es2022' } : resolution;
    expect(await complaints(tsc, typed, { ...SHARED, ...options })).toBe('');
    expect(await complaints(tsc, { ...modules, ...pages }, { ...LENIENT, ...options })).toBe('');
  });
});
