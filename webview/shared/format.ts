import type { MetadataValue } from '../../src/model/record.ts';

/** The language of the page. */
export const locale = globalThis.document?.documentElement.lang || 'en';
const counts = new Intl.NumberFormat(locale);
const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** Formats a number with thousands separators: `10,000`. */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** Formats a duration in a suitable unit: `41 ms`, `1.2 s`, `2 min 5 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 59.95) return `${tenths.format(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Formats an age in one unit: `now`, `5 min`, `2 h`, `3 d`. */
export function formatAge(ageMs: number): string {
  const minutes = Math.floor(ageMs / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${counts.format(Math.floor(hours / 24))} d`;
}

/** Formats a share as a percentage: `23%`, with a decimal below ten. */
export function formatShare(share: number): string {
  const percent = 100 * share;
  return `${percent < 9.95 ? tenths.format(percent) : Math.round(percent)}%`;
}

/** Formats a score with four decimals, so that a column aligns; large values have fewer. */
export function formatScore(score: number): string {
  return score.toFixed(Math.abs(score) < 1000 ? 4 : 1);
}

/** Formats read units as counted by the service: `1 RU`. */
export function formatReadUnits(readUnits: number): string {
  return `${tenths.format(readUnits)} RU`;
}

/** Formats the start of a vector and its length: `[0.12, -0.034, …] 384`. */
export function formatVector(values: readonly number[], shown = 3): string {
  const head = values.slice(0, shown).map((value) => String(Number(value.toPrecision(3))));
  if (values.length > shown) head.push('…');
  return `[${head.join(', ')}] ${values.length}`;
}

/** Formats a metadata value as one line; lists are joined by commas. */
export function formatValue(value: MetadataValue): string {
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/** Adds a full stop to a message that has no final punctuation. */
export function formatSentence(message: string): string {
  return /[.!?…]["”’)]?$/.test(message) ? message : `${message}.`;
}
