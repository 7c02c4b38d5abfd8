import type { FieldMapping } from './judgmentSink.ts';

/** Indexes of the columns of a file with judgments. */
export type JudgmentColumns = {
  readonly question: number;
  readonly record: number;
  /** -1 if there is none: every listed record is relevant then. */
  readonly grade: number;
};

/** Names of columns and members, in lower case without spaces, dashes and underscores. */
const questionNames = ['question', 'query', 'queryid', 'qid', 'userinput', 'input', 'topic'];
const recordNames = [
  'docid',
  'corpusid',
  'documentid',
  'recordid',
  'record',
  'id',
  'expected',
  'ids',
];
const gradeNames = ['grade', 'rating', 'relevance', 'score', 'label', 'rel'];
const listNames = [
  'referencecontextids',
  'expectedids',
  'expected',
  'relevantids',
  'relevant',
  'ids',
];
const textNames = ['referencecontexts', 'contexts', 'expectedcontexts'];

/** Returns the names that hold question, record and grade: the chosen ones (empty for none), else the usual ones. */
export function mappingOf(names: readonly string[], chosen: FieldMapping): FieldMapping {
  const normal = names.map(normalized);
  const pick = (usual: readonly string[], name: string | undefined): string | undefined => {
    if (name === '') return undefined;
    return name !== undefined && names.includes(name) ? name : names[indexOfFirst(normal, usual)];
  };
  const question = pick(questionNames, chosen.question);
  const record = pick([...recordNames, ...listNames], chosen.record);
  const grade = pick(gradeNames, chosen.grade);
  return {
    ...(question !== undefined && { question }),
    ...(record !== undefined && { record }),
    ...(grade !== undefined && { grade }),
  };
}

/** Returns the columns of a mapping; `undefined` if it names no question or no record. */
export function columnsOf(
  heading: readonly string[],
  { question = '', record = '', grade = '' }: FieldMapping,
): JudgmentColumns | undefined {
  const columns = {
    question: heading.indexOf(question),
    record: heading.indexOf(record),
    grade: heading.indexOf(grade),
  };
  const isWhole = columns.question >= 0 && columns.record >= 0;
  return isWhole && columns.question !== columns.record ? columns : undefined;
}

/** The members of a JSON object that can hold a question, its record, its records, or their texts. */
export const memberNames = {
  question: questionNames,
  record: recordNames,
  records: listNames,
  texts: textNames,
  grade: gradeNames,
} as const;

/** Returns the value of the first member that has one of the names. */
export function memberOf(
  object: Readonly<Record<string, unknown>>,
  names: readonly string[],
): unknown {
  const keys = Object.keys(object);
  const normal = keys.map(normalized);
  const at = indexOfFirst(normal, names);
  return at < 0 ? undefined : object[keys[at] ?? ''];
}

function indexOfFirst(names: readonly string[], wanted: readonly string[]): number {
  const name = wanted.find((one) => names.includes(one));
  return name === undefined ? -1 : names.indexOf(name);
}

function normalized(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '');
}
