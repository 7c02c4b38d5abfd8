import { Failure } from '../../common/failure.ts';
import type { Cells, RowFile } from '../../model/files/rowFile.ts';
import type { Sample } from './guessMapping.ts';

const maxRows = 200;

/** Returns the first rows of a file that can be read. Throws `badInput` if there are none. */
export async function sampleFile(file: RowFile): Promise<Sample> {
  const rows: Cells[] = [];
  let problem: string | undefined;
  for await (const some of file.rows()) {
    for (const row of some.rows) {
      if ('cells' in row) rows.push(row.cells);
      else problem ??= `${file.unit} ${row.place}: ${row.problem}`;
    }
    if (rows.length >= maxRows) break;
  }
  if (rows.length > 0) return { rows: rows.slice(0, maxRows), isText: file.isText };
  const why = problem === undefined ? 'it has no rows' : problem;
  throw new Failure('badInput', `There is nothing to import in “${file.name}”: ${why}`);
}
