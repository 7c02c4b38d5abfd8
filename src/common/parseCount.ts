import { Failure } from './failure.ts';

/** Returns a whole number above 0, entered with or without grouping of its digits. Throws `badInput` for other text. */
export function parseCount(text: string): number {
  const digits = text.replaceAll(/[\s,_’']/g, '');
  const value = Number(digits);
  if (/^\d+$/.test(digits) && value > 0 && Number.isSafeInteger(value)) return value;
  throw new Failure('badInput', 'Enter a whole number above 0');
}

/** Returns `undefined` for an empty text, else as `parseCount` does. */
export function parseOptionalCount(text: string): number | undefined {
  return text.trim() === '' ? undefined : parseCount(text);
}
