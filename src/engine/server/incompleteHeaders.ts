/** Limits the total size of incomplete request headers over all connections. */
export class IncompleteHeaders {
  readonly #maxBytes: number;
  /** Bytes that each connection had received when its current header started. */
  readonly #startBytes = new Map<Connection, number>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get count(): number {
    return this.#startBytes.size;
  }

  /** Starts a header: the next bytes of the connection belong to it. */
  begin(connection: Connection): void {
    this.#startBytes.set(connection, connection.bytesRead);
  }

  /** Ends a header, when it is complete or the connection has closed. */
  end(connection: Connection): void {
    this.#startBytes.delete(connection);
  }

  /** Closes the connections with the longest headers until the rest are within the limit. */
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

  /** Closes all connections without a complete header. */
  closeAll(): void {
    for (const connection of this.#startBytes.keys()) this.#close(connection);
  }

  #close(connection: Connection): void {
    this.#startBytes.delete(connection);
    connection.destroy();
  }
}

/** The part of a connection that the limit needs. */
export type Connection = {
  readonly bytesRead: number;
  readonly destroy: () => unknown;
};
