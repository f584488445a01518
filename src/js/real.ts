// Programs wrap objects in a Proxy (Vue's reactive(), mocks, logs), which has no access to private fields. Such a Proxy wraps
// objects that it returns, but not functions. So each object of this package has a function that returns the object itself.
import { wrongKind } from './errors.js';

const SELF = Symbol('self');

/** Lets `real` find the object behind any Proxy of it. */
export function nameItself(object: object): void {
  // Configurable: a Proxy may then also wrap the function, as those that bind methods do.
  Object.defineProperty(object, SELF, { value: () => object, configurable: true });
}

/** The object behind `object`, which may be a Proxy. */
export function real<T extends object>(object: T, what: string): T {
  const self = (object as { [SELF]?: () => T } | undefined)?.[SELF];
  if (self === undefined) throw wrongKind(what, 'this', object);
  return self();
}
