import {
  gradeProblem,
  parseGrade,
  shortened,
  type JudgmentSink,
  type LineReader,
} from './judgmentSink.ts';

/** Reads TREC qrels: `query 0 id grade`, set apart by spaces or tabs. Blank lines and lines with # count nothing. */
export function trecQrelsReader(sink: JudgmentSink): LineReader {
  return {
    read: (text, line) => {
      const columns = splitColumns(text);
      if (columns.length === 0) return;
      const [question = '', , record = '', typed = ''] = columns;
      const grade = parseGrade(typed);
      if (columns.length !== 4)
        sink.problem({
          line,
          message: `Expected “query 0 id grade”, found ${columns.length} columns: “${shortened(text)}”`,
        });
      else if (grade === undefined) sink.problem(gradeProblem(line, typed));
      else sink.judgment({ question, record, grade, line });
    },
    end: () => undefined,
  };
}

/** Returns the columns of a line of a TREC file; none of a blank line or a comment. */
export function splitColumns(text: string): readonly string[] {
  const trimmed = text.trim();
  return trimmed === '' || trimmed.startsWith('#') ? [] : trimmed.split(/[ \t]+/);
}
