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

function isFormula(cell: string): boolean {
  return /^[=+\-@\t\r]/.test(cell) && !Number.isFinite(Number(cell));
}
