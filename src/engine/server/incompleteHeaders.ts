/** A connection, as far as the bound looks at it. */
export type Connection = {
  readonly bytesRead: number;
  readonly destroy: () => unknown;
};

/** Bounds what request heads that have not arrived as a whole take together: their connections may be many. */
export class IncompleteHeaders {
  readonly #maxBytes: number;
  /** What each connection had received when its head began. */
  readonly #startBytes = new Map<Connection, number>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get count(): number {
    return this.#startBytes.size;
  }

  /** The next bytes of the connection are those of a head. */
  begin(connection: Connection): void {
    this.#startBytes.set(connection, connection.bytesRead);
  }

  /** The head has arrived, or the connection has ended. */
  end(connection: Connection): void {
    this.#startBytes.delete(connection);
  }

  /** Cuts the connections with the longest heads until the others take no more than they may. */
  enforce(): void {
    let total = 0;
    for (const [connection, begin] of this.#startBytes) total += connection.bytesRead - begin;
    if (total <= this.#maxBytes) return;
    const sizes = [...this.#startBytes]
      .map(([connection, begin]) => ({ connection, size: connection.bytesRead - begin }))
      .sort((one, other) => other.size - one.size);
    for (const { connection, size } of sizes) {
      if (total <= this.#maxBytes) return;
      total -= size;
      this.#close(connection);
    }
  }

  /** Cuts all connections that are in the middle of a head, or before it. */
  closeAll(): void {
    for (const connection of this.#startBytes.keys()) this.#close(connection);
  }

  #close(connection: Connection): void {
    this.#startBytes.delete(connection);
    connection.destroy();
  }
}
