import type { VectorRecord } from '../../../src/model/record.ts';
import type { PullScope } from '../../../src/model/twin.ts';
import { defaultNamespace } from '../../../src/model/vectorIndex.ts';
import type { IndexClient, PineconeClient } from '../../../src/pinecone/pineconeClient.ts';
import type { PullPreview, PullOutcome, Pulls } from '../../../src/services/transfer/pull.ts';
import { TwinRefreshes } from '../../../src/services/transfer/twins/twinRefresh.ts';
import type { TransferProgress } from '../../../src/services/transfer/progressMeter.ts';
import { randomVector, seededRandom } from '../random.ts';
import { CloudFront } from '../cloudFront.ts';
import { startEngine, type EngineProcess } from '../engineProcess.ts';
import { clientOf, createPulls, pullPorts, staging } from './pullParts.ts';

const never = new AbortController().signal;

/** A service in front of one engine, this machine's engine, and pulls from the one into the other. */
export class PullBench implements AsyncDisposable {
  readonly front: CloudFront;
  readonly invalidated: string[] = [];
  local: EngineProcess;
  readonly #cloud: EngineProcess;

  static async start(dataDir?: string): Promise<PullBench> {
    const cloud = await startEngine({ env: { VECTORSCOPE_ENGINE_KEY: 'pclocal_of-the-cloud' } });
    const local = await startEngine(dataDir === undefined ? {} : { dataDir });
    return new PullBench(cloud, local, await CloudFront.start({ engine: cloud }));
  }

  private constructor(cloud: EngineProcess, local: EngineProcess, front: CloudFront) {
    this.#cloud = cloud;
    this.local = local;
    this.front = front;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.front.stop();
    await Promise.all([this.local.stop(), this.#cloud.stop()]);
  }

  /** Puts seeded records with metadata into a new index of the service. */
  async fill(name: string, count: number, about: FillOptions = {}): Promise<void> {
    const { namespace = defaultNamespace, dimension = 8, idOf = plainId } = about;
    const source = this.source();
    const { host } = await source.createIndex(
      { name, dimension, metric: about.metric ?? 'cosine', cloud: 'aws', region: 'us-east-1' },
      never,
    );
    const random = seededRandom(count);
    const recordAt = (at: number) => ({
      id: idOf(at),
      values: randomVector(dimension, random).map(Math.fround),
      metadata: at % 7 === 0 ? {} : { rank: at / 3, title: `Größe ${at}`, tags: ['a', `b${at}`] },
    });
    const index = source.index(host);
    for (let start = 0; start < count; start += 1000) {
      const length = Math.min(1000, count - start);
      const records = Array.from({ length }, (_, at) => recordAt(start + at));
      await index.upsert(namespace, records, never);
    }
  }

  /** The service, past its front. */
  source(): PineconeClient {
    return clientOf(this.#cloud);
  }

  /** Creates an index of the service in the form in which records may have sparse values beside the dense ones. */
  async createHybrid(name: string, dimension: number): Promise<void> {
    const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
    const reply = await fetch(`${this.#cloud.url}/indexes`, {
      method: 'POST',
      headers: { 'api-key': this.#cloud.key, 'x-pinecone-api-version': '2025-10' },
      body: JSON.stringify({ name, dimension, metric: 'dotproduct', spec }),
    });
    if (!reply.ok) throw new Error(await reply.text());
  }

  async sourceIndex(name: string): Promise<IndexClient> {
    return indexClientOf(this.source(), name);
  }

  engine(): PineconeClient {
    return clientOf(this.local);
  }

  /** `onWrite` is told when records are on their way to this machine's engine. */
  pulls(watch: { readonly onWrite?: () => void } = {}): Pulls {
    return createPulls(
      this.front,
      () => this.local,
      (id) => void this.invalidated.push(id),
      watch.onWrite,
    );
  }

  refreshes(): TwinRefreshes {
    return new TwinRefreshes(
      pullPorts(
        this.front,
        () => this.local,
        () => undefined,
      ),
    );
  }

  offer(index: string, namespace = defaultNamespace): Promise<PullPreview> {
    return this.pulls().preview({ environment: staging, index, namespace }, never);
  }

  async pull(index: string, options: PullTestOptions = {}): Promise<PullOutcome> {
    const offer = await this.offer(index, options.namespace);
    return this.pulls().start(offer, options.scope ?? { kind: 'all' }, {
      budget: options.budget ?? 1_000_000,
      signal: options.signal ?? never,
      onProgress: options.onProgress ?? (() => undefined),
    });
  }

  resume(twin: string, options: PullTestOptions = {}): Promise<PullOutcome> {
    return this.pulls().resume(twin, {
      budget: options.budget ?? 1_000_000,
      signal: options.signal ?? never,
      onProgress: options.onProgress ?? (() => undefined),
    });
  }

  /** The records of the service, in the order of its listing. */
  eachSourceRecord(index: string): AsyncGenerator<VectorRecord, void> {
    return eachRecord(this.source(), index, defaultNamespace);
  }

  /** The records of this machine's engine, in the order of its listing. */
  eachTwinRecord(twin: string): AsyncGenerator<VectorRecord, void> {
    return eachRecord(this.engine(), twin, defaultNamespace);
  }

  sourceRecords(index: string, namespace = defaultNamespace): Promise<Records> {
    return recordsOf(this.source(), index, namespace);
  }

  twinRecords(twin: string, namespace = defaultNamespace): Promise<Records> {
    return recordsOf(this.engine(), twin, namespace);
  }
}

export type Records = ReadonlyMap<string, VectorRecord>;

export type FillOptions = {
  readonly namespace?: string;
  readonly dimension?: number;
  readonly metric?: 'cosine' | 'dotproduct' | 'euclidean';
  readonly idOf?: (at: number) => string;
};

export type PullTestOptions = {
  readonly namespace?: string;
  readonly scope?: PullScope;
  readonly budget?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TransferProgress) => void;
};

/** Returns every record that an index has. Throws where an id is listed twice. */
async function recordsOf(
  client: PineconeClient,
  name: string,
  namespace: string,
): Promise<Records> {
  const records = new Map<string, VectorRecord>();
  for await (const record of eachRecord(client, name, namespace)) {
    if (records.has(record.id)) throw new Error(`“${record.id}” is there twice`);
    records.set(record.id, record);
  }
  return records;
}

/** Yields the records of an index in the order of its listing, read page by page. */
async function* eachRecord(
  client: PineconeClient,
  name: string,
  namespace: string,
): AsyncGenerator<VectorRecord, void> {
  const index = await indexClientOf(client, name);
  let next: string | undefined;
  do {
    const page = { limit: 100, ...(next === undefined ? {} : { next }) };
    const { value } = await index.list(namespace, page, never);
    if (value.items.length > 0) yield* (await index.fetch(namespace, value.items, never)).value;
    next = value.next;
  } while (next !== undefined);
}

async function indexClientOf(client: PineconeClient, name: string): Promise<IndexClient> {
  const { host, documents } = await client.describeIndex(name, never);
  return client.index(host, documents);
}

function plainId(at: number): string {
  return `record-${String(at).padStart(6, '0')}`;
}
