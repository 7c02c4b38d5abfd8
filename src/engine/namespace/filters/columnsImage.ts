import type { MetadataValue } from '../../../model/record.ts';

/** The columns of a namespace: those that were in memory. */
export type ColumnsImage = {
  /** By place: the number of its record, -1 without one. */
  readonly pks: Float64Array;
  /** The fields that records have or had once; undefined if not all records were seen. Some may have no column. */
  readonly fields: readonly string[] | undefined;
  /** By field, the least recently used first. */
  readonly columns: ReadonlyMap<string, ColumnImage>;
};

/** A column of metadata by place. */
export type ColumnImage = {
  /** As in `MetadataColumn`. */
  readonly codes: Uint32Array;
  readonly numbers: Float64Array;
  /** The values that codes from 1 on stand for. */
  readonly dictionary: readonly MetadataValue[];
};

/** Rows in use, and the numbers of the records of all rows. */
export type NumberedRows = { readonly rows: Uint32Array; readonly pks: Float64Array };

/** By row: the place of its record in an image; -1 for a record that is not there. */
export function placesByRow(
  { pks }: Pick<ColumnsImage, 'pks'>,
  { rows, pks: rowPks }: NumberedRows,
): Int32Array {
  const places = new Int32Array(rowPks.length).fill(-1);
  let highest: number | undefined;
  let placeByPk: Map<number, number> | undefined;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const pk = rowPks[row]!;
    // Rows stay the same from one snapshot of vectors to the next.
    if (pks[row] === pk) {
      places[row] = row;
      continue;
    }
    highest ??= pks.reduce((max, one) => Math.max(max, one), -1);
    if (pk > highest) continue;
    placeByPk ??= new Map(Array.from(pks, (one, place) => [one, place]));
    places[row] = placeByPk.get(pk) ?? -1;
  }
  return places;
}
