/**
 * A line of comma-separated values as RFC 4180 says: it ends with CR LF, and cells that need it stand in quotation marks.
 * Text that a spreadsheet would compute gets an apostrophe in front: records may be from anywhere.
 */
export function csvRow(cells: readonly string[]): string {
  const quoted = cells
    .map((cell) => (isFormula(cell) ? `'${cell}` : cell))
    .map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(',')}\r\n`;
}

/** Spreadsheets skip what is not seen before a sign, and take its wide and small forms for the same sign. */
function isFormula(cell: string): boolean {
  const seen = cell.replace(/^[\p{C}\p{Z}]+/u, '');
  const isSigned = /^[=+\-@\u2212]/.test(seen.slice(0, 1).normalize('NFKC'));
  return (isSigned || /^[\t\r\n]/.test(cell)) && !Number.isFinite(Number(cell));
}
