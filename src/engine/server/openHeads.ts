/** A connection, as far as the bound looks at it. */
export type Connection = {
  readonly bytesRead: number;
  readonly destroy: () => unknown;
};

/** Bounds what request heads that have not arrived as a whole take together: their connections may be many. */
export class OpenHeads {
  readonly #maxBytes: number;
  /** What each connection had received when its head began. */
  readonly #begins = new Map<Connection, number>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get count(): number {
    return this.#begins.size;
  }

  /** The next bytes of the connection are those of a head. */
  begin(connection: Connection): void {
    this.#begins.set(connection, connection.bytesRead);
  }

  /** The head has arrived, or the connection has ended. */
  end(connection: Connection): void {
    this.#begins.delete(connection);
  }

  /** Cuts the connections with the longest heads until the others take no more than they may. */
  enforce(): void {
    let total = 0;
    for (const [connection, begin] of this.#begins) total += connection.bytesRead - begin;
    if (total <= this.#maxBytes) return;
    const sizes = [...this.#begins]
      .map(([connection, begin]) => ({ connection, size: connection.bytesRead - begin }))
      .sort((one, other) => other.size - one.size);
    for (const { connection, size } of sizes) {
      if (total <= this.#maxBytes) return;
      total -= size;
      this.#cut(connection);
    }
  }

  /** Cuts all connections that are in the middle of a head, or before it. */
  cutAll(): void {
    for (const connection of this.#begins.keys()) this.#cut(connection);
  }

  #cut(connection: Connection): void {
    this.#begins.delete(connection);
    connection.destroy();
  }
}
