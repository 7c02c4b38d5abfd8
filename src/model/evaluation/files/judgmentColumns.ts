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

/** Indexes of the columns of a file with judgments. */
export type JudgmentColumns = {
  readonly question: number;
  readonly record: number;
  /** -1 if there is none: every listed record is relevant then. */
  readonly grade: number;
};

/** Returns the columns of a heading; `undefined` if it names no question or no record. */
export function columnsOf(heading: readonly string[]): JudgmentColumns | undefined {
  const names = heading.map(normalized);
  const question = indexOfFirst(names, questionNames);
  const record = indexOfFirst(names, recordNames);
  if (question < 0 || record < 0 || question === record) return undefined;
  return { question, record, grade: indexOfFirst(names, gradeNames) };
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
