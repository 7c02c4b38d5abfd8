import { Failure } from '../../common/failure.ts';
import { fieldOf, type VectorRecord } from '../../model/record.ts';
import { hasSameVectors } from '../../model/recordContents.ts';

/**
 * Returns the record as it is to be written to an index that embeds the field `textField`: without its vector if only
 * the text has changed, so that the service embeds the text again. Throws `badInput` if the text is removed.
 */
export function withNewEmbedding(
  before: VectorRecord | undefined,
  after: VectorRecord,
  textField: string | undefined,
): VectorRecord {
  if (before === undefined || textField === undefined) return after;
  const text = fieldOf(after.metadata, textField);
  const isSame = JSON.stringify(text) === JSON.stringify(fieldOf(before.metadata, textField));
  if (isSame || !hasSameVectors(before, after)) return after;
  if (typeof text === 'string' && text !== '')
    return { id: after.id, values: [], metadata: after.metadata };
  throw new Failure(
    'badInput',
    `The index embeds the field “${textField}”, so each record needs a text there: “${after.id}” would have none`,
  );
}
