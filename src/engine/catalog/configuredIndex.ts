import { Failure } from '../../common/failure.ts';
import type { Embedding } from '../storage/indexFields.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';

export const maxTags = 20;

/** What may change of an index that is there; what is absent stays. */
export type IndexChanges = {
  /** Merged into those that are there; an empty value takes one away. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly isProtected?: boolean;
  /** Makes an index of vectors one of records. */
  readonly embedding?: Embedding;
};

/** The index as it is after the changes. Throws `badInput` where it would have too many tags. */
export function configuredIndex(index: StoredIndex, changes: IndexChanges): StoredIndex {
  const { embedding, isProtected = index.isProtected } = changes;
  return {
    ...index,
    tags: mergedTags(index.tags, changes.tags ?? {}),
    isProtected,
    ...(embedding === undefined ? {} : { kind: 'records', embedding }),
  };
}

function mergedTags(
  tags: StoredIndex['tags'],
  changes: Readonly<Record<string, string>>,
): StoredIndex['tags'] {
  const merged = Object.entries({ ...tags, ...changes }).filter(([, value]) => value !== '');
  if (merged.length <= maxTags) return Object.fromEntries(merged);
  const message = `The index would have ${merged.length} tags, and ${maxTags} is the most: take some away`;
  throw new Failure('badInput', message);
}
