import type { VectorRecord } from '../../model/record.ts';
import { hasSameVectors } from '../../model/recordContents.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';

/** Returns what differs between two versions of a record, as a short text for each vector and field. */
export function describeChange(
  before: VectorRecord | undefined,
  after: VectorRecord,
  { kind }: Pick<VectorIndex, 'kind'>,
): string[] {
  if (before === undefined) return ['new record'];
  const hasVector = after.values.length > 0 || after.sparseValues !== undefined;
  const isEmbedded = kind === 'records' && !hasVector;
  const vectors = isEmbedded || hasSameVectors(before, after) ? [] : ['vector'];
  const names = new Set([...Object.keys(before.metadata), ...Object.keys(after.metadata)]);
  const fields = [...names].filter((name) => textOf(before, name) !== textOf(after, name));
  return [...vectors, ...fields];
}

function textOf({ metadata }: VectorRecord, name: string): string | undefined {
  return Object.hasOwn(metadata, name) ? JSON.stringify(metadata[name]) : undefined;
}
