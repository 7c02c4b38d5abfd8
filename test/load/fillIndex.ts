import { createRandom } from '../../src/common/random.ts';
import { encodeRecordFrame } from '../../src/model/recordFrame.ts';
import type { Metadata, SparseValues } from '../../src/model/record.ts';
import type { EngineProcess } from '../support/engineProcess.ts';

export type Filling = {
  readonly index: string;
  readonly count: number;
  readonly dimension: number;
  /** By record; records are called `r0`, `r1` and so on. */
  readonly metadata: (at: number) => Metadata;
  readonly sparseValues?: (at: number) => SparseValues;
};

/** Records in one request. */
const atOnce = 500;

/** Writes records with random vectors into an index of a running engine. */
export async function fillIndex(
  { url, key }: Pick<EngineProcess, 'url' | 'key'>,
  { index, count, dimension, metadata, sparseValues }: Filling,
): Promise<void> {
  const encoder = new TextEncoder();
  for (let first = 0; first < count; first += atOnce) {
    const records = Array.from({ length: Math.min(atOnce, count - first) }, (_, row) => ({
      id: `r${first + row}`,
      values: vectorOf(first + row, dimension),
      metadata: metadata(first + row),
      ...(sparseValues === undefined ? {} : { sparseValues: sparseValues(first + row) }),
    }));
    const reply = await fetch(`${url}/_vectorscope/records`, {
      method: 'POST',
      headers: { 'api-key': key },
      body: encodeRecordFrame({ index, namespace: '__default__', dimension }, records, (text) =>
        encoder.encode(text),
      ),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`The records were refused: ${reply.status} ${text}`);
  }
}

/** The vector of a record, the same in each run. */
export function vectorOf(record: number, dimension: number): number[] {
  const random = createRandom(record + 1);
  return Array.from({ length: dimension }, () => Math.fround(random.next() - 0.5));
}
