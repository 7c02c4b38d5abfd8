/** The ids in a list as typed: one on each line where it has several lines, else set apart by commas. Each once. */
export function expectedIds(text: string): readonly string[] {
  const separator = text.trim().includes('\n') ? '\n' : ',';
  const ids = text.split(separator).map((id) => id.trim());
  return [...new Set(ids.filter((id) => id !== ''))];
}
