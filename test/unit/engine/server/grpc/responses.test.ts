import { fromBinary, toJson, type DescMessage, type JsonValue } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import {
  emptyMessage,
  writeFetched,
  writeFetchedPage,
  writeIds,
  writeMatches,
  writeNamespace,
  writeNamespaces,
  writeStats,
  writeUpdated,
  writeUpserted,
} from '../../../../../src/engine/server/grpc/messages/responses.ts';
import type { StoredIndex } from '../../../../../src/engine/storage/storedIndex.ts';
import { calls } from '../../../../support/grpc/grpcClient.ts';

/** A message as others read it. */
function read({ output }: { output: DescMessage }, bytes: Uint8Array): JsonValue {
  return toJson(output, fromBinary(output, bytes));
}

const record = {
  id: 'ä',
  values: Float32Array.of(0.5, -2),
  metadata: { text: '€'.repeat(100), year: 1990, share: 0.1, isOld: true, tags: ['a', ''] },
  sparse: { indices: Uint32Array.of(0, 300, 4_294_967_295), values: Float32Array.of(1, 2, 3) },
};
const shown = {
  id: 'ä',
  values: [0.5, -2],
  metadata: record.metadata,
  sparseValues: { indices: [0, 300, 4_294_967_295], values: [1, 2, 3] },
};
const usage = { readUnits: 1 };

describe('the messages of responses', () => {
  it('are what the code of others reads', async () => {
    const found = { namespace: 'n', lsn: 3 };
    const index = { metric: 'cosine', vectorType: 'dense', dimension: 768 } as StoredIndex;
    const sparse = { metric: 'dotproduct', vectorType: 'sparse' } as StoredIndex;
    const namespaces = [
      { name: '', recordCount: 0 },
      { name: 'n', recordCount: 300 },
    ];
    const details = { name: 'n', recordCount: 2 ** 40, sizeBytes: 2 ** 52 };
    const matches = [
      { ...record, score: 0.25 },
      { id: 'b', score: 0, metadata: {} },
    ];
    expect([
      read(calls.upsert, writeUpserted(300)),
      read(calls.query, await writeMatches({ ...found, matches })),
      read(calls.fetch, await writeFetched({ ...found, records: [record] })),
      read(calls.fetchByMetadata, await writeFetchedPage({ ...found, records: [], next: 't' })),
      read(calls.list, writeIds({ ...found, ids: ['a', 'b'], next: 't' })),
      read(calls.update, writeUpdated(undefined)),
      read(calls.update, writeUpdated(0)),
      read(calls.delete, emptyMessage),
      read(calls.describeIndexStats, writeStats({ index, namespaces, recordCount: 300 })),
      read(calls.describeIndexStats, writeStats({ index: sparse, namespaces: [], recordCount: 0 })),
      read(calls.describeNamespace, writeNamespace({ ...details, filterable: ['year'] })),
      read(
        calls.listNamespaces,
        writeNamespaces({ namespaces: [details], totalCount: 2, next: undefined }),
      ),
    ]).toEqual([
      { upsertedCount: 300 },
      { matches: [{ ...shown, score: 0.25 }, { id: 'b' }], namespace: 'n', usage },
      { vectors: { ä: shown }, namespace: 'n', usage },
      { namespace: 'n', usage, pagination: { next: 't' } },
      { vectors: [{ id: 'a' }, { id: 'b' }], pagination: { next: 't' }, namespace: 'n', usage },
      {},
      { matchedRecords: 0 },
      {},
      {
        namespaces: { '': {}, n: { vectorCount: 300 } },
        dimension: 768,
        totalVectorCount: 300,
        metric: 'cosine',
        vectorType: 'dense',
      },
      { metric: 'dotproduct', vectorType: 'sparse' },
      {
        name: 'n',
        recordCount: String(2 ** 40),
        sizeBytes: String(2 ** 52),
        schema: { fields: { year: { filterable: true } } },
        indexedFields: { fields: ['year'] },
      },
      {
        namespaces: [{ name: 'n', recordCount: String(2 ** 40), sizeBytes: String(2 ** 52) }],
        totalCount: 2,
      },
    ]);
  });

  it('are whole wherever the buffer grows', async () => {
    for (let length = 900; length < 1100; length++) {
      const text = 'x'.repeat(length);
      const records = [{ ...record, id: text, metadata: { text, number: 1, [text]: [text] } }];
      const bytes = await writeFetched({ namespace: text, lsn: 1, records });
      const { vectors, namespace } = fromBinary(calls.fetch.output, bytes);
      expect([vectors[text]?.metadata, vectors[text]?.values, namespace]).toEqual([
        records[0]?.metadata,
        [0.5, -2],
        text,
      ]);
    }
  });

  it('are refused beyond the limit', async () => {
    const records = Array.from({ length: 60 }, (_, at) => ({
      id: `${at}`,
      values: new Float32Array(20_000),
      metadata: {},
    }));
    const found = { namespace: '', lsn: 1 };
    await expect(writeFetched({ ...found, records })).rejects.toThrow('The answer exceeds 4194304');
    const most = await writeFetched({ ...found, records: records.slice(0, 52) });
    expect(most.length).toBeGreaterThan(4_100_000);
  });
});
