import type { VectorRecord } from '../../model/record.ts';
import type { WriteChange } from '../../model/writeJournal.ts';
import type { NewRecord, TextRecord } from '../../pinecone/pineconeClient.ts';

/** The changes of a write as requests, in batches that the service accepts. */
export type WriteBatches = {
  readonly texts: readonly (readonly TextRecord[])[];
  readonly vectors: readonly (readonly NewRecord[])[];
  readonly deleted: readonly string[];
};

const textsPerRequest = 96;
const recordsPerRequest = 100;
/** Below the service's 2 MB for a request. */
const bytesPerRequest = 1_500_000;
/** Most characters of a float32 in JSON, with its comma. */
const charactersPerValue = 14;

/** Sorts at most 1,000 changes into requests that the service accepts. */
export function batchesOf(changes: readonly WriteChange[]): WriteBatches {
  return {
    ...recordBatches(changes.flatMap(({ after }) => after ?? [])),
    deleted: changes.filter(({ after }) => after === undefined).map(({ id }) => id),
  };
}

/** Splits records into requests that the service accepts. */
export function recordBatches(
  records: readonly VectorRecord[],
): Pick<WriteBatches, 'texts' | 'vectors'> {
  const [texts, vectors] = [records.filter(isTextOnly), records.filter((one) => !isTextOnly(one))];
  return {
    texts: split(texts, textsPerRequest).map((batch) => batch.map(toText)),
    vectors: split(vectors, recordsPerRequest).map((batch) => batch.map(toNewRecord)),
  };
}

/** Whether the service must embed the record's text. */
export function isTextOnly({ values, sparseValues }: VectorRecord): boolean {
  return values.length === 0 && sparseValues === undefined;
}

function split(records: readonly VectorRecord[], most: number): VectorRecord[][] {
  const groups: VectorRecord[][] = [];
  let bytes = 0;
  for (const record of records) {
    const size = sizeOf(record);
    const last = groups.at(-1);
    if (last !== undefined && last.length < most && bytes + size <= bytesPerRequest) {
      last.push(record);
      bytes += size;
    } else {
      groups.push([record]);
      bytes = size;
    }
  }
  return groups;
}

function sizeOf({ id, values, sparseValues, metadata }: VectorRecord): number {
  const numbers = values.length + 2 * (sparseValues?.indices.length ?? 0);
  // A character has at most four bytes.
  return 4 * (id.length + JSON.stringify(metadata).length) + numbers * charactersPerValue;
}

function toText({ id, metadata }: VectorRecord): TextRecord {
  return { id, fields: metadata };
}

/** Omits what is empty: the service refuses empty vectors. */
function toNewRecord({ id, values, sparseValues, metadata }: VectorRecord): NewRecord {
  return {
    id,
    ...(values.length > 0 && { values }),
    ...(sparseValues && { sparseValues }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}
