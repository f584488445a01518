// Types of globals that a program's "lib" setting may lack. Missing ones are replaced by stand-ins, so that the declarations
// of this package compile with and without the DOM's types and the newest library.

/** Float16Array, where the language's library has it. */
export type Float16ArrayIfAny = typeof globalThis extends { Float16Array: { prototype: infer T } } ? T : never;

/** ImageData, where there is a DOM; a plain picture elsewhere. */
export type ImageDataLike = typeof globalThis extends { ImageData: { prototype: infer T } }
  ? T
  : { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number; readonly colorSpace: string };

/** A URL. */
export type URLLike = typeof globalThis extends { URL: { prototype: infer T } } ? T : never;

/** The signal of an AbortController. */
export type AbortSignalLike = typeof globalThis extends { AbortSignal: { prototype: infer T } } ? T : never;

/** The Response of fetch. */
export type ResponseLike = typeof globalThis extends { Response: { prototype: infer T } } ? T : never;

/** A compiled WebAssembly.Module. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer T } } } ? T : object;

type Global<Name extends string> = Name extends string
  ? typeof globalThis extends { [K in Name]: { prototype: infer T } }
    ? T
    : never
  : never;

/** A canvas, where there is a DOM. */
export type CanvasLike = Global<'HTMLCanvasElement' | 'OffscreenCanvas'>;

/** What drawImage() takes, where there is a DOM. */
export type DrawableLike =
  | CanvasLike
  | Global<'HTMLImageElement' | 'SVGImageElement' | 'HTMLVideoElement' | 'ImageBitmap' | 'VideoFrame'>;

/** A Blob. */
export type BlobLike = Global<'Blob'>;
