/**
 * The index addresses that control planes named while this window has been open. Clients are made anew for each use;
 * what they learn here outlives them.
 */
export class IndexHosts {
  /** Addresses by the controller that named them. */
  readonly #named = new Map<string, Set<string>>();

  add(controllerUrl: string, address: string): void {
    const named = this.#named.get(controllerUrl) ?? new Set();
    this.#named.set(controllerUrl, named.add(address));
  }

  has(controllerUrl: string, address: string): boolean {
    return this.#named.get(controllerUrl)?.has(address) ?? false;
  }
}
