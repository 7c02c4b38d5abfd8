import { createAdaptorServer } from '@hono/node-server';
import { once } from 'node:events';
import { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Failure } from '../../common/failure.ts';
import { RequestOrder } from './bounds/requestOrder.ts';
import { UnreadAnswers } from './bounds/unreadAnswers.ts';
import { IncompleteHeaders } from './incompleteHeaders.ts';

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

/** A URL with a thousand ids is longer than Node's own bound. */
const maxHeaderBytes = 1024 * 1024;

/** Connections at once; a program that sends a thousand requests in parallel has that many. */
const maxConnections = 1500;

/** What request heads take together that have not arrived as a whole, and how often that is looked at. */
const maxIncompleteHeaderBytes = 16 * 1024 * 1024;

/** What answers take together that clients have not read. */
const maxUnreadBytes = 128 * 1024 * 1024;

const boundCheckMs = 25;

/** A client that is slower has stopped sending. */
const timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1000,
};

/** How long requests that are under way may take when the server is asked to close. */
const closeTimeoutMs = 5000;

/** A server on this machine's own address, and on no other. */
export class HttpServer {
  readonly #server: Server;
  readonly #incompleteHeaders = new IncompleteHeaders(maxIncompleteHeaderBytes);
  readonly #unreadAnswers = new UnreadAnswers(maxUnreadBytes);
  #boundCheck: NodeJS.Timeout | undefined;
  #port = 0;
  #runningCount = 0;
  #lastActiveMs = performance.now();

  constructor(fetch: Fetch) {
    const server = createAdaptorServer({
      fetch: inOrder(fetch),
      overrideGlobalObjects: false,
      serverOptions: { maxHeaderSize: maxHeaderBytes, ...timeouts },
    });
    if (!(server instanceof Server)) throw new Failure('internal', 'The server is not of HTTP 1');
    this.#server = server;
    server.maxConnections = maxConnections;
    server.on('connection', (socket) => this.#trackConnection(socket));
    server.on('request', ({ socket }, response) => {
      this.#incompleteHeaders.end(socket);
      response.once('close', () => {
        if (!socket.destroyed) this.#incompleteHeaders.begin(socket);
      });
    });
  }

  /** The port; 0 until it listens. It stays what it was while the last requests are answered. */
  get port(): number {
    return this.#port;
  }

  /** Resolves once it listens; 0 lets the system choose a port. Throws `unavailable` where the port is taken. */
  async listen(port: number): Promise<void> {
    try {
      this.#server.listen(port, '127.0.0.1');
      await once(this.#server, 'listening');
      const address = this.#server.address();
      if (typeof address === 'object' && address !== null) this.#port = address.port;
    } catch (error) {
      const message = `Port ${port} cannot be used: choose another one, or none`;
      throw new Failure('unavailable', message, { cause: error });
    }
  }

  /** Milliseconds since the last work that `keepBusy` was told of ended; 0 while any goes on. */
  idleMs(): number {
    return this.#runningCount > 0 ? 0 : performance.now() - this.#lastActiveMs;
  }

  /** Counts work as use of the engine until it settles. A request counts by this alone. */
  keepBusy(work: Promise<void>): void {
    this.#runningCount++;
    void work.finally(() => this.#settle());
  }

  /** Takes no more connections, lets requests under way end for a while, then cuts them. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeIdleConnections();
    this.#incompleteHeaders.closeAll();
    clearInterval(this.#boundCheck);
    const timer = setTimeout(() => this.#server.closeAllConnections(), closeTimeoutMs);
    await closed;
    clearTimeout(timer);
  }

  #trackConnection(socket: Socket): void {
    this.#incompleteHeaders.begin(socket);
    this.#boundCheck ??= setInterval(() => this.#checkBounds(), boundCheckMs).unref();
    this.#unreadAnswers.begin(socket);
    socket.once('close', () => {
      this.#incompleteHeaders.end(socket);
      this.#unreadAnswers.end(socket);
    });
  }

  #checkBounds(): void {
    this.#incompleteHeaders.enforce();
    this.#unreadAnswers.enforce();
    if (this.#incompleteHeaders.count > 0 || this.#unreadAnswers.count > 0) return;
    clearInterval(this.#boundCheck);
    this.#boundCheck = undefined;
  }

  #settle(): void {
    this.#runningCount--;
    this.#lastActiveMs = performance.now();
  }
}

/** The handler, called for the requests of each connection one after the other. */
function inOrder(fetch: Fetch): Fetch {
  const order = new RequestOrder();
  return (request, bindings) => {
    const { socket } = bindings.incoming;
    const previous = order.enter(socket, bindings.outgoing);
    if (previous === undefined) return fetch(request, bindings);
    // A closed connection gets no answer: the handler does not run for it.
    const closed = (): Response => new Response(null, { status: 499 });
    return previous.then(() => (socket.destroyed ? closed() : fetch(request, bindings)));
  };
}
