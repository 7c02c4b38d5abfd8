import { createAdaptorServer } from '@hono/node-server';
import { once } from 'node:events';
import { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Failure } from '../../common/failure.ts';
import { RequestOrder } from './bounds/requestOrder.ts';
import { UnreadAnswers } from './bounds/unreadAnswers.ts';
import { IncompleteHeaders } from './incompleteHeaders.ts';

/** An HTTP server that listens on 127.0.0.1 only. */
export class HttpServer {
  readonly #server: Server;
  readonly #incompleteHeaders = new IncompleteHeaders(maxIncompleteHeaderBytes);
  readonly #unreadAnswers = new UnreadAnswers(maxUnreadBytes);
  #boundCheck: NodeJS.Timeout | undefined;
  #port = 0;
  #openCount = 0;
  #runningCount = 0;
  #lastActiveMs = performance.now();

  constructor(fetch: Fetch) {
    const server = createAdaptorServer({
      fetch: inOrder(fetch),
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

  /** The port, 0 until the server listens. Unchanged after it closes. */
  get port(): number {
    return this.#port;
  }

  /** Resolves when the server listens. Port 0 selects a free one. Throws `unavailable` if the port is in use. */
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

  /** Takes a connection that another listener accepted. */
  accept(socket: Socket): void {
    if (this.#openCount >= maxConnections) socket.destroy();
    else this.#server.emit('connection', socket);
  }

  /** Milliseconds since the last tracked work ended, 0 while some is running. */
  idleMs(): number {
    return this.#runningCount > 0 ? 0 : performance.now() - this.#lastActiveMs;
  }

  /** Counts a promise as use of the engine until it settles. */
  keepBusy(work: Promise<void>): void {
    this.#runningCount++;
    void work.finally(() => this.#settle());
  }

  /** Stops accepting connections, waits for running requests up to a limit, then closes all connections. */
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
    if (++this.#openCount > crowdedConnections) this.#server.closeIdleConnections();
    this.#incompleteHeaders.begin(socket);
    this.#boundCheck ??= setInterval(() => this.#checkBounds(), boundCheckMs).unref();
    this.#unreadAnswers.begin(socket);
    socket.once('close', () => {
      this.#openCount--;
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

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

/** Node's own limit is too small for a URL with 1,000 ids. */
const maxHeaderBytes = 1024 * 1024;

/** The limit of open connections. A program that sends 1,000 requests in parallel needs as many. */
const maxConnections = 1500;

/** The limit for incomplete request headers in total, and the interval of its check. */
const maxIncompleteHeaderBytes = 16 * 1024 * 1024;

/** What answers take together that clients have not read. */
const maxUnreadBytes = 128 * 1024 * 1024;

const boundCheckMs = 25;

/** From this many open connections on, those without a request are closed to admit others. */
const crowdedConnections = maxConnections - 100;

/**
 * Slower clients are disconnected. Connections without a request stay open for longer than the pools of clients keep
 * them, so that no request is sent on a connection that the engine is closing.
 */
const timeouts = {
  keepAliveTimeout: 65_000,
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1000,
};

/** The time that running requests get when the server closes. */
const closeTimeoutMs = 5000;

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
