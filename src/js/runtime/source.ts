// What the loaders of the environments return.

/** Bytes that should be a module, where they came from, and what a server said about them. */
export interface WasmSource {
  readonly from: string;
  readonly bytes: Uint8Array | ArrayBuffer;
  readonly response?: { readonly ok: boolean; readonly status: number; readonly type: string };
}
