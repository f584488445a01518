// Modules that exist only in the build. src/tools/build.mjs says which files they are.
/** The factory that Emscripten wrote; module.ts has its type. */
declare module '#glue' {
  const factory: unknown;
  export default factory;
}

/** The module's bytes as base64, for the inline build. */
declare module '#wasm' {
  const text: string;
  export default text;
}

/** The module's file, in runtimes where importing one gives what it compiles to. */
declare module '#wasm-file' {
  const compiled: object;
  export default compiled;
}

/** The worker's script, for builds that start workers from a text. */
declare module '#worker' {
  const text: string;
  export default text;
}
