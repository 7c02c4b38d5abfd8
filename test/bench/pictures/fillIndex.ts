import { encodeRecordFrame } from '../../../src/model/recordFrame.ts';
import type { VectorRecord } from '../../../src/model/record.ts';
import { defaultNamespace } from '../../../src/model/vectorIndex.ts';
import type { EngineProcess } from '../../support/engineProcess.ts';
import { askFor, newIndexBody } from '../../support/engineRequests.ts';
import type { LargeIndex } from './largeIndexes.ts';

const rowsPerRequest = 500;
const connections = 4;

/** Makes the index in a running engine and writes all its records. */
export async function fillIndex(
  engine: Pick<EngineProcess, 'url' | 'key'>,
  { name, dimension, metric, count, open }: LargeIndex,
): Promise<void> {
  await askFor(engine, 'POST', '/indexes', newIndexBody(name, dimension, metric));
  const recordAt = await open();
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < count) {
      const first = next;
      next = Math.min(count, first + rowsPerRequest);
      const records = Array.from({ length: next - first }, (_, at) => recordAt(first + at));
      await write(engine, { index: name, namespace: defaultNamespace, dimension }, records);
    }
  };
  await Promise.all(Array.from({ length: connections }, send));
}

async function write(
  { url, key }: Pick<EngineProcess, 'url' | 'key'>,
  target: { readonly index: string; readonly namespace: string; readonly dimension: number },
  records: readonly VectorRecord[],
): Promise<void> {
  const encoder = new TextEncoder();
  const reply = await fetch(`${url}/_vectorscope/records`, {
    method: 'POST',
    headers: { 'api-key': key },
    body: encodeRecordFrame(target, records, (text) => encoder.encode(text)),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`The records were refused: ${reply.status} ${text}`);
}
