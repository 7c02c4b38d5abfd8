import type { Binding, QueryCell } from '../../model/notebook/cell.ts';
import { shownQuestion } from '../../model/evaluation/study/askOptions.ts';
import { parseNotebook } from '../../model/notebook/parseNotebook.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { HistoryEntry } from '../notebook/kept/runHistory.ts';
import { askedOf } from './cellQuestion.ts';

/** Returns what was asked of a place, the newest first, each once. `entries` are the newest first. */
export function historyQuestions(
  entries: readonly HistoryEntry[],
  place: Binding,
): readonly HistoryQuestion[] {
  const questions = new Map<string, HistoryQuestion>();
  for (const { outcome, binding, text, at, count } of entries) {
    if (outcome !== 'hits' || !isSamePlace(binding, place)) continue;
    const cell = cellOf(text);
    const asked = cell && askedOf(cell);
    if (!cell || !asked) continue;
    const shown = shownQuestion(asked);
    const key = JSON.stringify(asked.inputs) + shown.trim();
    const known = questions.get(key);
    if (known) questions.set(key, { ...known, times: known.times + 1 });
    else questions.set(key, { cell, asked: shown, at, count, times: 1 });
  }
  return [...questions.values()];
}

/** A query of the history that can become a question. */
export type HistoryQuestion = {
  readonly cell: QueryCell;
  readonly asked: string;
  /** When it ran last, in milliseconds since 1970. */
  readonly at: number;
  readonly times: number;
  /** Number of hits of its last run. */
  readonly count: number;
};

function cellOf(text: string): QueryCell | undefined {
  const parsed = parseNotebook(text);
  const cell = parsed.isValid ? parsed.notebook.cells[0] : undefined;
  return cell?.kind === 'query' ? cell : undefined;
}

function isSamePlace(one: Binding, other: Binding): boolean {
  return (
    one.environment === other.environment &&
    one.index === other.index &&
    (one.namespace || defaultNamespace) === (other.namespace || defaultNamespace)
  );
}
