import { describe, expect, it } from 'vitest';
import { localEnvironment } from '../../../../src/model/environment.ts';
import { defaultMapParameters } from '../../../../src/model/map/map.ts';
import { parsePointKey } from '../../../../src/model/map/pointKey.ts';
import type { MapKey } from '../../../../src/model/map/mapAnalysis.ts';
import type { Metric, NamespaceSummary } from '../../../../src/model/vectorIndex.ts';
import type { EngineClient } from '../../../../src/pinecone/engineClient.ts';
import type {
  IndexClient,
  PineconeClient,
  QueryRequest,
} from '../../../../src/pinecone/pineconeClient.ts';
import { MapRecords } from '../../../../src/services/maps/mapRecords.ts';

const never = new AbortController().signal;
const namespaces = { parameters: { ...defaultMapParameters, namespaces: ['b'] } };

describe('the records of a map of two namespaces', () => {
  it('have their neighbours in both, the nearest first, with the namespace of each', async () => {
    const { records, queries } = create({ ...namespaces });
    const details = await records.show('b›x', 3, never);
    expect([details.id, details.namespace]).toEqual(['b›x', 'b']);
    expect(details.neighbours.map(({ id, score }) => [id, score])).toEqual([
      ['a›x', 0.9],
      ['b›y', 0.8],
      ['a›y', 0.7],
    ]);
    expect(queries.map(({ namespace, by }) => [namespace, by])).toEqual([
      ['a', { vector: [1, 2] }],
      ['b', { id: 'x' }],
    ]);
  });

  it('are the lowest scores first where scores are distances', async () => {
    const { records } = create({ ...namespaces, metric: 'euclidean' });
    const { neighbours } = await records.show('b›x', 2, never);
    expect(neighbours.map(({ score }) => score)).toEqual([0.7, 0.8]);
  });

  it('are fetched from their namespaces, and name them', async () => {
    const { records } = create({ ...namespaces });
    const found = await records.fetch(['a›x', 'b›x', 'b›gone'], never);
    expect(found.map(({ id, namespace }) => [id, namespace])).toEqual([
      ['x', 'a'],
      ['x', 'b'],
    ]);
  });

  it('are found by a filter before the map is done, in both', async () => {
    const points = ['a›x', 'a›z', 'b›y'];
    const { records } = create({ ...namespaces, isDone: false, points });
    const found = await records.find('{ "n": 1 }', never);
    expect([...new Uint8Array(found.points)]).toEqual([0b101]);
    expect([found.elsewhere, found.isCapped]).toEqual([2, false]);
  });
});

