/**
 * Returns the value of a header that has one value. Equal values of a repeated header, which HTTP joins by commas,
 * count once: some clients send a header twice.
 */
export function singleHeader(joined: string | undefined): string | undefined {
  const [first, ...others] = joined?.split(',').map((value) => value.trim()) ?? [];
  return others.length > 0 && others.every((value) => value === first) ? first : joined;
}
