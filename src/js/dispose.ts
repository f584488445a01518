// The key under which `using` looks for dispose. Engines without Symbol.dispose get the stand-in that other packages use.
declare global {
  // As in lib.esnext.disposable.d.ts, for programs whose TypeScript or `lib` is older.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
  interface Disposable {
    [Symbol.dispose](): void;
  }
}

/** Symbol.dispose, or Symbol.for('Symbol.dispose') in engines that lack it. */
export const disposeSymbol: typeof Symbol.dispose = (Symbol.dispose ??
  Symbol.for('Symbol.dispose')) as typeof Symbol.dispose;
