import type { IndexPorts } from './indexPorts.ts';

/** Returns the `host` of indexes in the form that the client which asks can use. */
export class IndexHosts {
  readonly #enginePort: () => number;
  readonly #ports: IndexPorts | undefined;

  /** Without `ports`, hosts are paths of the engine's own port. */
  constructor(enginePort: () => number, ports?: IndexPorts) {
    this.#enginePort = enginePort;
    this.#ports = ports;
  }

  /** Opens the ports of indexes. Must resolve before their hosts are asked for. */
  async open(indexes: readonly string[]): Promise<void> {
    await this.#ports?.open(indexes);
  }

  /**
   * Returns an address with scheme, which clients need for plain text, and without a path, which clients of gRPC
   * refuse. Java's client puts `http://` before the host itself.
   */
  hostOf(index: string, userAgent: string | undefined): string {
    const port = this.#ports?.portOf(index);
    if (port === undefined) return `http://127.0.0.1:${this.#enginePort()}/_i/${index}`;
    const address = `127.0.0.1:${port}`;
    return userAgent?.startsWith('lang=java') === true ? address : `http://${address}`;
  }
}
