/** The ids or names in a list as typed: one on each line where it has several lines, else set apart by commas. Each once. */
export function parseList(text: string): readonly string[] {
  const separator = text.trim().includes('\n') ? '\n' : ',';
  const all = text.split(separator).map((one) => one.trim());
  return [...new Set(all.filter((one) => one !== ''))];
}
