// Modules that only exist in the build: src/tools/build.mjs says which files they are.
declare module '#glue' {
  const createModule: import('./module.js').ModuleFactory;
  export default createModule;
}

/** The module's bytes as base64, for the inline build. */
declare module '#wasm' {
  const text: string;
  export default text;
}
