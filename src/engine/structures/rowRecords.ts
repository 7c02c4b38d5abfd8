/** A copy of the records of rows. */
export function rowRecordsImage(records: readonly (RowRecord | undefined)[]): RowRecordsImage {
  return {
    pks: Float64Array.from(records, (record) => record?.pk ?? noRecord),
    ids: records.map((record) => record?.id ?? ''),
  };
}

/** The record of a row. */
export type RowRecord = { readonly pk: number; readonly id: string };

/** The records of rows as files hold them. */
export type RowRecordsImage = {
  /** By row; `noRecord` for one without a record. */
  readonly pks: Float64Array;
  readonly ids: readonly string[];
};

const noRecord = -1;

/** The records of an image, by row. */
export function recordsOfImage({ pks, ids }: RowRecordsImage): (RowRecord | undefined)[] {
  return ids.map((id, row) => (pks[row] === noRecord ? undefined : { pk: pks[row]!, id }));
}

/** The rows of records by id. */
export function rowsById(records: readonly (RowRecord | undefined)[]): Map<string, number> {
  const rows = new Map<string, number>();
  for (let row = 0; row < records.length; row++) {
    const record = records[row];
    if (record !== undefined) rows.set(record.id, row);
  }
  return rows;
}
