import type { CollectedJudgments } from '../files/collectedJudgments.ts';

/** Returns a note on judged records that are not in the index that a setup asks; `undefined` if all are. */
export function noteOfUnknown(setup: string, ids: readonly string[]): string | undefined {
  if (ids.length === 0) return undefined;
  const what = ids.length === 1 ? 'judged record is' : 'judged records are';
  return `${ids.length} ${what} not in the index (${setup}): ${listed(ids)}`;
}

/** Returns notes on the lines of a judgment file that cannot be read, or that contradict each other. */
export function notesOfFile(
  name: string,
  {
    counts,
    problems,
    contradictions,
  }: Pick<CollectedJudgments, 'counts' | 'problems' | 'contradictions'>,
): readonly string[] {
  const lines = [...problems, ...contradictions].slice(0, mostListed);
  const notes = lines.map(({ line, message }) => `${name}, line ${line}: ${message}`);
  const left = counts.unreadable + counts.contradicting - lines.length;
  return left > 0 ? [...notes, `${name}: ${left} more lines like these`] : notes;
}

const mostListed = 10;

function listed(ids: readonly string[]): string {
  return ids.slice(0, mostListed).join(', ') + (ids.length > mostListed ? ', …' : '');
}
