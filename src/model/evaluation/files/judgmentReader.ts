import { csvJudgmentReader } from './csvJudgments.ts';
import { jsonDocumentReader, jsonLinesReader } from './jsonJudgments.ts';
import type { FieldMapping, JudgmentSink, LineReader } from './judgmentSink.ts';
import { trecQrelsReader } from './trecQrels.ts';

/**
 * Reads judgments of any form: the name of the file and its first line decide which one. `chosen` names columns or
 * members that have no usual name.
 */
export function judgmentReader(
  fileName: string,
  sink: JudgmentSink,
  chosen: FieldMapping = {},
): LineReader {
  let reader: LineReader | undefined;
  return {
    read: (text, line) => {
      const clean = cleaned(text, line);
      if (!reader && clean.trim() === '') return;
      reader ??= readerOf(fileName.toLowerCase(), clean, sink, chosen);
      reader.read(clean, line);
    },
    end: () => reader?.end(),
  };
}

/** Drops a byte order mark, and the carriage return before the line feed. */
export function cleaned(text: string, line: number): string {
  const start = line === 1 && text.startsWith('\uFEFF') ? 1 : 0;
  const end = text.endsWith('\r') ? text.length - 1 : text.length;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

function readerOf(
  name: string,
  first: string,
  sink: JudgmentSink,
  chosen: FieldMapping,
): LineReader {
  if (name.endsWith('.jsonl') || name.endsWith('.ndjson')) return jsonLinesReader(sink, chosen);
  if (name.endsWith('.json')) return jsonDocumentReader(sink, chosen);
  if (name.endsWith('.csv')) return csvJudgmentReader(separatorOf(first), sink, chosen);
  if (name.endsWith('.tsv') && !isQrels(first)) return csvJudgmentReader('\t', sink, chosen);
  if (/^\s*[[{]/.test(first))
    return isWhole(first) ? jsonLinesReader(sink, chosen) : jsonDocumentReader(sink, chosen);
  if (first.startsWith('query-id\t')) return csvJudgmentReader('\t', sink, chosen);
  return trecQrelsReader(sink);
}

function isQrels(line: string): boolean {
  return /^\S+[ \t]+\S+[ \t]+\S+[ \t]+-?\d+\s*$/.test(line);
}

function isWhole(line: string): boolean {
  return line.trim().startsWith('{') && line.trim().endsWith('}');
}

/** Spreadsheets of some countries set cells apart by semicolons. */
function separatorOf(heading: string): ',' | ';' | '\t' {
  const counts = ([',', ';', '\t'] as const).map((one) => ({ one, n: heading.split(one).length }));
  return counts.reduce((most, next) => (next.n > most.n ? next : most)).one;
}
