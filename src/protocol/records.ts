import type { Hit } from '../model/hit.ts';
import type { Metadata } from '../model/record.ts';
import type { IndexKind, Metric } from '../model/vectorIndex.ts';
import type { JudgingCalls, JudgingStart } from './judging.ts';
import type { RecordDetails, RecordPaneCalls } from './recordPane.ts';

/** The namespace whose records a view shows, by names. */
export type RecordsTarget = {
  readonly environment: string;
  readonly index: string;
  readonly namespace: string;
};

/** Actions that other commands provide. */
export const recordActions = ['open', 'new', 'editMetadata', 'delete', 'import'] as const;
export type RecordAction = (typeof recordActions)[number];

export type RecordsTitle = RecordsTarget & {
  readonly colour: string;
  readonly kind: IndexKind;
  readonly vectorType: 'dense' | 'sparse';
  readonly metric: Metric;
  /** Absent for sparse indexes. */
  readonly dimension?: number;
  /** Whether reads cost nothing. */
  readonly isFree: boolean;
  /** Whether neighbours can be searched. */
  readonly canSearch: boolean;
  readonly actions: readonly RecordAction[];
  /** Fields that the user chose as columns of this index, in order. Absent: the most frequent ones. */
  readonly columns?: readonly string[];
};

/** Which records a view shows. Both empty: all. */
export type RecordsSelection = {
  /** The start of the ids. */
  readonly prefix: string;
  /** A metadata filter as typed. */
  readonly filter: string;
};

export type FieldType = 'string' | 'number' | 'boolean' | 'list';

/** A metadata field as learned from the records read so far. */
export type FieldSummary = {
  readonly name: string;
  /** The share of the records that have it, 0 to 1. */
  readonly share: number;
  readonly types: readonly FieldType[];
  readonly examples: readonly string[];
};

/** How much of a selection is known. */
export type RecordsStatus = {
  /** Increases when rows change their places or contents: the view reads them again. */
  readonly generation: number;
  /** The number of rows known so far. */
  readonly listed: number;
  /** Whether there are no more rows. */
  readonly isDone: boolean;
  /** The service's count of the namespace. Absent until known. It may lag behind writes. */
  readonly total?: number;
  readonly readUnits: number;
  /** Reading stops at this number of read units. Absent if reads cost nothing. */
  readonly budget?: number;
  readonly fields: readonly FieldSummary[];
};

/** One row: a record without its values. Long texts are cut for display. */
export type RecordRow = {
  readonly id: string;
  /** Absent if the record was deleted after it was listed. */
  readonly metadata?: Metadata;
};

export type CopyFormat = 'json' | 'csv';

/** Calls that other views have too. */
type SharedCalls = RecordPaneCalls & JudgingCalls;

/** Calls from the webview to the host. */
export type RecordsCalls = SharedCalls & {
  /** Returns the title and the status. Status events follow. */
  'records.open': {
    params: RecordsSelection;
    result: { readonly title: RecordsTitle; readonly status: RecordsStatus };
  };
  /** Shows other records. Fails with `badInput` and the problem of the filter. */
  'records.select': { params: RecordsSelection; result: RecordsStatus };
  /** Returns the rows from `from` up to `to` (exclusive), as far as there are any. */
  'rows.read': {
    params: { readonly from: number; readonly to: number };
    result: { readonly generation: number; readonly rows: readonly RecordRow[] };
  };
  /** Returns the ids of rows that are listed already. */
  'ids.read': {
    params: { readonly from: number; readonly to: number };
    result: readonly string[];
  };
  /** Returns the row of an id among the rows listed so far, or -1. */
  'row.find': { params: { readonly id: string }; result: number };
  /** Reads everything again. */
  'records.reload': { params: Record<string, never>; result: RecordsStatus };
  /** Allows more read units after the budget was used up. */
  'budget.raise': { params: Record<string, never>; result: RecordsStatus };
  /** Throws `notFound` if the record does not exist. */
  'record.read': { params: { readonly id: string }; result: RecordDetails };
  /** Returns the nearest records, nearest first, without the record itself. */
  'neighbours.read': { params: { readonly id: string }; result: readonly Hit[] };
  /** Copies whole records to the clipboard. Returns their number: deleted ones are left out. */
  'records.copy': {
    params: { readonly ids: readonly string[]; readonly format: CopyFormat };
    result: number;
  };
  /** Opens a notebook with a query by the first record and the others as expected hits. */
  'records.query': { params: { readonly ids: readonly string[] }; result: void };
  /** Runs an action on these records; without ids, on all that match the view's filter. */
  'action.run': {
    params: { readonly action: RecordAction; readonly ids: readonly string[] };
    result: void;
  };
  /** Asks the user for a question of a study to judge these records for. Null if none is chosen. */
  'judging.start': { params: { readonly ids: readonly string[] }; result: JudgingStart | null };
  'columns.keep': { params: { readonly columns: readonly string[] }; result: void };
  'clipboard.write': { params: { readonly text: string }; result: void };
};

/** Events from the host to the webview. */
export type RecordsEvents = { 'records.changed': RecordsStatus };
