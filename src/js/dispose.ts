// The key under which `using` looks for dispose. Engines without Symbol.dispose get the stand-in that other packages use.
/// <reference lib="esnext.disposable" preserve="true" />

/** Symbol.dispose, or Symbol.for('Symbol.dispose') in engines that lack it. */
export const disposeSymbol: typeof Symbol.dispose = (Symbol.dispose ??
  Symbol.for('Symbol.dispose')) as typeof Symbol.dispose;
