import { Failure } from '../../../common/failure.ts';
import type { VectorRecord } from '../../../model/record.ts';
import type { PullScope } from '../../../model/twin.ts';
import { editMetadata, type MetadataEdit } from '../../writes/metadataEdit.ts';

/** How records change on their way to the target. */
export type CopyTransform = {
  /** Written before each id; may be empty. */
  readonly idPrefix: string;
  readonly edits: readonly MetadataEdit[];
};

/** Which records of a namespace are copied, and how they change. Default: all, as they are. */
export type CopyPart = { readonly scope?: PullScope; readonly transform?: CopyTransform };

export const noTransform: CopyTransform = { idPrefix: '', edits: [] };

/** Returns the record as the copy writes it. */
export function transformRecord(
  record: VectorRecord,
  { idPrefix, edits }: CopyTransform,
): VectorRecord {
  const metadata = edits.reduce((before, edit) => editMetadata(before, edit), record.metadata);
  return { ...record, id: `${idPrefix}${record.id}`, metadata };
}

/** Returns a text to put before ids. Throws `badInput` for one that no id can begin with, or that is too long. */
export function parseIdPrefix(text: string): string {
  if (/^[\x20-\x7e]{0,100}$/.test(text)) return text;
  throw new Failure('badInput', 'A prefix has at most 100 printable ASCII characters');
}
