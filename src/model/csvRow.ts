/**
 * Returns one CSV row per RFC 4180, ending with CR LF. Prefixes formulas with an apostrophe, since records may come
 * from an untrusted source.
 */
export function csvRow(cells: readonly string[]): string {
  const quoted = cells
    .map((cell) => (isFormula(cell) ? `'${cell}` : cell))
    .map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(',')}\r\n`;
}

/** Spreadsheets skip invisible characters before a sign, and accept its full-width and small forms. */
function isFormula(cell: string): boolean {
  const seen = cell.replace(/^[\p{C}\p{Z}]+/u, '');
  const isSigned = /^[=+\-@\u2212]/.test(seen.slice(0, 1).normalize('NFKC'));
  return (isSigned || /^[\t\r\n]/.test(cell)) && !Number.isFinite(Number(cell));
}
