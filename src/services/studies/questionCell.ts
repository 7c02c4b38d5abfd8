import type { QueryCell } from '../../model/notebook/cell.ts';
import type { QueryOptions } from '../../model/notebook/queryOptions.ts';
import { firstInput, pickOptions } from '../../model/evaluation/study/askOptions.ts';
import { setupOptions } from '../../model/evaluation/study/optionNames.ts';
import type { AskBy, Setup, StudyQuestion } from '../../model/evaluation/study/study.ts';

/** Returns the query cell that asks a question in a setup; `undefined` if the question lacks the setup's input. */
export function questionCell(question: StudyQuestion, setup: Setup): QueryCell | undefined {
  const askBy = setup.askBy ?? firstInput(question);
  const sparse = sparsePart(question, setup, askBy);
  const by = askBy === 'sparse' ? 'text' : askBy;
  const value = askBy === 'sparse' ? '' : by && question.inputs[by];
  if (by === undefined || value === undefined || sparse === undefined) return undefined;
  const isDropping = dropsOwnRecord(setup, by);
  const { rerankQuery } = question;
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
    ...pickOptions(setupOptions, (option) => setup[option]),
    ...(setup.rerank !== undefined && rerankQuery !== undefined && { rerankQuery }),
    ...sparse,
  };
}

/**
 * Returns the sparse part of a query by sparse values or with an alpha: that of the question, else its text. `undefined`
 * if a query by sparse values has none.
 */
function sparsePart(
  { sparse, sparseText, inputs }: StudyQuestion,
  { alpha }: Setup,
  askBy: AskBy | undefined,
): QueryOptions | undefined {
  if (askBy !== 'sparse' && alpha === undefined) return {};
  const words = sparseText ?? inputs.text;
  const part = sparse !== undefined ? { sparse } : words !== undefined ? { sparseText: words } : {};
  if (askBy === 'sparse') return Object.keys(part).length > 0 ? part : undefined;
  // Without a sparse part the cell says that its alpha has nothing to weigh.
  return { sparse: '', ...part, alpha: String(alpha) };
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
