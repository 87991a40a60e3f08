/**
 * The last so many of something, numbered as they came.
 * @module
 */

export class Ring<T extends { readonly id: number }> {
  readonly #limit: number;
  #items: T[] = [];
  /** Where the oldest is, once the ring is full. */
  #oldest = 0;
  #forgotten = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many have made room for newer ones. */
  get forgotten(): number {
    return this.#forgotten;
  }

  push(item: T): void {
    if (this.#items.length < this.#limit) {
      this.#items.push(item);
      return;
    }
    this.#items[this.#oldest] = item;
    this.#oldest = (this.#oldest + 1) % this.#limit;
    this.#forgotten += 1;
  }

  /** All that are kept, the oldest first. */
  list(): readonly T[] {
    return [...this.#items.slice(this.#oldest), ...this.#items.slice(0, this.#oldest)];
  }

  clear(): void {
    this.#items = [];
    this.#oldest = 0;
    this.#forgotten = 0;
  }
}
