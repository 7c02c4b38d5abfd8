import type { MemoryRef } from '../quantize/codeSegment.ts';
import type { FloatRowsRef } from '../disk/floatRowReader.ts';
import type { PrefixBasis } from '../quantize/prefixBasis.ts';

/** What a thread answers that computes prefixes. */
export type PrefixCalls = {
  /** A basis for the rows of the mask, if one is of use for them. */
  learn: {
    params: {
      readonly dimension: number;
      readonly segments: readonly MemoryRef[];
      readonly mask: SharedArrayBuffer;
      readonly isEuclidean: boolean;
    };
    result: PrefixBasis | null;
  };
  /** Writes the prefixes of the rows from `first` to below `end` of a segment into its memory. */
  project: {
    params: {
      readonly dimension: number;
      readonly segment: MemoryRef;
      readonly basis: PrefixBasis;
      readonly first: number;
      readonly end: number;
    };
    result: void;
  };
  /** Rows of a segment, from its first on, split: as a split segment keeps them. Their memory is the caller's. */
  split: { params: SplitParams; result: readonly Uint8Array[] };
};

export type SplitParams = {
  readonly dimension: number;
  readonly isNormalised: boolean;
  readonly segment: MemoryRef;
  readonly basis: PrefixBasis;
  readonly rows: number;
  /**
   * A file with the vectors of some of the rows, rising, whose numbers begin at `firstRow`; others are known by their codes
   * alone.
   */
  readonly floats?: {
    readonly file: FloatRowsRef;
    readonly firstRow: number;
    readonly rows: Uint32Array;
  };
};

export type PrefixThreadData = { readonly module: WebAssembly.Module };
