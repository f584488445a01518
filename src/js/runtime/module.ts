// The types of the glue that Emscripten writes, by hand: 3.1.6 emits none. src/bindings/embind.cc is the other side.

/** Everything decided for one layer, shape and dtype. */
export interface NativePlan {
  /** How many bands the whole tensor takes. */
  bands(): number;
  /** Readies a band; the address of six float64 (inBegin, inCount, outBegin, outCount, inPtr, outPtr), 0 without memory. */
  stage(band: number, continued: boolean): number;
  run(): void;
  /** Takes memory for a whole input and output; the address of two float64 (inPtr, outPtr), 0 without memory. */
  hold(): number;
  /** Whether there was memory for it. */
  runHeld(): boolean;
  /** The address of the kernels' name, ASCII that ends with a 0. */
  kernel(): number;
  delete(): void;
}

/** The instantiated module. */
export interface NativeModule {
  /** Another object after the memory grew: to be read anew after every native call. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  /**
   * A plan for one shape, null without memory. Direction 0 is forward, 1 the gradient; the four sizes are those of the
   * forward input in both.
   */
  makePlan(
    rowFactor: number,
    colFactor: number,
    channelsFirst: boolean,
    interpolation: number,
    coordinates: number,
    backend: number,
    direction: number,
    n0: number,
    n1: number,
    n2: number,
    n3: number,
    inDtype: number,
    outDtype: number,
  ): NativePlan | null;
  memoryInUse(): number;
}

/** What the glue's factory is given. */
export interface ModuleOptions {
  instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): object;
}

/** The glue's default export. */
export type ModuleFactory = (options: ModuleOptions) => Promise<NativeModule>;
