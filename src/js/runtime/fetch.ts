// Downloads the module once. Streaming compilation is not used, because a wrong MIME type would require a second download.
import type { WasmSource } from './source.js';

/** Downloads from a URL. Rejects with an error that names the URL if there is no answer. */
export async function fetchWasm(location: string): Promise<WasmSource> {
  let response: Response;
  try {
    response = await fetch(location);
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(
      `Expected a WebAssembly module for wasm but received no answer from ${location} (${reason}) of type Error; a Content-Security-Policy must allow it in connect-src`,
      {
        cause: error,
      },
    );
  }
  return readResponse(response, location);
}

/** Reads all of a response, whatever its status, because an error message shows its first bytes. */
export async function readResponse(response: Response, location: string = response.url): Promise<WasmSource> {
  const from = location || 'a Response';
  const type = response.headers.get('content-type') ?? 'no MIME type';
  let bytes: ArrayBuffer;
  try {
    bytes = await response.arrayBuffer();
  } catch (error) {
    throw new Error(
      `Expected a WebAssembly module for wasm but received a body of ${from} that cannot be read (${error}) of type Response`,
      { cause: error },
    );
  }
  return { from, bytes, response: { ok: response.ok, status: response.status, type } };
}
