// Private fields do not go through a Proxy, and programs wrap what they hold in one: Vue's reactive(), a mock, a log. Every
// object here can name itself: by a function, which such proxies hand out as it is.
import { wrongKind } from './errors.js';

const SELF = Symbol('self');

/** Lets `real` find the object behind any Proxy of it. */
export function nameItself(object: object): void {
  Object.defineProperty(object, SELF, { value: () => object });
}

/** The object itself, of which `object` may be a Proxy. */
export function real<T extends object>(object: T, what: string): T {
  const self = (object as { [SELF]?: () => T })[SELF];
  if (self === undefined) throw wrongKind(what, 'this', object);
  return self();
}
