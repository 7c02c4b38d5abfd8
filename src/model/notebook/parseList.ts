/**
 * Parses a typed list of ids or names without duplicates: one per line if there are several lines, else separated by
 * commas.
 */
export function parseList(text: string): readonly string[] {
  const separator = text.trim().includes('\n') ? '\n' : ',';
  const all = text.split(separator).map((one) => one.trim());
  return [...new Set(all.filter((one) => one !== ''))];
}
