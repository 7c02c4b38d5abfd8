import { Failure } from '../../common/failure.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { Connections } from '../environments/connections.ts';
import type { WritePlace } from '../writes/recordWrites.ts';

/** A record with the index that holds it. `record` is absent if there is none with the id. */
export type FoundRecord = { readonly index: VectorIndex; readonly record?: VectorRecord };

/** Reads one record. Throws `badInput` for an index of documents, `notFound` if the index does not exist. */
export async function readRecord(
  connections: Pick<Connections, 'open'>,
  { environment, index: name, namespace }: WritePlace,
  id: string,
  signal: AbortSignal,
): Promise<FoundRecord> {
  const service = await connections.open(environment, signal);
  const index = await service.describeIndex(name, signal);
  if (index.kind === 'documents')
    throw new Failure('badInput', `“${name}” holds documents, which cannot be opened here yet`);
  const { value } = await service.index(index.host).fetch(namespace, [id], signal);
  const [record] = value;
  return record === undefined ? { index } : { index, record };
}
