// When an object is collected, its part of the module's memory is freed. This needs an engine with FinalizationRegistry.
interface Holder {
  dispose(): void;
}

const registry =
  typeof FinalizationRegistry === 'function' ? new FinalizationRegistry<Holder>((held) => held.dispose()) : undefined;

/** Disposes `held` when `owner` is collected. */
export function disposeWhenForgotten(owner: object, held: Holder): void {
  registry?.register(owner, held, owner);
}

/** Says that the owner has disposed what it held. */
export function notForgotten(owner: object): void {
  registry?.unregister(owner);
}
