import type { StoredIndex } from '../../../../../src/engine/storage/storedIndex.ts';

/** Returns the definition of an index of dense vectors of this dimension. */
export function filmsIndex(dimension: number): StoredIndex {
  return {
    name: 'films',
    kind: 'vectors',
    vectorType: 'dense',
    dimension,
    metric: 'cosine',
    cloud: 'aws',
    region: 'us-east-1',
    tags: {},
    isProtected: false,
  };
}
