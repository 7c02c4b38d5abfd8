import { request as sendRequest, createServer, type IncomingMessage, type Server } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seededRandom } from './random.ts';

/**
 * Stands for the cloud: a server in front of an engine that adds what the cloud has and the engine has not: rate limits,
 * failures, silence, and the price of reading (a unit for each page of ids, one for every ten records begun).
 */
export class CloudFront {
  readonly behaviour: Behaviour = { ...peaceful };
  readonly counts: Counts = { lists: 0, fetches: 0, refused: 0, broken: 0 };
  /** Read units that were charged in all. */
  readUnits = 0;
  /** Addresses of object stores, and the files that stand for them. */
  readonly buckets = new Map<string, string>();
  /** Sees every answered request of the data plane. */
  onAnswer: (path: string) => void | Promise<void> = () => undefined;
  /** What becomes of a request that is not answered: it waits without end, or its connection breaks. */
  silence: 'waits' | 'refuses' = 'waits';
  readonly #options: FrontOptions;
  readonly #server: Server;
  readonly #random: () => number;
  readonly #buckets = new Map<string, { startedAt: number; count: number }>();

  static async start(options: FrontOptions): Promise<CloudFront> {
    const front = new CloudFront(options);
    await new Promise<void>((resolve) => front.#server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  private constructor(options: FrontOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed ?? 1);
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(502);
        response.end(String(error));
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get key(): string {
    return this.#options.key ?? 'pc-key-of-the-cloud';
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const url = new URL(request.url ?? '/', this.url);
    if (request.headers['api-key'] !== this.key) {
      response.writeHead(401, { 'content-type': 'text/plain' }).end('Invalid API Key');
      return;
    }
    const isData = url.pathname.startsWith('/_i/');
    if (isData && !(await this.#lets(url, response))) return;
    const answer = await this.#forward(request, url, this.#fromBucket(url, body));
    const text = answer.status === 200 ? this.#asCloud(url, answer.text) : answer.text;
    const headers = { 'content-type': answer.type, 'content-length': Buffer.byteLength(text) };
    response.writeHead(answer.status, headers);
    if (isData && this.#random() < this.behaviour.cutRate) {
      this.counts.broken++;
      response.write(text.slice(0, text.length / 2), () => response.destroy());
      return;
    }
    response.end(text);
    if (isData) await this.onAnswer(url.pathname);
  }

  /** The engine reads a file where the service reads an object store. */
  #fromBucket(url: URL, body: Buffer): Buffer {
    if (!url.pathname.endsWith('/bulk/imports') || body.length === 0) return body;
    const order = JSON.parse(body.toString('utf8')) as { readonly uri: string };
    return Buffer.from(JSON.stringify({ ...order, uri: this.buckets.get(order.uri) ?? order.uri }));
  }

  /** Whether a request of the data plane goes through; it has its answer, or will never have one, if not. */
  async #lets(url: URL, response: ServerResponse): Promise<boolean> {
    const { behaviour } = this;
    if (behaviour.silentAfter-- <= 0) {
      if (this.silence === 'refuses') response.destroy();
      return false;
    }
    if (behaviour.latencyMs > 0) await new Promise((go) => setTimeout(go, behaviour.latencyMs));
    const isList = url.pathname.endsWith('/vectors/list');
    const isFetch = url.pathname.endsWith('/vectors/fetch');
    if (isList) this.counts.lists++;
    if (isFetch) this.counts.fetches++;
    const perSecond = isList
      ? behaviour.listsPerSecond
      : isFetch
        ? behaviour.fetchesPerSecond
        : Infinity;
    const waitMs = this.#overflow(url.pathname, perSecond);
    if (waitMs > 0) {
      this.counts.refused++;
      refuse(response, 429, 8, 'Too many requests', {
        'retry-after': (waitMs / 1000).toFixed(2),
      });
      return false;
    }
    if (this.#random() < behaviour.errorRate) {
      this.counts.broken++;
      const status = this.#random() < 0.5 ? 500 : 503;
      refuse(response, status, status === 500 ? 13 : 14, 'Something went wrong');
      return false;
    }
    if (behaviour.refusesTokens && url.searchParams.has('paginationToken')) {
      refuse(response, 400, 3, 'Invalid pagination token');
      return false;
    }
    return true;
  }

  /** How long to wait where a second has seen as many requests of this kind as it may. */
  #overflow(path: string, perSecond: number): number {
    const now = performance.now();
    const bucket = this.#buckets.get(path);
    if (bucket === undefined || now - bucket.startedAt >= 1000) {
      this.#buckets.set(path, { startedAt: now, count: 1 });
      return 0;
    }
    if (bucket.count < perSecond) {
      bucket.count++;
      return 0;
    }
    return Math.ceil(bucket.startedAt + 1000 - now) + 1;
  }

  /** Hosts lead here, and reading has its price. */
  #asCloud(url: URL, text: string): string {
    const { engine } = this.#options;
    if (!url.pathname.startsWith('/_i/'))
      return this.#withHosts(text.replaceAll(engine.url, this.url));
    const answer = JSON.parse(text) as { usage?: object; vectors?: object; documents?: object };
    if (answer.usage === undefined) return text;
    const isDocuments = url.pathname.includes('/documents/');
    const fetched = Object.keys((isDocuments ? answer.documents : answer.vectors) ?? {}).length;
    const readUnits = url.pathname.endsWith('/fetch') ? Math.max(1, Math.ceil(fetched / 10)) : 1;
    this.readUnits += readUnits;
    const usage = isDocuments ? { read_units: readUnits } : { readUnits };
    return JSON.stringify({ ...answer, usage });
  }

