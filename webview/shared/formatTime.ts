import type { TimeType } from '../../src/model/isoTime.ts';
import { locale } from './format.ts';

// Instants are shown in the user's time zone. Times without a zone are shown as written: they were parsed as UTC.
const formats: Readonly<Record<TimeType, Intl.DateTimeFormat>> = {
  plainDate: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }),
  plainDateTime: new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'UTC',
  }),
  instant: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }),
};

const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });

/** Formats milliseconds since 1970 in the user's language. Instants are in the user's time zone. */
export function formatTime(ms: number, type: TimeType): string {
  return formats[type].format(ms);
}

/** Formats the day of a time. */
export function formatDay(ms: number, type: TimeType): string {
  return (type === 'instant' ? days : formats.plainDate).format(ms);
}

/** The user's time zone, such as `Europe/Berlin`. */
export const timeZone = formats.instant.resolvedOptions().timeZone;
