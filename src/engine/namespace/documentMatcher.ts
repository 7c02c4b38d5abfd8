import { filterTest } from '../../model/filter/matchesFilter.ts';
import type { Metadata } from '../../model/record.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import { conditionField, type DocumentSelection } from './calls/documentCalls.ts';
import type { ReadyNamespace } from './readyNamespace.ts';

/** Returns whether documents pass a selection. Throws `badInput` for a condition on a field without text. */
export function* documentMatcher(
  { filter, conditions }: DocumentSelection,
  ready: Pick<ReadyNamespace, 'texts'>,
): CooperativeTask<DocumentMatcher> {
  const passes = filterTest(filter);
  if (conditions.length === 0) return (_, metadata) => passes(metadata);
  const areMet: ((id: string) => boolean)[] = [];
  for (const condition of conditions) areMet.push(yield* ready.texts.matching(condition));
  return (id, metadata) => {
    const outcomes = areMet.map((isMet, place) => [conditionField(place), isMet(id)] as const);
    return passes({ ...metadata, ...Object.fromEntries(outcomes) });
  };
}

/** Whether a document passes a selection. */
export type DocumentMatcher = (id: string, metadata: Metadata) => boolean;
