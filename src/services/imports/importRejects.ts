import type { RowFile } from '../../model/files/rowFile.ts';
import type { Refusal } from './recordsOfFile.ts';

/** Returns a refusal as a line of JSON: `{"line":17,"reason":"its id is also that of line 3","row":{…}}`. */
export function rejectLine(
  { unit }: Pick<RowFile, 'unit'>,
  refusal: Refusal & { id?: string },
): string {
  const { place, id, reason, cells } = refusal;
  return JSON.stringify({
    [unit]: place,
    ...(id !== undefined && { id }),
    reason,
    ...(cells && { row: cells }),
  });
}

/** A list of refused records beside their file. */
export type RejectList = {
  /** Absent until a record is refused. */
  readonly path: string | undefined;
  append(lines: readonly string[]): Promise<void>;
};
