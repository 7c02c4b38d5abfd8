import type { Cell, Notebook, QueryCell } from '../../model/notebook/cell.ts';
import type { VectorRecord } from '../../model/record.ts';
import { textOfField, type ReembeddingPreview } from './reembeddingPreview.ts';
import type { ReembeddingPlan } from './reembeddingPlan.ts';

/**
 * Returns a notebook that asks both indexes the same and compares the hits. Questions are the beginnings of texts, whose
 * records are expected; without the old model, records are the questions.
 */
export function comparisonNotebook({ plan, sample, asksByText, words }: ComparisonAbout): Notebook {
  const { source, target, namespaces } = plan;
  const [namespace = ''] = namespaces;
  const asked = sample
    .filter((record) => textOfField(record, plan.model.textField) !== '')
    .filter((_, at, all) => at % Math.max(1, Math.floor(all.length / questionCount)) === 0)
    .slice(0, questionCount);
  const bound = { environment: source.environment.name, namespace };
  const cells = asked.flatMap((record, at): readonly Cell[] => {
    const question = questionOf(record, plan.model.textField, asksByText);
    const before = queryCell(`before-${at + 1}`, record, question, {});
    const binding =
      source.environment.id === target.environment.id
        ? { index: target.index }
        : { environment: target.environment.name, index: target.index };
    const after = queryCell(`after-${at + 1}`, record, question, binding);
    const queries = `${before.name}, ${after.name}`;
    const compare: Cell = {
      kind: 'compare',
      id: '',
      name: `question-${at + 1}`,
      queries,
      binding: {},
    };
    return [before, after, compare];
  });
  const all: readonly Cell[] = [{ kind: 'text', id: '', text: words }, ...cells];
  return {
    binding: { ...bound, index: source.index },
    cells: all.map((cell, at) => ({ ...cell, id: String(at + 1) })),
  };
}

const questionCount = 3;
const hits = 10;
const wordsOfQuestion = 14;

export type ComparisonAbout = {
  readonly plan: ReembeddingPlan;
  readonly sample: ReembeddingPreview['sample'];
  /** Whether the old index can be asked by text: its model is known. */
  readonly asksByText: boolean;
  /** Text of the first cell. */
  readonly words: string;
};

function queryCell(
  name: string,
  { id }: VectorRecord,
  input: QueryCell['input'],
  binding: QueryCell['binding'],
): QueryCell {
  return {
    kind: 'query',
    id: '',
    name,
    input,
    filter: '',
    topK: hits,
    includeValues: false,
    expected: id,
    binding,
  };
}

function questionOf(
  record: VectorRecord,
  textField: string,
  asksByText: boolean,
): QueryCell['input'] {
  if (!asksByText) return { by: 'id', value: record.id };
  const title = textOfField(record, 'title');
  const text = title === '' ? textOfField(record, textField) : title;
  return { by: 'text', value: text.split(/\s+/).slice(0, wordsOfQuestion).join(' ') };
}
