// What this build of the module can do, and by which code.
import { forwardKinds, makeCall, makeNativePlan } from './call.js';
import { BACKENDS, type Backend, type Interpolation, interpolationsOf, onlyCopies } from './config.js';
import { BUILT_WITH, INTERPOLATIONS, VERSION } from './generated/lists.js';
import { DATA_FORMATS, type DataFormat } from './image-data-format.js';
import type { WorkersState } from './pool/settings.js';
import { loadedModule } from './runtime/load.js';
import type { NativeModule } from './runtime/module.js';
import { DTYPES, type DType, dtypeInfo } from './tensor.js';
import { workersState } from './workers.js';

/**
 * Which kernel serves a combination.
 *
 * @example
 * const [entry]: readonly KernelEntry[] = describe().kernels;
 * console.log(typeof entry?.kernel, typeof entry?.way); // string string
 */
export interface KernelEntry {
  readonly dtype: DType;
  readonly dataFormat: DataFormat;
  readonly interpolation: Interpolation;
  /** Its name, such as 'filter_f32__simd128'. */
  readonly kernel: string;
  /**
   * How the kernel enlarges an image of 8 x 8 pixels of 8 channels by 2: which pass is first, and how the phases of a row
   * are written, such as 'horizontal_first two_phases_interleaved'. 'repeat' where pixels are copied.
   */
  readonly way: string;
}

/**
 * What {@link describe} returns.
 *
 * @example
 * const { simd, memory }: Description = describe();
 * console.log(simd, memory.inUse <= memory.bytes); // true true
 */
export interface Description {
  /** The package's version. */
  readonly version: string;
  /** The versions of what built it: Emscripten and clang made the module, TypeScript and esbuild the scripts. */
  readonly builtWith: Readonly<Record<keyof typeof BUILT_WITH, string>>;
  /** Whether the module uses 128-bit SIMD. */
  readonly simd: boolean;
  /** The size of the module's memory, and how much of it is allocated, in bytes. */
  readonly memory: { readonly bytes: number; readonly inUse: number };
  /** Every backend whose numbers can be had, with the interpolations that it has. */
  readonly backends: readonly { readonly name: Backend; readonly interpolations: readonly Interpolation[] }[];
  /** The pool of workers that `applyAsync` and `gradientAsync` use. */
  readonly workers: WorkersState;
  /** Every combination that can be computed. */
  readonly kernels: readonly KernelEntry[];
}

const LAYER = { size: [2, 2], coordinates: 'half_pixel', backend: 'tensorflow' } as const;
const NAMES = { dataName: 'describe', shapeName: 'describe' };

let kernels: readonly KernelEntry[] | undefined;

// The name at this address of the module's memory.
function textAt(module: NativeModule, address: number): string {
  const bytes = module.HEAPU8.subarray(address);
  return String.fromCharCode(...bytes.subarray(0, bytes.indexOf(0)));
}

function listKernels(module: NativeModule): readonly KernelEntry[] {
  const entries: KernelEntry[] = [];
  for (const dataFormat of DATA_FORMATS) {
    for (const interpolation of INTERPOLATIONS) {
      for (const dtype of DTYPES) {
        const info = dtypeInfo(dtype);
        if (info.kind === 'copyOnly' && !onlyCopies(interpolation)) continue;
        const layer = { ...LAYER, dataFormat, interpolation };
        const kinds = forwardKinds({ interpolation, outputDtype: 'same' }, info, info.arrayName, NAMES);
        const plan = makeNativePlan(module, makeCall(layer, kinds, [1, 8, 8, 8]));
        const [kernel = '', ...way] = textAt(module, plan.kernel()).split(' ');
        entries.push(Object.freeze({ dtype, dataFormat, interpolation, kernel, way: way.join(' ') }));
        plan.delete();
      }
    }
  }
  return Object.freeze(entries);
}

/**
 * Says which kernel serves which dtype, layout and interpolation, the package's version, and the memory in use.
 *
 * @throws Error before `init()` has finished; RangeError when memory runs out.
 * @example
 * const { kernels } = describe();
 * const entry = kernels.find(({ dtype, interpolation }) => dtype === 'float32' && interpolation === 'bilinear');
 * console.log(entry?.kernel.includes('f32')); // true
 */
export function describe(): Description {
  const module = loadedModule('describe').native;
  kernels ??= listKernels(module);
  return {
    version: VERSION,
    builtWith: { ...BUILT_WITH },
    simd: kernels.some(({ kernel }) => kernel.includes('simd128')),
    memory: { bytes: module.HEAPU8.byteLength, inUse: module.memoryInUse() },
    backends: BACKENDS.map((name) => ({ name, interpolations: interpolationsOf(name) })),
    workers: workersState(),
    kernels,
  };
}
