import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { Emitter } from '../../../src/common/emitter.ts';
import { RpcClient, RpcServer } from '../../../src/common/rpc.ts';
import { Secret } from '../../../src/common/secret.ts';
import { SentenceEmbedder } from '../../../src/engine/embedding/sentences/sentenceEmbedder.ts';
import { createApp, type AppDependencies } from '../../../src/engine/server/app.ts';
import { createOperations } from '../../../src/engine/server/operations/operations.ts';
import { RequestRules, type RuleSettings } from '../../../src/engine/server/access/requestRules.ts';
import { startMapThread } from '../../../src/engine/map/startMapThread.ts';
import type { Searcher } from '../../../src/engine/vectorSearch/searcher.ts';
import { withIndexEvents } from '../../../src/engine/store/indexEvents.ts';
import { Store } from '../../../src/engine/store/store.ts';
import type { StoreCalls } from '../../../src/engine/store/storeCalls.ts';
import { threadPort } from '../../../src/engine/workers/threadPort.ts';
import { RecordingLog } from '../../support/recordingLog.ts';

const port = 4567;

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
};

/** The engine without its process: the real server and the real store on a real folder, in this thread. */
export class TestEngine {
  static readonly key = 'pclocal_of-a-test';
  readonly folder: string;
  readonly log = new RecordingLog();
  /** Work that went on after its request was answered. */
  readonly background: Promise<void>[] = [];
  readonly calls: RpcClient<StoreCalls>;
  readonly #app: ReturnType<typeof createApp>;
  readonly #ends: (() => void)[] = [];

  constructor(
    folder = temporaryFolder(),
    newSearcher?: () => Searcher,
    settings: Partial<AppDependencies & RuleSettings> = {},
  ) {
    this.folder = folder;
    const channel = new MessageChannel();
    const store = new Store(folder, this.log, newSearcher);
    const indexesChanged = new Emitter<void>();
    const server = new RpcServer<StoreCalls>(
      threadPort(channel.port1),
      withIndexEvents(store.handlers, () => indexesChanged.fire()),
    );
    this.calls = new RpcClient<StoreCalls>(threadPort(channel.port2));
    this.#app = createApp({
      store: this.calls,
      key: new Secret(TestEngine.key),
      rules: new RequestRules({ key: new Secret(TestEngine.key), log: this.log, ...settings }),
      operations: createOperations(this.calls, indexesChanged.event),
      port: () => port,
      version: '1.2.3',
      samplesFolder: path.resolve('media/samples'),
      sentences: new SentenceEmbedder({ modelsFolders: [] }),
      dataFolder: folder,
      startMapThread,
      events: { onDidChangeIndexes: indexesChanged.event, ending: AbortSignal.abort() },
      keepBusy: (work) => this.background.push(work),
      log: this.log,
      ...settings,
    });
    this.#ends.push(
      () => this.calls.dispose(),
      () => server.dispose(),
      () => channel.port1.close(),
      () => store.dispose(),
    );
  }

  /** The address that its requests name. */
  readonly url = `http://127.0.0.1:${port}`;

  /** Answers requests as its server does, without a port. */
  readonly fetch = (url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('host', `127.0.0.1:${port}`);
    return Promise.resolve(this.#app.request(url, { ...init, headers }));
  };

  /** Closes its files; another engine may have the folder then. */
  close(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  async send(
    method: string,
    url: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const isAsItIs = typeof body === 'string' || body instanceof Blob;
    const reply = await this.#app.request(`http://127.0.0.1:${port}${url}`, {
      method,
      headers: { host: `127.0.0.1:${port}`, 'api-key': TestEngine.key, ...headers },
      ...(body === undefined ? {} : { body: isAsItIs ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, text, json: parsed(text) };
  }

  /** In the newest version. */
  async createIndex(name: string, dimension: number, metric = 'cosine'): Promise<void> {
    const reply = await this.send('POST', '/indexes', newIndex(name, dimension, metric), newest);
    if (reply.status !== 201) throw new Error(reply.text);
  }

  async upsert(index: string, vectors: readonly object[], namespace?: string): Promise<Answer> {
    return this.send('POST', `/_i/${index}/vectors/upsert`, { vectors, namespace });
  }

  async query(index: string, query: object): Promise<Answer> {
    return this.send('POST', `/_i/${index}/query`, query);
  }
}

/** As clients parse: JSON whatever its declared type. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const newest = { 'x-pinecone-api-version': '2026-07' };

/** The body that creates an index in the newest version. */
export function newIndex(name: string, dimension: number, metric = 'cosine'): object {
  return { name, schema: { fields: { _values: { type: 'dense_vector', dimension, metric } } } };
}

/** Removed with all temporary files of the run. */
export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'vectorscope-test-'));
}
