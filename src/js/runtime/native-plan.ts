// A plan in the module's memory. The object owns it: it frees the plan once, and calls nothing with it after that.
import type { NativeModule } from './module.js';

export class NativePlan {
  readonly #module: NativeModule;
  #address: number;

  /** @param address what makePlan returned, not 0 */
  constructor(module: NativeModule, address: number) {
    this.#module = module;
    this.#address = address;
  }

  bands(): number {
    return this.#module.bands(this.#live());
  }

  stage(band: number, continued: boolean): number {
    return this.#module.stage(this.#live(), band, continued);
  }

  place(band: number): number {
    return this.#module.place(this.#live(), band);
  }

  hold(): number {
    return this.#module.hold(this.#live());
  }

  runHeld(): boolean {
    return this.#module.runHeld(this.#live()) !== 0;
  }

  kernel(): number {
    return this.#module.kernel(this.#live());
  }

  delete(): void {
    this.#module.freePlan(this.#live());
    this.#address = 0;
  }

  #live(): number {
    if (this.#address === 0) throw new Error('Expected a plan that was not deleted');
    return this.#address;
  }
}
