import { Failure } from '../../../common/failure.ts';
import { isObject } from '../../../common/objects.ts';
import type { Metadata, MetadataValue } from '../../../model/record.ts';
import { metadataJson } from '../../namespace/recordRows.ts';
import { dropsNull, type ApiVersion } from './apiVersion.ts';

/**
 * Decodes a record's metadata. Throws `badInput` for values that Pinecone rejects: null in API versions that do not
 * drop it.
 */
export function decodeMetadata(value: unknown, version: ApiVersion): Metadata {
  return decodeSizedMetadata(value, version).metadata;
}

/** Metadata and the bytes of its JSON. */
export type SizedMetadata = { readonly metadata: Metadata; readonly sizeBytes: number };

/** Decodes metadata and measures its JSON, so that it is serialized once. */
export function decodeSizedMetadata(value: unknown, version: ApiVersion): SizedMetadata {
  if (value === undefined || value === null) return { metadata: {}, sizeBytes: 2 };
  if (!isObject(value)) throw new Failure('badInput', 'Metadata must be an object');
  const all = Object.entries(value);
  const entries = dropsNull(version) ? all.filter(([, field]) => field !== null) : all;
  for (const [key, field] of entries) checkField(key, field);
  // `Object.fromEntries` keeps keys such as `__proto__` as plain keys.
  const metadata = Object.fromEntries(entries) as Record<string, MetadataValue>;
  return { metadata, sizeBytes: Buffer.byteLength(metadataJson(metadata)) };
}

function checkField(key: string, value: unknown): void {
  if (key.startsWith('$'))
    throw new Failure('badInput', `Metadata field '${key}' cannot start with '$'`);
  if (typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (Array.isArray(value) && value.every((element) => typeof element === 'string')) return;
  const message = `Metadata value must be a string, number, boolean or list of strings, got '${briefly(value)}' for field '${key}'`;
  throw new Failure('badInput', message);
}

function briefly(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