describe('the records of a map of one namespace', () => {
  it('are named by their ids alone', async () => {
    const { records } = create({});
    const { neighbours } = await records.show('x', 5, never);
    expect(neighbours.map(({ id }) => id)).toEqual(['y']);
    expect((await records.fetch(['x'], never))[0]).not.toHaveProperty('namespace');
  });

  it('are found by a filter in the engine once the map is done', async () => {
    const { records, asked } = create({});
    const found = await records.find('{ "n": { "$gt": 1 } }', never);
    expect(found).toEqual({
      points: Uint8Array.of(0b110).buffer,
      elsewhere: 5,
      isCapped: false,
      unknownFields: [],
    });
    expect(asked[0]).toEqual({ filter: { n: { $gt: 1 } } });
  });

  it('name the fields of a filter that no record has, with the most similar field', async () => {
    const { records } = create({ absent: ['categry', 'zzz'] });
    const filter = '{ "$or": [{ "categry": { "$ne": "a" } }, { "n": 1 }, { "zzz": 1 }] }';
    expect((await records.find(filter, never)).unknownFields).toEqual([
      { field: 'categry', similar: 'category' },
      { field: 'zzz' },
    ]);
    const withoutField = await records.find('{ "zzz": { "$exists": false } }', never);
    expect(withoutField.unknownFields).toEqual([]);
  });

  it('are found by words in whole texts once the map is done', async () => {
    const { records, asked } = create({});
    const found = await records.findTexts(['two', 'words'], never);
    expect([found, asked]).toEqual([
      { points: Uint8Array.of(0b10).buffer },
      [{ words: ['two', 'words'] }],
    ]);
    expect(await create({ isDone: false }).records.findTexts(['two'], never)).toEqual({});
  });

  it('are found by meaning in all namespaces of the map, nearest first', async () => {
    const { records, queries } = create({ ...namespaces });
    const { ids } = await records.findByMeaning('a word', never);
    expect(ids.map((key) => parsePointKey(key, ''))).toEqual([
      { namespace: 'b', id: 'x' },
      { namespace: 'a', id: 'x' },
      { namespace: 'b', id: 'y' },
      { namespace: 'a', id: 'y' },
    ]);
    expect(queries.map(({ by }) => by)).toEqual([{ vector: [5, 6] }, { vector: [5, 6] }]);
  });

  it('are not found by meaning if no model is known', async () => {
    const { records } = create({ hasModel: false });
    await expect(records.findByMeaning('a word', never)).rejects.toMatchObject({
      message: expect.stringContaining('Which Model Made This?'),
    });
  });

  it.each([
    [{ by: 'vector', value: '[3, 4]' } as const, [3, 4]],
    [{ by: 'id', value: 'x' } as const, [1, 2]],
    [{ by: 'text', value: 'a word' } as const, [5, 6]],
  ])('have scores for what a query searched for: %j', async (input, vector) => {
    const { records, asked } = create({});
    await records.scores({ name: 'q', input, namespace: 'a' }, never);
    expect(asked).toEqual([{ vector }]);
  });

  it('have scores for a record of the namespace that the query searched', async () => {
    const { records, fetched } = create({ ...namespaces });
    await records.scores({ name: 'q', input: { by: 'id', value: 'x' }, namespace: 'b' }, never);
    expect(fetched).toEqual(['b']);
  });

  it('have no scores for a record that is gone, nor before the map is done', async () => {
    const input = { by: 'id', value: 'gone' } as const;
    const gone = create({}).records.scores({ name: 'q', input, namespace: '__default__' }, never);
    await expect(gone).rejects.toMatchObject({ kind: 'notFound' });
    const early = create({ isDone: false }).records.scores(
      { name: 'q', input, namespace: '__default__' },
      never,
    );
    await expect(early).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('the namespaces that a map can include', () => {
  const manyNamespaces = Array.from({ length: 100_000 }, (_, at) => ({
    name: `tenant-${String(at).padStart(5, '0')}`,
    recordCount: at % 2,
  }));

  it('are found by the start of their name, the first 100 with the number of all', async () => {
    const { records } = create({ stored: [{ name: 'a', recordCount: 7 }, ...manyNamespaces] });
    const found = await records.findNamespaces('tenant-', never);
    expect([found.namespaces.length, found.total, found.ownRecords]).toEqual([100, 50_000, 7]);
    expect(await records.findNamespaces('tenant-9999', never)).toMatchObject({
      namespaces: [1, 3, 5, 7, 9].map((at) => ({ name: `tenant-9999${at}`, recordCount: 1 })),
      total: 5,
    });
  });

  it('count the records of all namespaces that the map has', async () => {
    const stored = ['a', 'b', 'c'].map((name) => ({ name, recordCount: 2 }));
    const { records } = create({ ...namespaces, stored });
    expect((await records.findNamespaces('c', never)).ownRecords).toBe(4);
  });
});

type Given = Partial<Pick<MapKey, 'parameters'>> & {
  readonly metric?: Metric;
  readonly isDone?: boolean;
  readonly points?: readonly string[];
  /** Fields that no record has. */
  readonly absent?: readonly string[];
  readonly hasModel?: boolean;
  readonly stored?: readonly NamespaceSummary[];
};

/** Namespaces `a` and `b`, each with records `x` and `y`. */
function create({
  parameters = defaultMapParameters,
  metric = 'cosine',
  isDone = true,
  points = [],
  absent = [],
  hasModel = true,
  stored = [],
}: Given) {
  const queries: QueryRequest[] = [];
  const asked: object[] = [];
  const fetched: string[] = [];
  const scores: Readonly<Record<string, number>> = { a: 0.9, b: 1 };
  const index: Partial<IndexClient> = {
    stats: () => Promise.resolve({ totalRecordCount: 0, namespaces: stored }),
    fetch: (namespace, ids) => {
      fetched.push(namespace);
      const there = ids.filter((id) => id !== 'gone');
      const value = there.map((id) => ({ id, values: [1, 2], metadata: {} }));
      return Promise.resolve({ value, usage: {} });
    },
    query: (request) => {
      queries.push(request);
      const first = scores[request.namespace]!;
      const hits = [
        { id: 'x', score: first },
        { id: 'y', score: Math.round((first - 0.2) * 10) / 10 },
      ];
      return Promise.resolve({
        value: hits.map((hit) => ({ ...hit, values: [], metadata: {} })),
        usage: {},
      });
    },
  };
  const client: Partial<PineconeClient> = {
    describeIndex: (name) =>
      Promise.resolve({
        name,
        host: '',
        kind: 'vectors',
        vectorType: 'dense',
        dimension: 2,
        metric,
        isReady: true,
        state: 'Ready',
        isProtected: false,
        tags: {},
      }),
    index: () => index as IndexClient,
  };
  const engine: Partial<EngineClient> = {
    findMatching: (_map, filter) => {
      asked.push({ filter });
      const isAbsent = absent.some((field) => field in filter);
      return Promise.resolve({ bits: Uint8Array.of(0b110).buffer, total: isAbsent ? 0 : 7 });
    },
    findContaining: (_map, words) => {
      asked.push({ words });
      return Promise.resolve(Uint8Array.of(0b10).buffer);
    },
    scorePoints: (_map, vector) => {
      asked.push({ vector });
      return Promise.resolve(new ArrayBuffer(0));
    },
  };
  const records = new MapRecords({
    source: { environment: localEnvironment, index: 'words', namespace: 'a' },
    connections: {
      open: () => Promise.resolve(client as PineconeClient),
      openEngine: () => Promise.resolve(engine as EngineClient),
    },
    embeddings: {
      modelOf: () => (hasModel ? { provider: 'local', model: 'model' } : undefined),
      embed: () => Promise.resolve([[5, 6]]),
    },
    fields: () => ['n', 'category', 'text'],
    key: () => ({ index: 'words', namespace: 'a', parameters }),
    points: () => points,
    isDone: () => isDone,
  });
  return { records, queries, asked, fetched };
}
