import type { Judgments } from '../../model/evaluation/measures/gradedAnswer.ts';
import { compareIds } from '../../model/idOrder.ts';
import type { PoolEntry } from '../../protocol/judging.ts';
import type { StoredRun } from './studyHistory.ts';

/**
 * Returns the hits of all runs that no person has judged, and `more` records, question by question. The order within a
 * question is that of hashes, so that it tells nothing about ranks.
 */
export function judgingPool(
  questions: readonly string[],
  runs: readonly StoredRun[],
  judged: Judgments,
  more: readonly PooledRecords[] = [],
): readonly PoolEntry[] {
  const hits = new Map<string, Set<string>>();
  const add = (question: string, ids: readonly string[]): void => {
    const pooled = hits.get(question) ?? new Set<string>();
    for (const id of ids) pooled.add(id);
    hits.set(question, pooled);
  };
  for (const { answers } of runs)
    for (const { question, ids } of answers) add(question, ids.slice(0, poolDepth));
  for (const { question, ids } of more) add(question, ids);
  return questions.flatMap((question) =>
    [...(hits.get(question) ?? [])]
      .filter((record) => !judged.get(question)?.has(record))
      .map((record) => ({ record, hash: hashOf(`${question} ${record}`) }))
      .sort((a, b) => a.hash - b.hash || compareIds(a.record, b.record))
      .map(({ record }) => ({ question, record })),
  );
}

/** Records to judge for a question. */
export type PooledRecords = { readonly question: string; readonly ids: readonly string[] };

/** Hits of each run that are judged: as deep as most measures look. */
export const poolDepth = 10;

/** FNV-1a of the UTF-16 code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}
