import { Failure } from '../../common/failure.ts';
import type { Embedding } from '../storage/indexFields.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';

/** Returns the index with the changes applied. Throws `badInput` if it would have too many tags. */
export function configuredIndex(index: StoredIndex, changes: IndexChanges): StoredIndex {
  const { embedding, isProtected = index.isProtected } = changes;
  return {
    ...index,
    tags: mergedTags(index.tags, changes.tags ?? {}),
    isProtected,
    ...(embedding === undefined ? {} : { kind: 'records', embedding }),
  };
}

export const maxTags = 20;

/** The changes that an index allows. Absent fields stay as they are. */
export type IndexChanges = {
  /** Merged into the existing tags. An empty value deletes a tag. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly isProtected?: boolean;
  /** Turns an index of vectors into one of text records. */
  readonly embedding?: Embedding;
};

function mergedTags(
  tags: StoredIndex['tags'],
  changes: Readonly<Record<string, string>>,
): StoredIndex['tags'] {
  const merged = Object.entries({ ...tags, ...changes }).filter(([, value]) => value !== '');
  if (merged.length <= maxTags) return Object.fromEntries(merged);
  const message = `The index would have ${merged.length} tags, and ${maxTags} is the most: remove some`;
  throw new Failure('badInput', message);
}
