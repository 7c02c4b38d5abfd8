import { Failure } from '../../../common/failure.ts';
import type { VectorIndex } from '../../../model/vectorIndex.ts';

/** Throws `badInput` if records of one index do not fit into another. */
export function checkCopyFit(from: VectorIndex, to: VectorIndex): void {
  if ((from.kind === 'documents') !== (to.kind === 'documents'))
    throw new Failure(
      'badInput',
      `“${from.name}” and “${to.name}” are of different kinds: documents fit only an index of documents`,
    );
  const lacking = documentFields(from).find((name) => !documentFields(to).includes(name));
  if (lacking !== undefined)
    throw new Failure(
      'badInput',
      `“${to.name}” does not have the field “${lacking}”, which “${from.name}” searches`,
    );
  if (from.vectorType !== to.vectorType)
    throw new Failure(
      'badInput',
      `“${from.name}” holds ${from.vectorType} vectors, and “${to.name}” ${to.vectorType} ones`,
    );
  if (from.dimension !== to.dimension)
    throw new Failure(
      'badInput',
      `“${from.name}” has dimension ${from.dimension}, and “${to.name}” ${to.dimension}`,
    );
}

function documentFields({ documents }: VectorIndex): readonly string[] {
  return Object.keys(documents?.fields ?? {});
}
