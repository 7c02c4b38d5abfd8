import { isObject } from '../../../common/objects.ts';
import { mappingOf, memberNames, memberOf } from './judgmentColumns.ts';
import {
  gradeProblem,
  parseGrade,
  shortened,
  type FieldMapping,
  type JudgmentSink,
  type LineReader,
} from './judgmentSink.ts';

type Members = Readonly<Record<string, unknown>>;

/** Reads JSON Lines: one object a line. */
export function jsonLinesReader(sink: JudgmentSink, chosen: FieldMapping = {}): LineReader {
  const samples = new SampleReader(sink, chosen);
  return {
    read: (text, line) => {
      if (text.trim() === '') return;
      const value = parsed(text, line, sink);
      if (value !== undefined) samples.read(value, line);
    },
    end: () => undefined,
  };
}

/**
 * Reads a JSON document: a list of samples (as Ragas has them), an object with such a list, or grades by question and
 * id (as pytrec_eval and BEIR have them). It is held in memory as a whole; the line of a problem is that of its start.
 */
export function jsonDocumentReader(sink: JudgmentSink, chosen: FieldMapping = {}): LineReader {
  const samples = new SampleReader(sink, chosen);
  const lines: string[] = [];
  return {
    read: (text) => void lines.push(text),
    end: () => {
      const value = parsed(lines.join('\n'), 1, sink);
      if (value === undefined) return;
      const list = samplesOf(value);
      if (list) for (const sample of list) samples.read(sample, 1);
      else if (isObject(value)) readByQuestion(value, sink);
      else sink.problem({ line: 1, message: 'Expected a list of questions, or an object' });
    },
  };
}

function samplesOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return undefined;
  return ['samples', 'questions', 'data', 'examples', 'judgments']
    .map((name) => value[name])
    .find((member): member is unknown[] => Array.isArray(member));
}

/** Reads samples, the chosen members under their usual names. */
class SampleReader {
  readonly #sink: JudgmentSink;
  readonly #chosen: FieldMapping;
  #isFirst = true;

  constructor(sink: JudgmentSink, chosen: FieldMapping) {
    this.#sink = sink;
    this.#chosen = chosen;
  }

  read(value: unknown, line: number): void {
    if (this.#isFirst && isObject(value)) {
      this.#isFirst = false;
      const names = Object.keys(value);
      this.#sink.fields?.(names, mappingOf(names, this.#chosen));
    }
    readSample(isObject(value) ? renamed(value, this.#chosen) : value, line, this.#sink);
  }
}

/** The chosen members stand first: the first member with a usual name counts. */
function renamed(value: Members, { question, record, grade }: FieldMapping): Members {
  const records = record === undefined ? undefined : value[record];
  const isList = typeof records === 'object';
  const chosen: Record<string, unknown> = {
    ...(question !== undefined && { question: value[question] }),
    ...(records !== undefined && {
      reference_context_ids: isList ? records : undefined,
      docid: isList ? undefined : records,
    }),
    ...(grade !== undefined && { grade: value[grade] }),
  };
  const others = Object.entries(value).filter(([name]) => !(name in chosen));
  return { ...chosen, ...Object.fromEntries(others) };
}

/** One object: a question with its records, or one judgment, or the text of a question. */
function readSample(value: unknown, line: number, sink: JudgmentSink): void {
  if (!isObject(value)) {
    sink.problem({ line, message: `Expected an object with a question, found ${named(value)}` });
    return;
  }
  if (typeof value['_id'] === 'string' && typeof value['text'] === 'string') {
    sink.question(value['_id'], value['text']);
    return;
  }
  const question = textOf(memberOf(value, memberNames.question));
  if (question === undefined) {
    const members = Object.keys(value).join(', ');
    sink.problem({
      line,
      message: `No member is the question: name one “question”. Found ${members}`,
    });
    return;
  }
  readRecords(question, value, line, sink);
}

function readRecords(question: string, value: Members, line: number, sink: JudgmentSink): void {
  const records = memberOf(value, memberNames.records);
  const record = textOf(memberOf(value, memberNames.record));
  if (Array.isArray(records)) readList(question, records, line, sink);
  else if (isObject(records)) readGrades(question, records, line, sink);
  else if (record !== undefined) {
    const grade = memberOf(value, memberNames.grade);
    readGrade(question, record, grade === undefined ? 1 : grade, line, sink);
  } else if (memberOf(value, memberNames.texts) !== undefined)
    sink.problem({
      line,
      message: `“${shortened(question)}” has texts of its contexts, and no ids: add “reference_context_ids”`,
    });
  else sink.problem({ line, message: `“${shortened(question)}” has no ids: name them “expected”` });
}

function readList(
  question: string,
  list: readonly unknown[],
  line: number,
  sink: JudgmentSink,
): void {
  for (const one of list) {
    const id = textOf(isObject(one) ? memberOf(one, memberNames.record) : one);
    const grade = isObject(one) ? (memberOf(one, memberNames.grade) ?? 1) : 1;
    if (id === undefined)
      sink.problem({
        line,
        message: `“${shortened(question)}” lists ${named(one)} instead of an id`,
      });
    else readGrade(question, id, grade, line, sink);
  }
}

function readByQuestion(value: Members, sink: JudgmentSink): void {
  for (const [question, grades] of Object.entries(value))
    if (Array.isArray(grades)) readList(question, grades, 1, sink);
    else if (isObject(grades)) readGrades(question, grades, 1, sink);
    else
      sink.problem({
        line: 1,
        message: `“${shortened(question)}” has ${named(grades)} instead of ids`,
      });
}

function readGrades(question: string, grades: Members, line: number, sink: JudgmentSink): void {
  for (const [record, grade] of Object.entries(grades))
    readGrade(question, record, grade, line, sink);
}

function readGrade(
  question: string,
  record: string,
  value: unknown,
  line: number,
  sink: JudgmentSink,
): void {
  const text = typeof value === 'boolean' ? String(Number(value)) : String(value);
  const grade = parseGrade(text);
  if (grade === undefined) sink.problem(gradeProblem(line, text));
  else sink.judgment({ question, record, grade, line });
}

function parsed(text: string, line: number, sink: JudgmentSink): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    sink.problem({ line, message: `This is no JSON: ${reason}` });
    return undefined;
  }
}

/** An id or a question: a text, or a number as some files have it. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function named(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
