import type { MetadataValue } from '../../src/model/record.ts';

const locale = globalThis.document?.documentElement.lang || 'en';
const counts = new Intl.NumberFormat(locale);
const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** A number with thousands separators, as in 10,000. */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** A span of time in the unit that fits: `41 ms`, `1.2 s`, `2 min 5 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 59.95) return `${tenths.format(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** How long ago something was, in one unit: `now`, `5 min`, `2 h`, `3 d`. */
export function formatAge(ageMs: number): string {
  const minutes = Math.floor(ageMs / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${counts.format(Math.floor(hours / 24))} d`;
}

/** A share of a whole as a percentage: `23%`, below ten with a decimal. */
export function formatShare(share: number): string {
  const percent = 100 * share;
  return `${percent < 9.95 ? tenths.format(percent) : Math.round(percent)}%`;
}

/** A score with four decimals, so that a column of them aligns; far from zero with fewer. */
export function formatScore(score: number): string {
  return score.toFixed(Math.abs(score) < 1000 ? 4 : 1);
}

/** Read units as the service counts them: `1 RU`. */
export function formatReadUnits(readUnits: number): string {
  return `${tenths.format(readUnits)} RU`;
}

/** The beginning of a vector and its length: `[0.12, -0.034, …] 384`. */
export function formatVector(values: readonly number[], shown = 3): string {
  const head = values.slice(0, shown).map((value) => String(Number(value.toPrecision(3))));
  if (values.length > shown) head.push('…');
  return `[${head.join(', ')}] ${values.length}`;
}

/** Metadata as one line of text; lists are joined by commas. */
export function formatValue(value: MetadataValue): string {
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/** A message as a sentence: failures come without a full stop at their end. */
export function formatSentence(message: string): string {
  return /[.!?…]["”’)]?$/.test(message) ? message : `${message}.`;
}
