import { memberOf } from '../common/objects.ts';
import { noUnits, type UsageUnits } from '../model/usageUnits.ts';
import type { NewRecord } from './pineconeClient.ts';

/**
 * Returns what a successful request used: read units as its response reports them, write units by the size of what it sent, at
 * least 5. The service also counts the size of records that are overwritten or deleted, which a request does not know.
 */
export function usageOf(
  request: { readonly url: string; readonly content: object | readonly object[] | undefined },
  response: unknown,
): UsageUnits {
  const { pathname } = new URL(request.url);
  if (!writePaths.test(pathname)) return { ...noUnits, readUnits: readUnitsOf(response) };
  const bytes = pathname.endsWith('/delete') ? 0 : bytesOf(request.content ?? {});
  return { readUnits: 0, writeUnits: Math.max(minWriteUnits, Math.ceil(bytes / bytesPerUnit)) };
}

/** Rules for write units: https://docs.pinecone.io/guides/organizations/manage-cost/understanding-cost */
const bytesPerUnit = 1024;
const minWriteUnits = 5;
const valueBytes = 4;

const writePaths =
  /\/(?:vectors\/(?:upsert|update|delete)|records\/namespaces\/[^/]+\/upsert|documents\/(?:upsert|update|delete))$/;

function readUnitsOf(response: unknown): number {
  const usage = memberOf(response, 'usage');
  const units = memberOf(usage, 'readUnits') ?? memberOf(usage, 'read_units');
  return typeof units === 'number' && units > 0 ? units : 0;
}

function bytesOf(content: object | readonly object[]): number {
  const records = memberOf(content, 'vectors');
  if (!Array.isArray(records)) return utf8Bytes(JSON.stringify(content));
  return (records as readonly NewRecord[]).reduce((sum, record) => sum + recordBytes(record), 0);
}

/** The service stores a value, and an index of a sparse value, in four bytes. */
function recordBytes({ id, values = [], sparseValues, metadata = {} }: NewRecord): number {
  const numbers = values.length + 2 * (sparseValues?.indices.length ?? 0);
  return utf8Bytes(id) + numbers * valueBytes + utf8Bytes(JSON.stringify(metadata));
}

function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}
