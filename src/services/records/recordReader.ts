import type { VectorRecord } from '../../model/record.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { Connections } from '../environments/connections.ts';
import type { WritePlace } from '../writes/recordWrites.ts';

/** Reads one record. Throws `notFound` if the index does not exist. */
export async function readRecord(
  connections: Pick<Connections, 'open'>,
  { environment, index: name, namespace }: WritePlace,
  id: string,
  signal: AbortSignal,
): Promise<FoundRecord> {
  const service = await connections.open(environment, signal);
  const index = await service.describeIndex(name, signal);
  const client = service.index(index.host, index.documents);
  const { value } = await client.fetch(namespace, [id], signal);
  const [record] = value;
  return record === undefined ? { index } : { index, record };
}

/** A record with the index that holds it. `record` is absent if there is none with the id. */
export type FoundRecord = { readonly index: VectorIndex; readonly record?: VectorRecord };
