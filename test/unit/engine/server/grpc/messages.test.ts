import { create, toBinary, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../../src/common/failure.ts';
import {
  readCreateNamespace,
  readDelete,
  readFetch,
  readFetchByMetadata,
  readList,
  readListNamespaces,
  readNamespace,
  readQuery,
  readStats,
  readUpdate,
  readUpsert,
} from '../../../../../src/engine/server/grpc/messages/requests.ts';
import { calls } from '../../../../support/grpc/grpcClient.ts';
import {
  QueryRequestSchema,
  UpsertRequestSchema,
} from '../../../../support/grpc/vectorService_pb.ts';
import { seededRandom } from '../../../../support/random.ts';

/** The bytes that others make of a message. */
function bytesOf<M extends DescMessage>(schema: M, init: MessageInitShape<M>): Uint8Array {
  return toBinary(schema, create(schema, init));
}

const filter = { $and: [{ year: { $gte: 1990 } }, { kind: { $in: ['a', 'b'] } }, { old: true }] };

describe('the messages of requests', () => {
  it('reads an upsert', () => {
    const metadata = { text: 'ü', year: 1990, tags: ['a', 'b'], isOld: false, none: null };
    const sparseValues = { indices: [1, 4_294_967_295], values: [0.5, -1] };
    const vectors = [
      { id: 'a', values: [0.5, -2, 1e-30] },
      { id: 'b', values: [], metadata, sparseValues },
    ];
    expect(readUpsert(bytesOf(UpsertRequestSchema, { vectors, namespace: 'n' }))).toEqual({
      vectors: [
        { id: 'a', values: Float32Array.of(0.5, -2, 1e-30) },
        {
          id: 'b',
          values: new Float32Array(0),
          metadata,
          sparseValues: { ...sparseValues, values: Float32Array.of(0.5, -1) },
        },
      ],
      namespace: 'n',
    });
  });

  it('counts the vectors beyond the limit and does not read them', () => {
    const vectors = Array.from({ length: 1003 }, (_, at) => ({ id: `${at}`, values: [1] }));
    const body = readUpsert(bytesOf(UpsertRequestSchema, { vectors })) as { vectors: object[] };
    expect(body.vectors.slice(999)).toEqual([
      { id: '999', values: Float32Array.of(1) },
      {},
      {},
      {},
    ]);
  });

  it('reads a query by vector', () => {
    const bytes = bytesOf(QueryRequestSchema, {
      namespace: 'n',
      topK: 10_000,
      filter,
      includeValues: true,
      includeMetadata: true,
      vector: [1, 2],
      sparseVector: { indices: [3], values: [4] },
    });
    expect(readQuery(bytes)).toEqual({
      namespace: 'n',
      topK: 10_000,
      filter,
      includeValues: true,
      includeMetadata: true,
      vector: Float32Array.of(1, 2),
      sparseVector: { indices: [3], values: Float32Array.of(4) },
    });
  });

  it('notes the parts of a query that the engine refuses', () => {
    const bytes = bytesOf(QueryRequestSchema, {
      queries: [{ topK: 1 }],
      scanFactor: 0,
      maxCandidates: 0,
    });
    const refused = { queries: true, scanFactor: true, maxCandidates: true };
    expect(readQuery(bytes)).toEqual({ topK: 0, ...refused });
  });

  it('reads the other requests', () => {
    const { update, fetch, list } = calls;
    const page = { prefix: 'p', limit: 0, paginationToken: 't' };
    const schema = { fields: { year: { filterable: true }, other: {} } };
    expect([
      readUpdate(bytesOf(update.input, { id: 'a', values: [1], setMetadata: { a: 1 } })),
      readUpdate(bytesOf(update.input, { filter, setMetadata: { a: 1 }, dryRun: false })),
      readDelete(bytesOf(calls.delete.input, { ids: ['a', 'b'], namespace: 'n' })),
      readDelete(bytesOf(calls.delete.input, { deleteAll: true, filter: {} })),
      readFetch(bytesOf(fetch.input, { ids: ['a', ''], namespace: 'n' })),
      readFetch(bytesOf(fetch.input, {})),
      readFetchByMetadata(bytesOf(calls.fetchByMetadata.input, { filter, limit: 5 })),
      readList(bytesOf(list.input, { ...page, namespace: 'n' })),
      readList(bytesOf(list.input, {})),
      readListNamespaces(bytesOf(calls.listNamespaces.input, page)),
      readStats(bytesOf(calls.describeIndexStats.input, { filter })),
      readCreateNamespace(bytesOf(calls.createNamespace.input, { name: 'n', schema })),
      readCreateNamespace(bytesOf(calls.createNamespace.input, {})),
      readNamespace(bytesOf(calls.deleteNamespace.input, { namespace: 'n' })),
    ]).toEqual([
      { id: 'a', values: Float32Array.of(1), setMetadata: { a: 1 } },
      { filter, setMetadata: { a: 1 }, dryRun: false },
      { ids: ['a', 'b'], namespace: 'n' },
      { deleteAll: true, filter: {} },
      { ids: ['a', ''], namespace: 'n' },
      { ids: [] },
      { filter, limit: 5 },
      { ...page, limit: '0', namespace: 'n' },
      {},
      { ...page, limit: '0' },
      { filter },
      {
        name: 'n',
        schema: { fields: { year: { filterable: true }, other: { filterable: false } } },
      },
      { name: '' },
      'n',
    ]);
  });

  it('reads lists that are not packed, as the Rust client sends them', () => {
    // Field 2, floats, each with a tag of its own: 1, 2 and, packed, 3 and 4.
    const floats = [0x15, 0, 0, 0x80, 0x3f, 0x15, 0, 0, 0, 0x40];
    const packed = [0x12, 8, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40];
    const sparse = [0x22, 14, 0x08, 7, 0x08, 0x80, 1, 0x15, 0, 0, 0x80, 0x3f, 0x0a, 2, 1, 2];
    const vector = [0x0a, 1, 0x61, ...floats, ...packed, ...sparse];
    expect(readUpsert(Uint8Array.from([0x0a, vector.length, ...vector]))).toEqual({
      vectors: [
        {
          id: 'a',
          values: Float32Array.of(1, 2, 3, 4),
          sparseValues: { indices: [7, 128, 1, 2], values: Float32Array.of(1) },
        },
      ],
    });
  });

  it('keeps a field named like the prototype', () => {
    const metadata = JSON.parse('{"__proto__": {"a": 1}, "constructor": "x"}') as object;
    const struct = toBinary(calls.describeIndexStats.input, {
      ...create(calls.describeIndexStats.input),
      filter: metadata as { constructor: string },
    });
    const { filter: read } = readStats(struct) as { filter: object };
    expect(JSON.stringify(read)).toBe('{"__proto__":{"a":1},"constructor":"x"}');
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it('skips fields that it does not know', () => {
    const unknown = [0x98, 0x06, 1, 0x92, 0x06, 1, 0, 0x95, 0x06, 0, 0, 0, 0];
    const fixed64 = [0x91, 0x06, 0, 0, 0, 0, 0, 0, 0, 0];
    expect(readList(Uint8Array.from([...unknown, ...fixed64, 0x22, 1, 0x6e]))).toEqual({
      namespace: 'n',
    });
  });

  it('refuses a filter that is nested too deeply and numbers that JSON does not have', () => {
    let deep: Record<string, unknown> = {};
    for (let level = 0; level < 150; level++) deep = { $and: [deep] };
    const { input } = calls.describeIndexStats;
    const bytes = bytesOf(input, { filter: deep as { $and: [] } });
    expect(() => readStats(bytes)).toThrow('nested too deeply');
    const endless = bytesOf(input, { filter: { a: 1 } });
    new DataView(endless.buffer, endless.byteOffset).setFloat64(endless.length - 8, Infinity, true);
    expect(() => readStats(endless)).toThrow('not finite');
  });

  it('answers damaged bytes with a failure of the client', () => {
    const random = seededRandom(7);
    const good = bytesOf(QueryRequestSchema, {
      topK: 3,
      filter,
      vector: [1, 2, 3],
      sparseVector: { indices: [1, 2], values: [1, 2] },
      id: 'a',
    });
    const readers = [readQuery, readUpsert, readUpdate, readCreateNamespace, readFetch];
    let refused = 0;
    for (let round = 0; round < 3000; round++) {
      const damaged = good.slice(0, Math.ceil(random() * good.length));
      damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
      for (const read of readers) {
        try {
          read(damaged);
        } catch (error) {
          if (!Failure.is(error, 'badInput')) throw error;
          refused++;
        }
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });
});
