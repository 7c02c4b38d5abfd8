import { fieldOf, type MetadataValue } from '../../src/model/record.ts';
import type { RecordRow } from '../../src/protocol/records.ts';
import type { RecordSort } from './viewState.ts';
import { compareValues } from '../shared/grid/compareValues.ts';

/** Returns the rows sorted: numbers before texts, records without the field last, equal ones by id. */
export function sortRows(
  rows: readonly RecordRow[],
  { field, isDescending }: RecordSort,
): RecordRow[] {
  const sign = isDescending ? -1 : 1;
  const valueOf = ({ id, metadata }: RecordRow): MetadataValue | undefined =>
    field === '' ? id : metadata && fieldOf(metadata, field);
  return rows.toSorted((one, other) => {
    const [left, right] = [valueOf(one), valueOf(other)];
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined) || byId(one, other);
    return sign * compareValues(left, right) || byId(one, other);
  });
}

/** Returns the sort after a click on a column's header: ascending, descending, none. */
export function nextSort(sort: RecordSort | undefined, field: string): RecordSort | undefined {
  if (sort?.field !== field) return { field, isDescending: false };
  return sort.isDescending ? undefined : { field, isDescending: true };
}

function byId(one: RecordRow, other: RecordRow): number {
  return one.id < other.id ? -1 : 1;
}
