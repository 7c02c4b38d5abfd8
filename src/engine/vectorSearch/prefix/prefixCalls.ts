import type { SegmentRef } from '../quantize/quantizedSegment.ts';
import type { PrefixBasis } from '../quantize/prefixBasis.ts';

/** Calls that the prefix thread answers. */
export type PrefixCalls = {
  /** Returns a basis for the rows of the mask; null if prefixes do not make searches faster. */
  learn: {
    params: {
      readonly dimension: number;
      readonly segments: readonly SegmentRef[];
      readonly mask: SharedArrayBuffer;
      readonly isEuclidean: boolean;
    };
    result: PrefixBasis | null;
  };
  /** Writes the prefixes of a segment's rows, from `first` to below `end`, into its memory. */
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

/** Data that the thread starts with. */
export type PrefixThreadData = { readonly module: WebAssembly.Module };