  /** The engine serves an index at a port of its own, and below a path of its address, which is what leads here. */
  #withHosts(text: string): string {
    if (!text.includes('"host"')) return text;
    const toFront = (_: string, value: unknown): unknown => {
      const { name, host } = (value ?? {}) as { readonly name?: unknown; readonly host?: unknown };
      const isIndex = typeof name === 'string' && typeof host === 'string';
      return isIndex ? { ...(value as object), host: `${this.url}/_i/${name}` } : value;
    };
    return JSON.stringify(JSON.parse(text, toFront));
  }

  #forward(
    request: IncomingMessage,
    url: URL,
    body: Buffer,
  ): Promise<{ status: number; type: string; text: string }> {
    const { engine } = this.#options;
    const target = new URL(url.pathname + url.search, engine.url);
    const version = request.headers['x-pinecone-api-version'] as string | undefined;
    const headers = {
      'api-key': engine.key,
      'content-length': body.length,
      ...(version === undefined ? {} : { 'x-pinecone-api-version': version }),
      ...(body.length === 0 ? {} : { 'content-type': 'application/json' }),
    };
    return new Promise((resolve, reject) => {
      const sent = sendRequest(target, { method: request.method ?? 'GET', headers }, (answer) => {
        readAll(answer).then(
          (bytes) =>
            resolve({
              status: answer.statusCode ?? 500,
              type: answer.headers['content-type'] ?? 'text/plain',
              text: bytes.toString('utf8'),
            }),
          reject,
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

export type FrontOptions = {
  /** The engine that keeps what the service seems to have. */
  readonly engine: { readonly url: string; readonly key: string };
  /** The key that opens the service. */
  readonly key?: string;
  readonly seed?: number;
};

/** How the service behaves from now on. */
export type Behaviour = {
  /** What it bears of each route; beyond, 429 with Retry-After. */
  fetchesPerSecond: number;
  listsPerSecond: number;
  /** How often an answer is 500 or 503 instead. */
  errorRate: number;
  /** How often an answer breaks off in its middle. */
  cutRate: number;
  /** Waits before each answer. */
  latencyMs: number;
  /** After so many more requests of the data plane none is answered. */
  silentAfter: number;
  /** Whether the word for the next page is refused, as one that has expired is. */
  refusesTokens: boolean;
};

const peaceful: Behaviour = {
  fetchesPerSecond: Infinity,
  listsPerSecond: Infinity,
  errorRate: 0,
  cutRate: 0,
  latencyMs: 0,
  silentAfter: Infinity,
  refusesTokens: false,
};

type Counts = { lists: number; fetches: number; refused: number; broken: number };

function refuse(
  response: ServerResponse,
  status: number,
  code: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ code, message, details: [] }));
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
