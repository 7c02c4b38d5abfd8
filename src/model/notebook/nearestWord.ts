import { slipsBetween } from '../slipsBetween.ts';

/** The word that differs least from `word`, if one is near enough to be what was meant: at most one slip for three letters. */
export function nearestWord<W extends string>(word: string, words: readonly W[]): W | undefined {
  const [nearest] = words
    .map((other) => ({ other, slips: slipsBetween(word, other) }))
    .filter(({ other, slips }) => slips <= Math.max(1, Math.floor(other.length / 3)))
    .sort((a, b) => a.slips - b.slips);
  return nearest?.other;
}
