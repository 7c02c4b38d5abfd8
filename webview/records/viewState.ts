import { isObject } from '../../src/common/objects.ts';
import type { RecordsTarget } from '../../src/protocol/records.ts';
import { isTarget, onlyNumbers } from '../shared/storedState.ts';

/** The state of a records view that survives hiding and reloading. The host reads the first three fields. */
export type ViewState = {
  readonly target?: RecordsTarget;
  readonly prefix: string;
  readonly filter: string;
  /** Column widths that the user chose. */
  readonly widths: Readonly<Record<string, number>>;
  readonly selected: readonly string[];
  /** The record in the reading pane. */
  readonly openId?: string;
  readonly topRow: number;
  readonly activeRow: number;
};

/** Rows sorted by a metadata field, or by id if `field` is empty. */
export type RecordSort = { readonly field: string; readonly isDescending: boolean };

export const defaultViewState: ViewState = {
  prefix: '',
  filter: '',
  widths: {},
  selected: [],
  topRow: 0,
  activeRow: 0,
};

/** Decodes a saved view state; invalid parts are omitted. */
export function decodeViewState(state: unknown): ViewState {
  if (!isObject(state)) return defaultViewState;
  const { target, prefix, filter, widths, selected, openId, topRow, activeRow } = state;
  return {
    ...(isTarget(target) && { target }),
    prefix: typeof prefix === 'string' ? prefix : '',
    filter: typeof filter === 'string' ? filter : '',
    widths: isObject(widths) ? onlyNumbers(widths) : {},
    selected: Array.isArray(selected) ? selected.filter((id) => typeof id === 'string') : [],
    ...(typeof openId === 'string' && { openId }),
    topRow: rowOf(topRow),
    activeRow: rowOf(activeRow),
  };
}

function rowOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
