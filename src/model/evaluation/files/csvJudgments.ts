import { CsvCells } from './csvCells.ts';
import { columnsOf, mappingOf, type JudgmentColumns } from './judgmentColumns.ts';
import {
  gradeProblem,
  parseGrade,
  shortened,
  type FieldMapping,
  type JudgmentSink,
  type LineReader,
} from './judgmentSink.ts';

/**
 * Reads a CSV or TSV file with a heading that names question and record, and maybe a grade: the forms of BEIR
 * (`query-id`, `corpus-id`, `score`) and Quepid (`query`, `docid`, `rating`) among others. Without grades every listed
 * record is relevant; a cell may list several ids, set apart by semicolons or line breaks.
 */
export function csvJudgmentReader(
  separator: ',' | ';' | '\t',
  sink: JudgmentSink,
  chosen: FieldMapping = {},
): LineReader {
  const rows = new CsvCells(separator);
  let columns: JudgmentColumns | undefined;
  let isUnknown = false;
  return {
    read: (text, line) => {
      if (isUnknown || (text.trim() === '' && rows.openLine === undefined)) return;
      const row = rows.read(text, line);
      if (!row) return;
      if (columns) {
        readRow(row.cells, columns, row.line, sink);
        return;
      }
      const mapping = mappingOf(row.cells, chosen);
      sink.fields?.(row.cells, mapping);
      columns = columnsOf(row.cells, mapping);
      if (columns) return;
      isUnknown = true;
      const message = `The heading names no question or no record: “${shortened(text)}”. Name them “question” and “id”, and maybe “grade”`;
      sink.problem({ line, message });
    },
    end: () => {
      const line = rows.openLine;
      if (line !== undefined) sink.problem({ line, message: 'A quoted cell never ends' });
    },
  };
}

function readRow(
  cells: readonly string[],
  columns: JudgmentColumns,
  line: number,
  sink: JudgmentSink,
): void {
  const question = cells[columns.question]?.trim() ?? '';
  const record = cells[columns.record]?.trim() ?? '';
  if (question === '' || record === '') {
    sink.problem({ line, message: `The ${question === '' ? 'question' : 'id'} is missing` });
    return;
  }
  if (columns.grade < 0) {
    const records = record.split(/[;\r\n]+/).map((one) => one.trim());
    for (const one of records)
      if (one !== '') sink.judgment({ question, record: one, grade: 1, line });
    return;
  }
  const typed = cells[columns.grade]?.trim() ?? '';
  const grade = parseGrade(typed);
  if (grade === undefined) sink.problem(gradeProblem(line, typed));
  else sink.judgment({ question, record, grade, line });
}
