import type { TimeType } from '../../../../src/model/isoTime.ts';

const minuteMs = 60_000;

/** Formats milliseconds since 1970 as the value of a date or time input. Instants are in the user's time zone. */
export function toTimeField(ms: number, type: TimeType): string {
  const shown = type === 'instant' ? ms - new Date(ms).getTimezoneOffset() * minuteMs : ms;
  return new Date(shown).toISOString().slice(0, type === 'plainDate' ? 10 : 19);
}

/** Parses the value of a date or time input; NaN if it is empty. */
export function fromTimeField(text: string, type: TimeType): number {
  // `Date.parse` reads a date without a zone as UTC, and a date with a time as local time.
  return Date.parse(type === 'plainDateTime' ? `${text}Z` : text);
}
