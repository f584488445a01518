// Buffers in which rows travel. They are used again, because new memory costs more than copying.
const SMALLEST = 2 ** 18;

export class Buffers {
  readonly #shared: boolean;
  #free: ArrayBufferLike[] = [];

  constructor(shared: boolean) {
    this.#shared = shared;
  }

  /** A buffer of at least that many bytes. */
  take(bytes: number): ArrayBufferLike {
    const at = this.#free.findIndex(({ byteLength }) => byteLength >= bytes);
    const [kept] = at < 0 ? [] : this.#free.splice(at, 1);
    if (kept) return kept;
    this.#free.shift(); // One that is too small makes room.
    const size = Math.max(SMALLEST, bytes);
    return this.#shared ? new SharedArrayBuffer(size) : new ArrayBuffer(size);
  }

  give(buffer: ArrayBufferLike): void {
    if (buffer.byteLength > 0) this.#free.push(buffer);
  }

  clear(): void {
    this.#free = [];
  }
}
