// Buffers in which rows travel. They are used again, because new memory costs more than copying.
const SMALLEST = 2 ** 18;

export class Buffers {
  #free: ArrayBuffer[] = [];

  /** A buffer of at least that many bytes. */
  take(bytes: number): ArrayBuffer {
    const at = this.#free.findIndex(({ byteLength }) => byteLength >= bytes);
    const [kept] = at < 0 ? [] : this.#free.splice(at, 1);
    if (kept) return kept;
    this.#free.shift(); // One that is too small makes room.
    return new ArrayBuffer(Math.max(SMALLEST, bytes));
  }

  give(buffer: ArrayBuffer | undefined): void {
    if (buffer !== undefined) this.#free.push(buffer);
  }

  clear(): void {
    this.#free = [];
  }
}
