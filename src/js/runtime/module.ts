// Types for Emscripten's glue, written by hand because version 3.1.6 emits none. src/bindings/embind.cc is the other side.

/** The instantiated module. */
export interface NativeModule {
  /** Another object once the memory has grown. Must be read anew after every native call. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  /**
   * The address of a plan for one shape, 0 without memory. Direction 0 is forward, 1 the gradient; the four sizes are those of the
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
  ): number;
  freePlan(plan: number): void;
  /** How many bands the whole tensor takes. */
  bands(plan: number): number;
  /**
   * Readies a band. Returns the address of seven float64: inBegin, inCount, outBegin, outCount, inPtr, outPtr, epochPtr. 0
   * without memory.
   */
  stage(plan: number, band: number, continued: boolean): number;
  /**
   * Computes the band that was staged last. A plan's only band can be computed again, from other rows, as long as the
   * float64 at epochPtr keeps its value.
   */
  run(): void;
  /** The address of four float64: inBegin, inEnd, outBegin, outEnd of a band, in elements. Readies nothing. */
  place(plan: number, band: number): number;
  /** Takes memory for a whole input and output; the address of two float64 (inPtr, outPtr), 0 without memory. */
  hold(plan: number): number;
  /** Computes the whole output. 0 without memory. */
  runHeld(plan: number): number;
  /** The address of the kernels' name, which is ASCII and ends with a 0. */
  kernel(plan: number): number;
  memoryInUse(): number;
}

/** What the glue's factory is given. */
export interface ModuleOptions {
  instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): object;
}

/** The glue's default export. */
export type ModuleFactory = (options: ModuleOptions) => Promise<NativeModule>;
