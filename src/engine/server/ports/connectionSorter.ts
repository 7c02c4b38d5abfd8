import type { Socket } from 'node:net';
import type { Log } from '../../../common/log.ts';
import { protocolOf } from './protocolOf.ts';

/** Hands each new connection to the server of the protocol that its first bytes belong to. */
export class ConnectionSorter {
  readonly #servers: Servers;
  readonly #log: Log;
  readonly #undecided = new Set<Socket>();

  constructor(servers: Servers, log: Log) {
    this.#servers = servers;
    this.#log = log;
  }

  accept(socket: Socket): void {
    if (this.#undecided.size >= maxUndecided) {
      socket.destroy();
      return;
    }
    this.#undecided.add(socket);
    const timer = setTimeout(() => socket.destroy(), decideWithinMs);
    let begin = Buffer.alloc(0);
    const leave = (): void => {
      clearTimeout(timer);
      this.#undecided.delete(socket);
      socket.off('readable', onReadable).off('error', ignoreError).off('close', leave);
    };
    const onReadable = (): void => {
      const bytes = socket.read() as Buffer | null;
      if (bytes === null) return;
      begin = Buffer.concat([begin, bytes]);
      const protocol = protocolOf(begin);
      if (protocol === undefined) return;
      leave();
      if (protocol === 'tls') {
        this.#log.warn('a client tried TLS at the port of an index, which is plain text');
        socket.destroy();
        return;
      }
      socket.unshift(begin);
      this.#servers[protocol](socket);
    };
    socket.on('readable', onReadable).on('error', ignoreError).on('close', leave);
  }

  /** Closes the connections that are not told apart yet. */
  closeAll(): void {
    for (const socket of this.#undecided) socket.destroy();
  }
}

/** Connections that have not sent enough to be told apart. */
const maxUndecided = 200;

/** The time that a connection has to send its first bytes. */
const decideWithinMs = 10_000;

/** Takes over a connection. Its first bytes can be read again. */
export type Accept = (socket: Socket) => void;

export type Servers = { readonly http1: Accept; readonly http2: Accept };

/** An error closes the connection, which is all that matters here. */
function ignoreError(): void {}
