/** Bounds the bytes of answers that clients have not read yet. */
export class UnreadAnswers {
  readonly #maxBytes: number;
  readonly #connections = new Set<AnsweredConnection>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get count(): number {
    return this.#connections.size;
  }

  begin(connection: AnsweredConnection): void {
    this.#connections.add(connection);
  }

  end(connection: AnsweredConnection): void {
    this.#connections.delete(connection);
  }

  /** Cuts the connections with the most unread bytes until the others are within the bound, the oldest first. */
  enforce(): void {
    let total = 0;
    for (const { writableLength } of this.#connections) total += writableLength;
    if (total <= this.#maxBytes) return;
    const largestFirst = [...this.#connections].sort(
      (one, other) => other.writableLength - one.writableLength,
    );
    for (const connection of largestFirst) {
      if (total <= this.#maxBytes) return;
      total -= connection.writableLength;
      connection.destroy();
    }
  }
}

/** A connection, as far as the bound looks at it. */
export type AnsweredConnection = {
  /** Bytes that the connection has yet to send. */
  readonly writableLength: number;
  readonly destroy: () => unknown;
};
