import type { EngineProcess } from './engineProcess.ts';
import { askFor, newIndexBody } from './engineRequests.ts';

/** Makes an index of these records. */
export async function makeIndex(
  engine: Engine,
  { name, metric, dimension }: SmallIndex,
  records: readonly SomeRecord[],
): Promise<void> {
  await askFor(engine, 'POST', '/indexes', newIndexBody(name, dimension, metric));
  await addRecords(engine, name, records);
}

type Engine = Pick<EngineProcess, 'url' | 'key'>;

export type SomeRecord = {
  readonly id: string;
  readonly values: readonly number[];
  readonly metadata?: object;
};

export type SmallIndex = {
  readonly name: string;
  readonly metric: string;
  readonly dimension: number;
};

/** As many as a request may hold of the longest vectors. */
const batch = 20;

export async function addRecords(
  engine: Engine,
  index: string,
  records: readonly SomeRecord[],
  namespace?: string,
): Promise<void> {
  for (let from = 0; from < records.length; from += batch) {
    const vectors = records.slice(from, from + batch);
    const body = { vectors, ...(namespace !== undefined && { namespace }) };
    await askFor(engine, 'POST', `/_i/${index}/vectors/upsert`, body);
  }
}
