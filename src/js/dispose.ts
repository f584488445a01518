// The name under which `using` looks for dispose: Symbol.dispose, or in engines without it the same stand-in as elsewhere.
declare global {
  // As in lib.esnext.disposable.d.ts, for programs whose TypeScript or `lib` is older: the declarations of this package need
  // both, and `using` does.
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
