import { filterTest } from '../../model/filter/matchesFilter.ts';
import type { Metadata } from '../../model/record.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import { conditionField, type DocumentSelection } from './calls/documentCalls.ts';
import type { TextRows } from '../textSearch/textRows.ts';

/** Whether a document is meant. */
export type DocumentTest = (id: string, metadata: Metadata) => boolean;

/** What tells of documents whether a selection means them. Throws `badInput` for a condition on a field without text. */
export function* documentTest(
  { filter, conditions }: DocumentSelection,
  texts: () => TextRows,
): CooperativeTask<DocumentTest> {
  const passes = filterTest(filter);
  if (conditions.length === 0) return (_, metadata) => passes(metadata);
  const areMet: ((id: string) => boolean)[] = [];
  for (const condition of conditions) areMet.push(yield* texts().matching(condition));
  return (id, metadata) => {
    const outcomes = areMet.map((isMet, place) => [conditionField(place), isMet(id)] as const);
    return passes({ ...metadata, ...Object.fromEntries(outcomes) });
  };
}
