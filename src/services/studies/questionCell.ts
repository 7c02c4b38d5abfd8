import { queryKinds, type QueryCell } from '../../model/notebook/cell.ts';
import type { Setup, StudyQuestion } from '../../model/evaluation/study/study.ts';

/** Returns the query cell that asks a question in a setup; `undefined` if the question lacks the setup's input. */
export function questionCell(question: StudyQuestion, setup: Setup): QueryCell | undefined {
  const by = setup.askBy ?? queryKinds.find((kind) => question.inputs[kind] !== undefined);
  const value = by && question.inputs[by];
  if (by === undefined || value === undefined) return undefined;
  const { alpha } = setup;
  const isDropping = dropsOwnRecord(setup, by);
  return {
    kind: 'query',
    id: question.id,
    name: question.id,
    input: { by, value },
    filter: joinedFilter(question.filter, setup.filter),
    // One more, for the record that is dropped.
    topK: Math.min(setup.topK + (isDropping ? 1 : 0), 10_000),
    includeValues: false,
    expected: '',
    binding: setup.binding,
    // Without sparse values the cell says that its alpha has nothing to weigh.
    ...(alpha !== undefined && { alpha: String(alpha), sparse: question.sparse ?? '' }),
  };
}

/** Returns the ids that count as the answer: a question by a record's id drops this record, unless the setup keeps it. */
export function countedIds(
  cell: QueryCell,
  setup: Setup,
  ids: readonly string[],
): readonly string[] {
  const { by, value } = cell.input;
  const kept = dropsOwnRecord(setup, by) ? ids.filter((id) => id !== value) : ids;
  return kept.slice(0, setup.topK);
}

function dropsOwnRecord({ keepsOwnRecord }: Setup, by: QueryCell['input']['by']): boolean {
  return by === 'id' && !keepsOwnRecord;
}

function joinedFilter(one: string, other: string): string {
  if (one.trim() === '' || other.trim() === '') return one.trim() + other.trim();
  return `{ "$and": [${one.trim()}, ${other.trim()}] }`;
}
