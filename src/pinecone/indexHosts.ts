/**
 * Stores the index hosts that control planes have returned in this window. Outlives clients, which are created per use.
 */
export class IndexHosts {
  /** Addresses by controller. */
  readonly #named = new Map<string, Set<string>>();

  add(controllerUrl: string, address: string): void {
    const named = this.#named.get(controllerUrl) ?? new Set();
    this.#named.set(controllerUrl, named.add(address));
  }

  has(controllerUrl: string, address: string): boolean {
    return this.#named.get(controllerUrl)?.has(address) ?? false;
  }
}
