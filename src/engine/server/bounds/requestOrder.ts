import type { IncomingMessage } from 'node:http';

/**
 * Orders the requests of each connection: the next one begins after the answer to the one before was sent. A client that
 * sends requests ahead and reads no answers holds one answer in memory, not one for each request.
 */
export class RequestOrder {
  readonly #connections = new WeakMap<Socket, OpenRequests>();

  /**
   * Resolves when the answer to the previous request of the connection was sent, or the connection is closed. Returns
   * undefined if no request precedes it. Cuts a connection that has too many open requests.
   */
  enter(socket: Socket, response: Response): Promise<void> | undefined {
    const open = this.#connections.get(socket) ?? { count: 0, lastAnswered: Promise.resolve() };
    this.#connections.set(socket, open);
    const previous = open.count === 0 ? undefined : open.lastAnswered;
    open.count++;
    open.lastAnswered = new Promise((resolve) => {
      response.once('close', () => {
        open.count--;
        resolve();
      });
    });
    if (open.count > maxOpenRequests) socket.destroy();
    return previous;
  }
}

/** Maximum number of requests that a connection has open at once. */
const maxOpenRequests = 100;

type Socket = IncomingMessage['socket'];

type Response = { once(event: 'close', listener: () => void): unknown };

type OpenRequests = { count: number; lastAnswered: Promise<void> };
