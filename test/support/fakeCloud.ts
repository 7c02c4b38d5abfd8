import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Pinecone's API on loopback, as far as the client uses it: both answer shapes, keys, paging, the error bodies of each
 * surface. Any request can be scripted to go wrong first.
 */
export class FakeCloud {
  readonly requests: SeenRequest[] = [];
  /** API versions that the service speaks; the others are refused. */
  versions: readonly string[] = ['2026-07', '2025-10'];
  /** What comes after the address in an index' `host`. */
  hostOf = (name: string): string => `${this.url}/_i/${name}`;
  /** The keys that open it, with their roles. */
  readonly keyRoles = new Map<string, readonly string[]>();
  /** Answers requests that need no key, such as those of the admin API. */
  answerFirst: (request: SeenRequest) => Reply | undefined = () => undefined;
  readonly #server: Server;
  readonly #key: string;
  readonly #scripts = new Map<string, Step[]>();
  readonly #indexes = new Map<string, FakeIndex>();
  #lsn = 0;
  /** Connections on which a request is being answered. */
  openAnswers = 0;

  static async start(key: string): Promise<FakeCloud> {
    const cloud = new FakeCloud(key);
    await new Promise<void>((resolve) => cloud.#server.listen(0, '127.0.0.1', resolve));
    return cloud;
  }

  private constructor(key: string) {
    this.#key = key;
    this.keyRoles.set(key, ['ProjectEditor']);
    this.#server = createServer((request, response) => {
      this.openAnswers++;
      response.on('close', () => this.openAnswers--);
      this.#handle(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers the next requests of a route (`GET /indexes`) with these steps, one each. */
  script(route: string, ...steps: readonly Step[]): void {
    this.#scripts.set(route, [...(this.#scripts.get(route) ?? []), ...steps]);
  }

  /** Fills it through its own API: an index `orders` of dimension 2 with one record, `a`. */
  async makeOrders(): Promise<void> {
    const post = async (url: string, body: object): Promise<void> => {
      const headers = {
        'Api-Key': this.#key,
        'X-Pinecone-Api-Version': '2025-10',
        'content-type': 'application/json',
      };
      const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!reply.ok) throw new Error(`${url}: ${reply.status} ${await reply.text()}`);
    };
    await post(`${this.url}/indexes`, {
      name: 'orders',
      dimension: 2,
      metric: 'cosine',
      spec: { serverless: { cloud: 'aws', region: 'us-east-1' } },
    });
    const vectors = [{ id: 'a', values: [1, 0], metadata: { title: 'first' } }];
    await post(`${this.hostOf('orders')}/vectors/upsert`, { vectors });
  }

  /** Adds an index of dimension 2 with one record in each of these namespaces. */
  addIndex(name: string, namespaces: readonly string[]): void {
    const record = new Map<string, Stored>([['a', { values: [1, 0] }]]);
    const entries = namespaces.map((one) => [one, record] as const);
    this.#indexes.set(name, { dimension: 2, metric: 'cosine', namespaces: new Map(entries) });
  }

  /** Ends all connections. Stopping twice is harmless. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', this.url);
    const method = request.method ?? 'GET';
    const text = await readAll(request);
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const headers = request.headers as Record<string, string | undefined>;
    const seen: SeenRequest = { method, path, query, headers, body };
    this.requests.push(seen);
    const step = this.#scripts.get(`${method} ${path}`)?.shift();
    if (step !== undefined) {
      perform(step, response);
      return;
    }
    const first = this.answerFirst(seen);
    if (first !== undefined) {
      send(response, first);
      return;
    }
    const roles = this.keyRoles.get(headers['api-key'] ?? '');
    if (roles === undefined) {
      response.writeHead(401, { 'content-type': 'text/plain' }).end('Invalid API Key\n');
      return;
    }
    if (!mayCall(roles, method, path)) {
      send(response, rpcError(403, 7, 'Permission denied'));
      return;
    }
    const version = headers['x-pinecone-api-version'] ?? '';
    if (!this.versions.includes(version)) {
      send(
        response,
        controlError(400, 'INVALID_ARGUMENT', `API version ${version} is not supported`),
      );
      return;
    }
    const [, area, name = '', ...rest] = path.split('/');
    const isModern = version >= '2026-07';
    const reply =
      area === '_i'
        ? this.#data(name, `${method} ${rest.join('/')}`, query, body as Record<string, unknown>)
        : this.#control(`${method} ${area}`, name, isModern, body as Record<string, unknown>);
    send(response, reply, { 'x-pinecone-max-indexed-lsn': String(this.#lsn) });
  }

  #control(route: string, name: string, isModern: boolean, body: Record<string, unknown>): Reply {
    if (route === 'GET indexes' && name === '') {
      const indexes = [...this.#indexes.keys()].map((one) => this.#describe(one, isModern));
      return { status: 200, body: { indexes } };
    }
    if (route === 'POST indexes') return this.#create(body, isModern);
    if (route === 'POST embed') return embed(body);
    if (!this.#indexes.has(name))
      return controlError(404, 'NOT_FOUND', `Resource ${name} not found`);
    if (route === 'GET indexes') return { status: 200, body: this.#describe(name, isModern) };
    if (route === 'DELETE indexes') {
      this.#indexes.delete(name);
      return { status: 202 };
    }
    return controlError(404, 'NOT_FOUND', 'There is no such path');
  }

  #create(body: Record<string, unknown>, isModern: boolean): Reply {
    const name = String(body['name']);
    if (this.#indexes.has(name))
      return controlError(409, 'ALREADY_EXISTS', 'Resource already exists');
    const schema = body['schema'] as { fields: { _values: FakeIndex } } | undefined;
    if (isModern !== (schema !== undefined)) {
      return controlError(422, 'UNPROCESSABLE_ENTITY', 'unknown field in the body');
    }
    const { dimension, metric } = schema?.fields._values ?? (body as unknown as FakeIndex);
    this.#indexes.set(name, { dimension, metric, namespaces: new Map() });
    return { status: 201, body: this.#describe(name, isModern) };
  }

  #describe(name: string, isModern: boolean): object {
    const { dimension, metric } = this.#indexes.get(name)!;
    const common = {
      name,
      host: this.hostOf(name),
      status: { ready: true, state: 'Ready' },
      deletion_protection: 'disabled',
    };
    const place = { cloud: 'aws', region: 'us-east-1' };
    return isModern
      ? {
          ...common,
          schema: { fields: { _values: { type: 'dense_vector', dimension, metric } } },
          deployment: { deployment_type: 'managed', ...place },
          tags: null,
        }
      : { ...common, dimension, metric, vector_type: 'dense', spec: { serverless: place } };
  }

  #data(
    name: string,
    route: string,
    query: URLSearchParams,
    body: Record<string, unknown> = {},
  ): Reply {
    const index = this.#indexes.get(name);
    if (index === undefined) return rpcError(404, 5, `Index ${name} not found`);
    const namespace = (body['namespace'] as string | undefined) ?? query.get('namespace') ?? '';
    const records = index.namespaces.get(namespace) ?? new Map<string, Stored>();
    const usage = { readUnits: 5 };
    if (route === 'POST vectors/upsert') {
      index.namespaces.set(namespace, records);
      const vectors = body['vectors'] as (Stored & { id: string })[];
      const wrong = vectors.find(({ values }) => values.length !== index.dimension);
      if (wrong !== undefined) {
        const sizes = `${wrong.values.length} does not match the dimension of the index ${index.dimension}`;
        return rpcError(400, 3, `Vector dimension ${sizes}`);
      }
      for (const { id, ...stored } of vectors) records.set(id, stored);
      this.#lsn++;
      return { status: 200, body: { upsertedCount: vectors.length } };
    }
    if (route === 'POST describe_index_stats') {
      const counts = [...index.namespaces].map(([one, { size }]) => [one, { vectorCount: size }]);
      return {
        status: 200,
        body: { namespaces: Object.fromEntries(counts), dimension: index.dimension },
      };
    }
    if (route === 'GET namespaces') {
      const prefix = query.get('prefix') ?? '';
      const names = [...index.namespaces.keys()].filter((one) => one.startsWith(prefix)).sort();
      const [page, next] = pageOf(names, query);
      const namespaces = page.map((one) => ({
        name: one === '' ? '__default__' : one,
        record_count: String(index.namespaces.get(one)!.size),
      }));
      return { status: 200, body: { namespaces, ...next } };
    }
    if (route === 'GET vectors/list') {
      const prefix = query.get('prefix') ?? '';
      const [page, next] = pageOf(
        [...records.keys()].filter((id) => id.startsWith(prefix)).sort(),
        query,
      );
      return { status: 200, body: { vectors: page.map((id) => ({ id })), usage, ...next } };
    }
    if (route === 'GET vectors/fetch') {
      const found = query.getAll('ids').flatMap((id) => {
        const stored = records.get(id);
        return stored === undefined ? [] : [[id, { id, ...stored }]];
      });
      return { status: 200, body: { vectors: Object.fromEntries(found), usage } };
    }
    if (route === 'POST vectors/delete') {
      for (const id of (body['ids'] as string[] | undefined) ?? [...records.keys()])
        records.delete(id);
      return { status: 200, body: {} };
    }
    if (route === 'POST query') {
      const vector = (body['vector'] ?? records.get(String(body['id']))?.values) as
        number[] | undefined;
      const matches = [...records]
        .flatMap(([id, { values, metadata }]) =>
          vector
            ? [
                {
                  id,
                  score: cosine(vector, values),
                  values: body['includeValues'] ? values : [],
                  metadata,
                },
              ]
            : [],
        )
        .sort((left, right) => right.score - left.score)
        .slice(0, Number(body['topK']));
      return { status: 200, body: { matches, namespace, usage } };
    }
    return rpcError(404, 5, 'There is no such path');
  }
}

/** What the next request of a route gets instead of the usual answer. */
export type Step =
  | {
      readonly status: number;
      readonly body?: string | object;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Accepts the request and never answers. */
  | 'hang'
  /** Drops the connection without an answer. */
  | 'reset'
  /** Begins an answer and drops the connection in its middle. */
  | 'cut'
  /** Answers without an end, as fast as it is read. */
  | 'endless';

export type SeenRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
};

type Stored = { readonly values: number[]; readonly metadata?: object };
type FakeIndex = {
  readonly dimension: number;
  readonly metric: string;
  readonly namespaces: Map<string, Map<string, Stored>>;
};
export type Reply = { readonly status: number; readonly body?: object };

/** Roles of viewers refuse changes; roles of one plane refuse the other. */
function mayCall(roles: readonly string[], method: string, path: string): boolean {
  const plane = path.startsWith('/_i/') ? 'DataPlane' : 'ControlPlane';
  const isRead = method === 'GET' || /\/(?:query|describe_index_stats)$|^\/embed$/.test(path);
  return roles.some(
    (role) =>
      (role.startsWith('Project') || role.startsWith(plane)) && (isRead || role.endsWith('Editor')),
  );
}

function perform(step: Step, response: ServerResponse): void {
  if (step === 'hang') return;
  if (step === 'reset') {
    response.socket?.resetAndDestroy();
  } else if (step === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"indexes":[', () => response.destroy());
  } else if (step === 'endless') {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(64 * 1024, ' ');
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  } else {
    const body = typeof step.body === 'object' ? JSON.stringify(step.body) : step.body;
    response.writeHead(step.status, step.headers).end(body);
  }
}

function send(response: ServerResponse, { status, body }: Reply, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function controlError(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message }, status } };
}

function rpcError(status: number, code: number, message: string): Reply {
  return { status, body: { code, message, details: [] } };
}

function embed(body: Record<string, unknown>): Reply {
  const inputs = body['inputs'] as { text: string }[];
  if (inputs.length > 96) return controlError(400, 'INVALID_ARGUMENT', 'at most 96 inputs');
  const data = inputs.map(({ text }) => ({ values: [text.length, 1], vector_type: 'dense' }));
  return { status: 200, body: { model: body['model'], vector_type: 'dense', data } };
}

function pageOf(all: readonly string[], query: URLSearchParams): [readonly string[], object] {
  const from = Number(query.get('paginationToken') ?? 0);
  const end = from + Number(query.get('limit') ?? 100);
  return [all.slice(from, end), end < all.length ? { pagination: { next: String(end) } } : {}];
}

function cosine(left: readonly number[], right: readonly number[]): number {
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  return dot(left, right) / Math.sqrt(dot(left, left) * dot(right, right));
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
