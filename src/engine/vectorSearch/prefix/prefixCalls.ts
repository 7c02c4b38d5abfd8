import type { SegmentRef } from '../quantize/quantizedSegment.ts';
import type { PrefixBasis } from '../quantize/prefixBasis.ts';

/** What a thread answers that computes prefixes. */
export type PrefixCalls = {
  /** A basis for the rows of the mask, if one is of use for them. */
  learn: {
    params: {
      readonly dimension: number;
      readonly segments: readonly SegmentRef[];
      readonly mask: SharedArrayBuffer;
      readonly isEuclidean: boolean;
    };
    result: PrefixBasis | null;
  };
  /** Writes the prefixes of the rows from `first` to below `end` of a segment into its memory. */
  project: {
    params: {
      readonly dimension: number;
      readonly segment: SegmentRef;
      readonly basis: PrefixBasis;
      readonly first: number;
      readonly end: number;
    };
    result: void;
  };
};

export type PrefixThreadData = { readonly module: WebAssembly.Module };
