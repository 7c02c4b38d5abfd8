import type { Metadata, SparseValues } from '../model/record.ts';

/** A hit of an open notebook that is this record. */
export type Appearance = {
  /** The URI of the notebook. */
  readonly notebook: string;
  readonly notebookName: string;
  readonly cellId: string;
  /** The place of the cell in the notebook, from 1. */
  readonly cellNumber: number;
  /** Empty if the cell has no name. */
  readonly cellName: string;
  /** The place among the hits, from 1. */
  readonly rank: number;
  readonly hitCount: number;
  readonly score: number;
};

/** Everything about one record. */
export type RecordDetails = {
  readonly id: string;
  readonly metadata: Metadata;
  /** Empty if it has no dense vector. */
  readonly values: readonly number[];
  readonly sparseValues?: SparseValues;
  readonly appearances: readonly Appearance[];
};

/** Calls of every view with a reading pane. */
export type RecordPaneCalls = {
  /** Opens the notebook and focuses the cell. */
  'appearance.show': { params: Pick<Appearance, 'notebook' | 'cellId'>; result: void };
};
