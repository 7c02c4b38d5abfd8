import { inspect } from 'node:util';
import { Failure } from '../../../src/common/failure.ts';
import { Secret } from '../../../src/common/secret.ts';
import type { ClientLimits, ClientOptions } from '../../../src/pinecone/clientOptions.ts';
import type { IndexClient, PineconeClient } from '../../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../../src/pinecone/restPineconeClient.ts';
import { FakeCloud } from '../../support/fakeCloud.ts';
import { RecordingLog } from '../../support/recordingLog.ts';

export const key = 'pckey_canary_5e1f0c';
export const words = {
  name: 'words',
  dimension: 3,
  metric: 'cosine',
  cloud: 'aws',
  region: 'us-east-1',
} as const;

/** Limits with short delays between attempts. A busy machine reaches none of the timeouts: tests advance a fake clock to them. */
export const limits = {
  controlTimeoutMs: 60_000,
  embedTimeoutMs: 90_000,
  readTimeoutMs: 60_000,
  writeTimeoutMs: 60_000,
  retry: { attempts: 4, firstDelayMs: 4, budgetMs: 3000 },
  maxResponseBytes: 2 ** 20,
} satisfies Partial<ClientLimits>;

/** A client, the service that it talks to, and what it logs. */
export class Bench {
  readonly log = new RecordingLog();
  readonly cloud: FakeCloud;
  readonly client: PineconeClient;
  readonly #controller = new AbortController();

  static async start(): Promise<Bench> {
    return new Bench(await FakeCloud.start(key));
  }

  private constructor(cloud: FakeCloud) {
    this.cloud = cloud;
    this.client = this.clientFor(cloud.url);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(): void {
    this.#controller.abort();
  }

  clientFor(
    url: string,
    secret = key,
    learned: Pick<ClientOptions, 'versions'> = {},
  ): PineconeClient {
    const endpoint = { url, key: new Secret(secret) };
    return createPineconeClient({ access: 'write', endpoint, ...learned, log: this.log, limits });
  }

  /** An index with two records in the default namespace. */
  async filledIndex(): Promise<IndexClient> {
    const { host } = await this.client.createIndex(words, this.signal);
    const index = this.client.index(host);
    await index.upsert(
      '__default__',
      [
        { id: 'a', values: [1, 0, 0], metadata: { class: 'noun', rank: 1, tags: ['x'] } },
        { id: 'b', values: [0, 1, 0], metadata: { class: 'verb' } },
      ],
      this.signal,
    );
    return index;
  }
}

/** What the work failed with; throws where it did not. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Failure) return error;
  throw new Error(`Expected a failure, got ${inspect(error)}`);
}

/** Settles when `isTrue` returns true; also under a fake `setTimeout`. Throws after 30 s. */
export async function until(isTrue: () => boolean): Promise<void> {
  const endsAt = performance.now() + 30_000;
  while (!isTrue()) {
    if (performance.now() > endsAt) throw new Error('It did not become true');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
