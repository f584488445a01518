// A cache of the values that were used last.

/** @internal */
export class Recent<V> {
  readonly #values = new Map<string, V>();
  readonly #limit: number;
  readonly #drop: (value: V) => void;

  constructor(limit: number, drop: (value: V) => void = () => undefined) {
    this.#limit = limit;
    this.#drop = drop;
  }

  get(key: string, make: () => V): V {
    const values = this.#values;
    const value = values.get(key) ?? make();
    // Put behind all others: a map has its oldest entry first.
    values.delete(key);
    values.set(key, value);
    if (values.size > this.#limit) {
      const [[oldest, unused]] = values as unknown as [[string, V]];
      values.delete(oldest);
      this.#drop(unused);
    }
    return value;
  }
}
