import type { Metadata } from '../../../model/record.ts';
import type { SparseVector } from '../../sparseSearch/sparseVector.ts';

/** The buffers that are transferred, not copied. */
export function buffersOf({ idLengths, scores }: PackedHits): readonly ArrayBuffer[] {
  return [idLengths.buffer, scores.buffer];
}

/** One result of a query. */
export type StoredHit = {
  readonly id: string;
  readonly score: number;
  readonly values?: Float32Array;
  readonly sparse?: SparseVector;
  readonly metadata?: Metadata;
};

/** Hits as threads exchange them. Ten thousand objects take longer to copy than to find. */
export type PackedHits = {
  /** All ids, one after the other. */
  readonly ids: string;
  /** UTF-16 units of each id. */
  readonly idLengths: Uint16Array<ArrayBuffer>;
  readonly scores: Float64Array<ArrayBuffer>;
  /** The values and metadata of each hit; empty if the query asks for neither. */
  readonly shown: readonly Omit<StoredHit, 'id' | 'score'>[];
};

export function packHits(hits: readonly StoredHit[], hasShown: boolean): PackedHits {
  const idLengths = new Uint16Array(hits.length);
  const scores = new Float64Array(hits.length);
  const ids: string[] = [];
  for (let at = 0; at < hits.length; at++) {
    const { id, score } = hits[at]!;
    ids.push(id);
    idLengths[at] = id.length;
    scores[at] = score;
  }
  return { ids: ids.join(''), idLengths, scores, shown: hasShown ? hits.map(shownOf) : [] };
}

function shownOf({ values, sparse, metadata }: StoredHit): PackedHits['shown'][number] {
  return {
    ...(values && { values }),
    ...(sparse && { sparse }),
    ...(metadata && { metadata }),
  };
}

/** The hits that `packHits` was given, in the same order. */
export function unpackHits({ ids, idLengths, scores, shown }: PackedHits): readonly StoredHit[] {
  const hits: StoredHit[] = [];
  for (let at = 0, start = 0; at < scores.length; at++) {
    const id = ids.slice(start, (start += idLengths[at]!));
    const score = scores[at]!;
    hits.push(shown.length === 0 ? { id, score } : { id, score, ...shown[at] });
  }
  return hits;
}
