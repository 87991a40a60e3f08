/**
 * A ring buffer: keeps the latest items.
 * @module
 */

export class Ring<T extends { readonly id: number }> {
  readonly #limit: number;
  #items: T[] = [];
  /** The index of the oldest item, once the ring is full. */
  #oldest = 0;
  #forgotten = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of items that newer ones have replaced. */
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

  /** Returns the items, the oldest first. */
  list(): readonly T[] {
    return [...this.#items.slice(this.#oldest), ...this.#items.slice(0, this.#oldest)];
  }

  clear(): void {
    this.#items = [];
    this.#oldest = 0;
    this.#forgotten = 0;
  }
}
