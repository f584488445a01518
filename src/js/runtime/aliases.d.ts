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
