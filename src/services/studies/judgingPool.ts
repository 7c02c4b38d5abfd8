import type { Judgments } from '../../model/evaluation/measures/gradedAnswer.ts';
import { compareIds } from '../../model/idOrder.ts';
import type { PoolEntry } from '../../protocol/study.ts';
import type { StoredRun } from './studyHistory.ts';

/** Hits of each run that are judged: as deep as most measures look. */
const poolDepth = 10;

/**
 * Returns the hits of all runs that no person has judged, question by question. The order within a question is that of
 * hashes, so that it tells nothing about ranks.
 */
export function judgingPool(
  questions: readonly string[],
  runs: readonly StoredRun[],
  judged: Judgments,
): readonly PoolEntry[] {
  const hits = new Map<string, Set<string>>();
  for (const { question, ids } of runs.flatMap(({ answers }) => answers)) {
    const pooled = hits.get(question) ?? new Set<string>();
    for (const id of ids.slice(0, poolDepth)) pooled.add(id);
    hits.set(question, pooled);
  }
  return questions.flatMap((question) =>
    [...(hits.get(question) ?? [])]
      .filter((record) => !judged.get(question)?.has(record))
      .map((record) => ({ record, hash: hashOf(`${question} ${record}`) }))
      .sort((a, b) => a.hash - b.hash || compareIds(a.record, b.record))
      .map(({ record }) => ({ question, record })),
  );
}

/** FNV-1a of the UTF-16 code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}
