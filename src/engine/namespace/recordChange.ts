import type { Metadata } from '../../model/record.ts';
import type { DocumentChange } from './calls/documentCalls.ts';
import type { RecordRow } from '../storage/indexDatabase.ts';
import { isDenseField, isSparseField, type DocumentFields } from '../storage/indexFields.ts';
import { floatBytes, floatsOf, maxMetadataBytes, metadataJson, sparseBytes } from './recordRows.ts';
import { decodeSparse, encodeSparse } from '../sparseSearch/sparseVector.ts';

/** What a write by filter does to each record that passes. */
export type RecordChange = 'delete' | DocumentChange;

/** As text, from which `decodeChange` has it again, bit by bit. */
export function encodeChange(change: RecordChange): string {
  if (change === 'delete') return JSON.stringify(change);
  const { values, sparse, ...others } = change;
  return JSON.stringify({
    ...others,
    values: base64(floatBytes(values)),
    sparse: base64(sparse === undefined ? null : encodeSparse(sparse)),
  });
}

type EncodedChange = Pick<DocumentChange, 'metadata' | 'removed'> & {
  readonly values: string | null;
  readonly sparse: string | null;
};

/** Throws for a text that `encodeChange` did not write. */
export function decodeChange(text: string): RecordChange {
  const change = JSON.parse(text) as 'delete' | EncodedChange;
  if (change === 'delete') return change;
  const { values, sparse, ...others } = change;
  const vector = sparse === null ? undefined : decodeSparse(Buffer.from(sparse, 'base64'));
  return {
    ...others,
    ...(values === null ? {} : { values: floatsOf(Buffer.from(values, 'base64')) }),
    ...(vector === undefined ? {} : { sparse: vector }),
  };
}

/** Whether it leaves the vectors as they are. */
export function isOfMetadata(
  { values, sparse, removed }: DocumentChange,
  fields: DocumentFields,
): boolean {
  const isVector = (name: string): boolean =>
    isDenseField(fields[name]) || isSparseField(fields[name]);
  return values === undefined && sparse === undefined && !removed.some(isVector);
}

/** Throws `badInput` where the record would hold more than it may. */
export function changedMetadata(
  metadata: Metadata,
  change: DocumentChange,
  fields: DocumentFields,
): Metadata {
  const merged = { ...metadata, ...change.metadata };
  const kept = Object.entries(merged).filter(([name]) => !change.removed.includes(name));
  // Text that is searched by its terms does not count.
  metadataJson(Object.fromEntries(kept.filter(([name]) => fields[name]?.type !== 'string')));
  return Object.fromEntries(kept);
}

/** Throws `badInput` where the record, whose metadata is `json` on disk, would hold more than it may. */
export function checkFits(
  json: string,
  metadata: Metadata,
  change: DocumentChange,
  fields: DocumentFields,
): void {
  const added = Buffer.byteLength(JSON.stringify(change.metadata));
  if (Buffer.byteLength(json) + added > maxMetadataBytes) changedMetadata(metadata, change, fields);
}

/** A record with its new vectors, and with metadata that has been changed already. */
export function changedRow(
  row: RecordRow,
  metadata: Metadata,
  { values, sparse, removed }: DocumentChange,
  fields: DocumentFields,
): RecordRow {
  const removedFields = removed.map((name) => fields[name]);
  return {
    id: row.id,
    metadata: JSON.stringify(metadata),
    value: removedFields.some(isDenseField) ? null : (floatBytes(values) ?? row.value),
    sparse: removedFields.some(isSparseField)
      ? null
      : sparse === undefined
        ? row.sparse
        : sparseBytes(sparse),
  };
}

function base64(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('base64');
}
