import type { ExplainCell } from './cell.ts';

/** Returns a new cell that explains the records that a query expects. The host assigns its id. */
export function newExplainCell(query: string): ExplainCell {
  return { kind: 'explain', id: '', name: '', query, expected: '', binding: {} };
}
