// The name under which `using` looks for dispose: Symbol.dispose, or in engines without it the same stand-in as elsewhere.
/// <reference lib="esnext.disposable" preserve="true" />

/** Symbol.dispose, or Symbol.for('Symbol.dispose') in engines that lack it. */
export const disposeSymbol: typeof Symbol.dispose = (Symbol.dispose ??
  Symbol.for('Symbol.dispose')) as typeof Symbol.dispose;
