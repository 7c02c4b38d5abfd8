import { editDistance } from '../model/editDistance.ts';
import type { ColumnKind, ColumnDescription } from './parquetCalls.ts';

/**
 * Returns an error text with the most similar column: `has no column “values”; it has “embedding” (list of 384
 * numbers)`.
 */
export function missingColumnMessage(name: string, others: readonly ColumnDescription[]): string {
  const nearest = nearestColumn(name, others);
  const hint = nearest === undefined ? '' : `; it has “${nearest.name}” (${nearest.type})`;
  return `has no column “${name}”${hint}`;
}

/** The kinds of columns that can replace a required column. If none matches, all columns are candidates. */
const kinds: Readonly<Record<string, readonly ColumnKind[]>> = {
  id: ['text', 'number'],
  _id: ['text', 'number'],
  values: ['numbers'],
  sparse_values: ['object'],
};

function nearestColumn(
  name: string,
  others: readonly ColumnDescription[],
): ColumnDescription | undefined {
  const fitting = others.filter(({ kind }) => kinds[name]?.includes(kind));
  const candidates = fitting.length > 0 ? fitting : others;
  const [nearest] = candidates
    .map((column) => ({ column, distance: distanceOf(name, column.name) }))
    .sort((a, b) => a.distance - b.distance);
  return nearest?.column;
}

/** Names that contain each other, like `vector_id` and `id`, have distance 0; others their edit distance. */
function distanceOf(wanted: string, name: string): number {
  const [a, b] = [wanted.toLowerCase(), name.toLowerCase()];
  return a.includes(b) || b.includes(a) ? 0 : editDistance(a, b);
}
