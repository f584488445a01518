// Kernels on the cpu and wasm backends: private ones for the layers, and others in the place of TensorFlow.js' resize kernels.
import { COMPUTE } from './memory.js';
import { layerFor, resultShape, type Settings } from './settings.js';
import type { KernelCall, KernelConfig, TensorFlow, TensorInfo } from './tensorflow.js';

type Call = KernelCall<unknown>;

/** The kernels of the layers. @internal */
export const FORWARD = 'UpSampling2D';
/** @internal */
export const GRADIENT = 'UpSampling2DGrad';

const IN_PLACE = {
  ResizeBilinear: { interpolation: 'bilinear', gradient: false },
  ResizeNearestNeighbor: { interpolation: 'nearest', gradient: false },
  ResizeBilinearGrad: { interpolation: 'bilinear', gradient: true },
  ResizeNearestNeighborGrad: { interpolation: 'nearest', gradient: true },
} as const;

// On the wasm backend bilinear enlargement is XNNPACK's, which computes in place while we copy in and out. From this many channels
// on it is faster: docs/BENCHMARKS.md.
const XNNPACK_CHANNELS = 9;

// Marks our kernels with the one that each replaced, for other copies of this package too.
const REPLACED = Symbol.for('upsampling2d.kernel');

type Marked = KernelConfig<unknown> & { readonly [REPLACED]?: KernelConfig<unknown> | null };

const find = (tf: TensorFlow, kernelName: string, backendName: string) =>
  tf.getKernel(kernelName, backendName) as Marked | undefined;

// The kernel that was there before ours.
function stockOf(tf: TensorFlow, kernelName: string, backendName: string): KernelConfig<unknown> | undefined {
  const found = find(tf, kernelName, backendName);
  return found?.[REPLACED] ?? found;
}

// Replaces without the warning of a second registration.
function put(tf: TensorFlow, config: Marked): void {
  const { kernelName, backendName } = config;
  if (find(tf, kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel(config as never);
}

// Computes on the package's own layer. A mixed-up shape is refused there.
function run(settings: Settings, gradient: boolean, backendName: string, x: TensorInfo, backend: unknown): TensorInfo {
  const { shape } = x;
  const compute = COMPUTE[backendName] as (typeof COMPUTE)[string];
  return compute(backend, x, resultShape(settings, shape, gradient), (data, out) => {
    if (out.length === 0) return;
    const layer = layerFor(settings, shape);
    if (gradient) layer.gradient({ data, shape }, { out });
    else layer.apply({ data, shape }, { out });
  });
}

const isPowerOfTwo = (factor: number) => Number.isInteger(Math.log2(factor));

// The call of XNNPACK that has the same bits and is faster, or undefined. At other factors its positions are not Keras'.
function asXnnpack({ inputs: { x }, attrs, backend }: Call): Call | undefined {
  const { size, interpolation, dataFormat, coordinates } = attrs as unknown as Settings;
  const [batch, rows, cols, channels] = (x as TensorInfo).shape as [number, number, number, number];
  const known = interpolation === 'bilinear' && dataFormat === 'channels_last' && coordinates !== 'align_corners';
  if (!known || channels < XNNPACK_CHANNELS || batch * rows * cols === 0 || !size.every(isPowerOfTwo)) return undefined;
  const target = [rows * size[0], cols * size[1]];
  const flags = { alignCorners: false, halfPixelCenters: coordinates === 'half_pixel' };
  return { inputs: { images: x as TensorInfo }, attrs: { ...flags, size: target }, backend };
}

function putPrivate(tf: TensorFlow, backendName: string, kernelName: string): void {
  const bilinear = backendName === 'wasm' && kernelName === FORWARD ? stockOf(tf, 'ResizeBilinear', 'wasm') : undefined;
  put(tf, {
    kernelName,
    backendName,
    kernelFunc(call: Call) {
      const faster = bilinear && asXnnpack(call);
      if (faster) return bilinear.kernelFunc(faster);
      const { inputs, attrs, backend } = call;
      return run(attrs as unknown as Settings, kernelName === GRADIENT, backendName, inputs.x as TensorInfo, backend);
    },
    [REPLACED]: null,
  });
}

// The settings by which a call of a resize kernel is one of ours, or undefined.
function settingsOf(name: keyof typeof IN_PLACE, { inputs, attrs }: Call): Settings | undefined {
  const { images, dy } = inputs as { images: TensorInfo; dy?: TensorInfo };
  const { interpolation } = IN_PLACE[name];
  const [height, width] = dy ? dy.shape.slice(1, 3) : (attrs.size as number[]);
  const [batch = 0, rows = 0, cols = 0, channels = 0] = images.shape;
  const size = [(height as number) / rows, (width as number) / cols] as const;
  const whole = size.every((factor) => factor >= 1 && Number.isInteger(factor)) && batch > 0 && channels > 0;
  const real = [images, dy ?? images].every(({ dtype, shape }) => dtype === 'float32' && shape.length === 4);
  if (attrs.alignCorners || !whole || !real) return undefined;
  const coordinates = attrs.halfPixelCenters ? 'half_pixel' : 'asymmetric';
  return { size, interpolation, coordinates, dataFormat: 'channels_last' };
}

function putInPlace(tf: TensorFlow, backendName: string, name: keyof typeof IN_PLACE): void {
  const stock = stockOf(tf, name, backendName);
  if (stock === undefined) return;
  const fast = backendName === 'wasm' && name === 'ResizeBilinear' ? XNNPACK_CHANNELS : Infinity;
  const { gradient } = IN_PLACE[name];
  put(tf, {
    // With its setupFunc: it is called again whenever the backend starts.
    ...stock,
    kernelFunc(call) {
      const { images, dy } = call.inputs as { images: TensorInfo; dy?: TensorInfo };
      const settings = (images.shape[3] as number) < fast ? settingsOf(name, call) : undefined;
      if (settings === undefined) return stock.kernelFunc(call);
      return run(settings, gradient, backendName, dy ?? images, call.backend);
    },
    [REPLACED]: stock,
  });
}

const namesOf = (table: typeof IN_PLACE) => Object.keys(table) as (keyof typeof IN_PLACE)[];

/** Whether a backend has the kernels that every backend has. @internal */
export const isThere = (tf: TensorFlow, backendName: string): boolean => find(tf, 'Reshape', backendName) !== undefined;

/** Puts our kernels into a backend, if they can run there. @internal */
export function putKernels(tf: TensorFlow, backendName: string): void {
  if (!Object.hasOwn(COMPUTE, backendName) || !isThere(tf, backendName)) return;
  putPrivate(tf, backendName, FORWARD);
  putPrivate(tf, backendName, GRADIENT);
  for (const name of namesOf(IN_PLACE)) putInPlace(tf, backendName, name);
}

/** Takes our kernels out of all backends: where others were before, they are again. @internal */
export function takeKernels(tf: TensorFlow): void {
  for (const backendName of Object.keys(COMPUTE)) {
    for (const name of [FORWARD, GRADIENT, ...namesOf(IN_PLACE)]) {
      const replaced = find(tf, name, backendName)?.[REPLACED];
      if (replaced === null) tf.unregisterKernel(name, backendName);
      else if (replaced) put(tf, replaced);
    }
  }
}
