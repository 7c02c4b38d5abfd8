/** `ms` since 1970; a time without time zone counts as UTC. */
export type IsoTime = { readonly ms: number; readonly type: TimeType };

/** Types of ECMAScript's Temporal: a date, a date and time without time zone, or an instant. */
export type TimeType = 'plainDate' | 'plainDateTime' | 'instant';

const pattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * Parses a date of ISO 8601's extended format, alone or with a time after `T` or a space. Returns `undefined` for
 * anything else, including years and months alone, weeks, and dates without hyphens, which are more often plain
 * numbers.
 */
export function parseIsoTime(text: string): IsoTime | undefined {
  if (text.length < 10 || text.length > 40) return undefined;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone] = match;
  if (day === '00' || Number(day) > daysIn(Number(year), Number(month))) return undefined;
  if (hour === undefined) return { ms: Date.parse(`${year}-${month}-${day}`), type: 'plainDate' };
  const time = `${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  const offset = zone === undefined ? 0 : offsetMinutes(zone);
  const ms = Date.parse(`${year}-${month}-${day}T${time}Z`) - offset * 60_000;
  if (Number.isNaN(ms)) return undefined;
  return { ms, type: zone === undefined ? 'plainDateTime' : 'instant' };
}

/** Returns 0 for an invalid month. */
function daysIn(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** Returns the offset east of Greenwich; NaN for an impossible offset. */
function offsetMinutes(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', ''));
  const size = hours > 18 || minutes > 59 ? Number.NaN : hours * 60 + minutes;
  return zone.startsWith('-') ? -size : size;
}
