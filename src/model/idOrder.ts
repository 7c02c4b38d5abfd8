/**
 * Orders ids as the service lists them: by the bytes of their UTF-8 encoding. This differs from the order of strings only
 * for characters beyond U+FFFF, which UTF-16 encodes with smaller units than U+E000 to U+FFFF.
 */
export function compareIds(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const [first, second] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (first !== second) return rankOf(first) - rankOf(second);
  }
  return one.length - other.length;
}

/** Moves surrogates behind all other code units. */
function rankOf(codeUnit: number): number {
  if (codeUnit < 0xd800) return codeUnit;
  return codeUnit < 0xe000 ? codeUnit + 0x2000 : codeUnit - 0x800;
}
