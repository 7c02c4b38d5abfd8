import { createAdaptorServer } from '@hono/node-server';
import { once } from 'node:events';
import { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Failure } from '../../common/failure.ts';
import { OpenHeads } from './openHeads.ts';

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

/** A URL with a thousand ids is longer than Node's own bound. */
const maxHeaderBytes = 1024 * 1024;

/** Connections at once; a program that sends a thousand requests in parallel has that many. */
const maxConnections = 1500;

/** What request heads take together that have not arrived as a whole, and how often that is looked at. */
const maxOpenHeadBytes = 16 * 1024 * 1024;
const headCheckMs = 25;

/** A client that is slower has stopped sending. */
const limitsOfTime = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1000,
};

/** How long requests that are under way may take when the server is asked to close. */
const graceMs = 5000;

/** A server on this machine's own address, and on no other. */
export class HttpServer {
  readonly #server: Server;
  readonly #heads = new OpenHeads(maxOpenHeadBytes);
  #headCheck: NodeJS.Timeout | undefined;
  #port = 0;
  #underWay = 0;
  #lastActiveMs = performance.now();

  constructor(fetch: Fetch) {
    const server = createAdaptorServer({
      fetch,
      overrideGlobalObjects: false,
      serverOptions: { maxHeaderSize: maxHeaderBytes, ...limitsOfTime },
    });
    if (!(server instanceof Server)) throw new Failure('internal', 'The server is not of HTTP 1');
    this.#server = server;
    server.maxConnections = maxConnections;
    server.on('connection', (socket) => this.#follow(socket));
    server.on('request', ({ socket }, response) => {
      this.#heads.end(socket);
      response.once('close', () => {
        if (!socket.destroyed) this.#heads.begin(socket);
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
    return this.#underWay > 0 ? 0 : performance.now() - this.#lastActiveMs;
  }

  /** Counts work as use of the engine until it settles. A request counts by this alone. */
  keepBusy(work: Promise<void>): void {
    this.#underWay++;
    void work.finally(() => this.#settle());
  }

  /** Takes no more connections, lets requests under way end for a while, then cuts them. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeIdleConnections();
    this.#heads.cutAll();
    clearInterval(this.#headCheck);
    const timer = setTimeout(() => this.#server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(timer);
  }

  #follow(socket: Socket): void {
    this.#heads.begin(socket);
    this.#headCheck ??= setInterval(() => this.#checkHeads(), headCheckMs).unref();
    socket.once('close', () => this.#heads.end(socket));
  }

  #checkHeads(): void {
    this.#heads.enforce();
    if (this.#heads.count > 0) return;
    clearInterval(this.#headCheck);
    this.#headCheck = undefined;
  }

  #settle(): void {
    this.#underWay--;
    this.#lastActiveMs = performance.now();
  }
}
