import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/common/log.ts';
import { Secret } from '../../../../src/common/secret.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';
import { createPineconeClient } from '../../../../src/pinecone/restPineconeClient.ts';
import { NamespaceSearch } from '../../../../src/services/catalog/namespaceSearch.ts';
import { startEngine, type EngineProcess } from '../../../support/engineProcess.ts';
import { askFor } from '../../../support/engineRequests.ts';

const { signal } = new AbortController();

let engine: EngineProcess;
let search: NamespaceSearch;

beforeAll(async () => {
  engine = await startEngine();
  const vectors = { type: 'dense_vector', dimension: 2, metric: 'cosine' };
  const schema = { fields: { _values: vectors } };
  await askFor(engine, 'POST', '/indexes', { name: 'docs', schema });
  for (let at = 0; at < 120; at++)
    await askFor(engine, 'POST', '/_i/docs/namespaces', { name: `tenant-${at}` });
  const client = createPineconeClient({
    endpoint: { url: engine.url, key: new Secret(engine.key) },
    log: silentLog,
  });
  search = new NamespaceSearch({
    connections: { open: async () => client },
    catalog: { index: (_environment, name) => client.describeIndex(name, signal) },
  });
}, 60_000);

afterAll(() => engine.stop());

describe('a search for namespaces', () => {
  it('returns those whose name starts with the prefix', async () => {
    const { namespaces, hasMore } = await search.find(
      localEnvironment,
      'docs',
      'tenant-11',
      signal,
    );
    expect(namespaces.map(({ name }) => name)).toEqual([
      'tenant-11',
      ...Array.from({ length: 10 }, (_, at) => `tenant-11${at}`),
    ]);
    expect(hasMore).toBe(false);
  });

  it('returns one page and says that there are more', async () => {
    const { namespaces, hasMore } = await search.find(localEnvironment, 'docs', '', signal);
    expect([namespaces.length, hasMore]).toEqual([100, true]);
  });

  it('returns none for a prefix that no name has', async () => {
    expect(await search.find(localEnvironment, 'docs', 'nobody', signal)).toEqual({
      namespaces: [],
      hasMore: false,
    });
  });

  it('ends when it is aborted', async () => {
    const aborted = AbortSignal.abort();
    await expect(search.find(localEnvironment, 'docs', 'tenant', aborted)).rejects.toMatchObject({
      kind: 'cancelled',
    });
  });
});
