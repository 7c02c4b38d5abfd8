/** Owns resources and disposes them in reverse order, all of them even if one fails. */
export class Disposables implements Disposable {
  #owned: Disposable[] = [];
  #isDisposed = false;

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Takes ownership of a resource; disposes it at once if this is already disposed. */
  own<T extends Disposable>(resource: T): T {
    if (this.#isDisposed) resource.dispose();
    else this.#owned.push(resource);
    return resource;
  }

  dispose(): void {
    this.#isDisposed = true;
    const owned = this.#owned.reverse();
    this.#owned = [];
    const errors: unknown[] = [];
    for (const resource of owned) {
      try {
        resource.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Some resources could not be freed');
  }
}

/** Holds a resource. Disposing twice is harmless. */
export type Disposable = { dispose(): void };
