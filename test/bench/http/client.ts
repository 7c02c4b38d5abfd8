import http from 'node:http';

/** A request as bytes: it is encoded before it is timed. */
export type Request = { readonly method: string; readonly path: string; readonly body?: string };

export type Server = { readonly url: string; readonly key: string };

/** One client with one connection that stays open. */
export class Client {
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** The bytes of the response. Throws unless it is a good one. */
  send({ method, path, body }: Request): Promise<Buffer> {
    const { url, key } = this.#server;
    const headers = {
      'api-key': key,
      'x-pinecone-api-version': '2026-07',
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    };
    return new Promise((resolve, reject) => {
      const options = { method, headers, agent: this.#agent };
      const request = http.request(new URL(path, url), options, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.once('error', reject);
        response.once('end', () => {
          const bytes = Buffer.concat(parts);
          if (response.statusCode === 200) resolve(bytes);
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${String(bytes)}`));
        });
      });
      request.once('error', reject);
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
