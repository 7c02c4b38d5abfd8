import { encodeRecordFrame } from '../../../src/model/recordFrame.ts';
import { defaultNamespace } from '../../../src/model/vectorIndex.ts';
import type { EngineProcess } from '../../support/engineProcess.ts';
import { blocksOf, type RowFile } from '../data/rowFile.ts';

export const rowsPerBatch = 100;

/** The index that the bench fills. */
export const indexName = 'million';

export type Batch = { readonly first: number; readonly rows: readonly Float32Array[] };

export type Feeding = {
  readonly engine: EngineProcess;
  /** Sent by whichever connection is free. */
  readonly batches: Iterator<Batch>;
  readonly connections: number;
  /** How many batches are sent; fewer where there are no more. */
  readonly limit: number;
  /** Of a record, by the number of its row. */
  readonly idOf?: (row: number) => string;
};

export type Fed = { readonly rows: number; readonly seconds: number; readonly batchMs: number[] };

/** The rows of a file in order, as many as go into one request. */
export function* batchesOf(rows: RowFile): Generator<Batch> {
  for (const block of blocksOf(rows))
    for (let at = 0; at < block.rows.length; at += rowsPerBatch)
      yield { first: block.first + at, rows: block.rows.slice(at, at + rowsPerBatch) };
}

/** Writes records by the engine's binary import; each batch is on disk before its connection sends the next. */
export async function feed({
  engine,
  batches,
  connections,
  limit,
  idOf = String,
}: Feeding): Promise<Fed> {
  const batchMs: number[] = [];
  let rows = 0;
  let left = limit;
  const begin = performance.now();
  const sendAll = async (): Promise<void> => {
    while (left-- > 0) {
      const { value, done } = batches.next();
      if (done === true) return;
      const sent = performance.now();
      await send(engine, value, idOf);
      batchMs.push(performance.now() - sent);
      rows += value.rows.length;
    }
  };
  await Promise.all(Array.from({ length: connections }, sendAll));
  return { rows, seconds: (performance.now() - begin) / 1000, batchMs };
}

async function send(
  { url, key }: EngineProcess,
  { first, rows }: Batch,
  idOf: (row: number) => string,
): Promise<void> {
  const records = rows.map((values, at) => ({
    id: idOf(first + at),
    values: values as unknown as readonly number[],
    metadata: { bucket: (first + at) % 100 },
  }));
  const target = { index: indexName, namespace: defaultNamespace, dimension: rows[0]!.length };
  const encoder = new TextEncoder();
  const body = encodeRecordFrame(target, records, (text) => encoder.encode(text));
  const reply = await fetch(`${url}/_vectorscope/records`, {
    method: 'POST',
    headers: { 'api-key': key },
    body,
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`The import was refused: ${reply.status} ${text}`);
}

/** Rows a second over all of it. */
export function rateOf(all: readonly Fed[]): number {
  const rows = all.reduce((sum, fed) => sum + fed.rows, 0);
  return rows / all.reduce((sum, fed) => sum + fed.seconds, 0);
}
