// What objects held in the module's memory is freed when they are collected, in engines that tell of it.
interface Holder {
  dispose(): void;
}

const registry =
  typeof FinalizationRegistry === 'function' ? new FinalizationRegistry<Holder>((held) => held.dispose()) : undefined;

/** Disposes `held` when `owner` is collected. */
export function disposeWhenForgotten(owner: object, held: Holder): void {
  registry?.register(owner, held, owner);
}

/** The owner disposed it itself. */
export function notForgotten(owner: object): void {
  registry?.unregister(owner);
}
