import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Log } from '../../../common/log.ts';
import type { PortFile } from './portFile.ts';

/**
 * Gives each index a port on 127.0.0.1. Clients cache ports by the name or the address of an index, so a port belongs
 * to the name: it is the same after a restart and for an index that is created again, and no other index gets it.
 */
export class IndexPorts {
  readonly #options: IndexPortsOptions;
  readonly #ports = new Map<string, number>();
  readonly #names = new Map<number, string>();
  readonly #servers = new Map<string, Promise<Server | undefined>>();
  /** The engine's own port, which no index can have. */
  #reserved = 0;
  #isClosed = false;

  constructor(options: IndexPortsOptions) {
    this.#options = options;
  }

  /** Opens the ports that existing indexes had before. `reserved` is the engine's own port. */
  async restore(indexes: readonly string[], reserved: number): Promise<void> {
    this.#reserved = reserved;
    const ports = this.#options.file.read();
    const known = indexes.filter((index) => ports.has(index));
    for (const index of known) this.#assign(index, ports.get(index)!);
    await this.open(known);
  }

  /** Opens the ports of indexes. An index that cannot get one has none. */
  async open(indexes: readonly string[]): Promise<void> {
    const before = [...indexes].map((index) => this.#ports.get(index));
    await Promise.all(indexes.map((index) => this.#serverOf(index)));
    if (indexes.some((index, at) => this.#ports.get(index) !== before[at]))
      this.#options.file.write(this.#ports);
  }

  /** Returns the open port of an index. */
  portOf(index: string): number | undefined {
    return this.#servers.has(index) ? this.#ports.get(index) : undefined;
  }

  /** Returns the index that a port belongs to, also while it is closed. */
  indexAt(port: number): string | undefined {
    return this.#names.get(port);
  }

  /** Accepts no more connections for a deleted index. It keeps its port for an index of the same name. */
  close(index: string): void {
    const server = this.#servers.get(index);
    this.#servers.delete(index);
    void server?.then((open) => open?.close());
  }

  /** Accepts no more connections. Open ones stay open. */
  closeAll(): void {
    this.#isClosed = true;
    for (const index of this.#servers.keys()) this.close(index);
  }

  #serverOf(index: string): Promise<Server | undefined> {
    const open = this.#servers.get(index);
    if (open !== undefined) return open;
    const server = this.#listen(index);
    this.#servers.set(index, server);
    return server;
  }

  async #listen(index: string): Promise<Server | undefined> {
    const { log } = this.#options;
    // Ports of other indexes stay taken until there is one for this index.
    const taken: Server[] = [];
    try {
      for (let port = this.#ports.get(index) ?? 0, tries = 0; tries < maxTries; tries++, port = 0) {
        const server =
          port === this.#reserved && port > 0 ? undefined : await this.#tryListen(port);
        if (server === undefined) continue;
        const { port: found } = server.address() as { port: number };
        if ((this.#names.get(found) ?? index) === index && !this.#isClosed) {
          this.#assign(index, found);
          return server;
        }
        taken.push(server);
      }
    } finally {
      for (const server of taken) server.close();
    }
    this.#servers.delete(index);
    log.warn(`no port could be opened for the index ${index}: it is served by its path only`);
    return undefined;
  }

  async #tryListen(port: number): Promise<Server | undefined> {
    const server = createServer((socket) => this.#options.onConnection(socket));
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return server;
    } catch {
      return undefined;
    }
  }

  #assign(index: string, port: number): void {
    const previous = this.#ports.get(index);
    if (previous !== undefined && previous !== port) this.#names.delete(previous);
    this.#ports.set(index, port);
    this.#names.set(port, index);
  }
}

export type IndexPortsOptions = {
  readonly file: PortFile;
  /** Takes the connections to all ports. */
  readonly onConnection: (socket: Socket) => void;
  readonly log: Log;
};

/** An index's ports are tried this often before it has none. */
const maxTries = 5;
