import type { TimeType } from '../../../../src/model/isoTime.ts';

const minuteMs = 60_000;

/** A time, in milliseconds since 1970, as fields for dates and times have it; moments in the user's time zone. */
export function toTimeField(ms: number, type: TimeType): string {
  const shown = type === 'instant' ? ms - new Date(ms).getTimezoneOffset() * minuteMs : ms;
  return new Date(shown).toISOString().slice(0, type === 'plainDate' ? 10 : 19);
}

/** The time that such a field holds; NaN where it is empty. */
export function fromTimeField(text: string, type: TimeType): number {
  // Without a zone the language reads a day alone as in UTC, and a time of day as in the user's zone.
  return Date.parse(type === 'plainDateTime' ? `${text}Z` : text);
}
