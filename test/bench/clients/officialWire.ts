import { Pinecone } from '@pinecone-database/pinecone';
import type { EngineProcess } from '../../support/engineProcess.ts';
import type { Records } from './wires.ts';

/** Returns an upsert by the official TypeScript client, which encodes the records each time. */
export function officialUpsert(
  { key, url }: EngineProcess,
  host: string,
): (records: Records) => Promise<void> {
  const index = new Pinecone({ apiKey: key, controllerHostUrl: url }).index({ host });
  return (records) => index.upsert({ records: records.map((record) => ({ ...record })) });
}
