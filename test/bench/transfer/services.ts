import { silentLog } from '../../../src/common/log.ts';
import { Secret } from '../../../src/common/secret.ts';
import { localEnvironment, type Environment } from '../../../src/model/environment.ts';
import type { NewRecord, PineconeClient } from '../../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../../src/pinecone/restPineconeClient.ts';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';

export const dimension = 384;
export const indexName = 'articles';
export const namespace = '__default__';
export const { signal } = new AbortController();

const recordsPerRequest = 500;
const settings = { dimension, metric: 'cosine', cloud: 'aws', region: 'us-east-1' } as const;

/** An engine that stands for a service, with its environment and client. */
export type Service = {
  readonly environment: Environment;
  readonly client: PineconeClient;
  readonly engine: EngineProcess;
};

export async function startService(id: string): Promise<Service> {
  const engine = await startEngine();
  const endpoint = { url: engine.url, key: new Secret(engine.key) };
  const client = createPineconeClient({ endpoint, access: 'write', log: silentLog });
  return { environment: { ...localEnvironment, id, name: id, kind: 'custom' }, client, engine };
}

/** Makes the index anew, empty. */
export async function emptyIndex({ client }: Service): Promise<void> {
  await client.deleteIndex(indexName, signal).catch(() => undefined);
  await client.createIndex({ name: indexName, ...settings }, signal);
}

export async function openIndex({ client }: Service): Promise<ReturnType<PineconeClient['index']>> {
  return client.index((await client.describeIndex(indexName, signal)).host);
}

export async function fillIndex(service: Service, count: number): Promise<void> {
  await emptyIndex(service);
  const index = await openIndex(service);
  for (let from = 0; from < count; from += recordsPerRequest) {
    const length = Math.min(recordsPerRequest, count - from);
    await index.upsert(
      namespace,
      Array.from({ length }, (_, at) => recordAt(from + at)),
      signal,
    );
  }
}

function recordAt(at: number): NewRecord {
  return {
    id: `article-${String(at).padStart(8, '0')}`,
    values: Array.from({ length: dimension }, (_, place) =>
      Math.fround(Math.sin(at * 13.7 + place)),
    ),
    metadata: { number: at, title: `The title of article ${at}`, isRead: at % 3 === 0 },
  };
}
