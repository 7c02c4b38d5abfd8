import { editDistance } from '../../model/editDistance.ts';
import type { ColumnKind, ColumnDescription } from './parquet/parquetCalls.ts';

/** What is missing and what there is in its place: `has no column “values”; it has “embedding” (list of 384 numbers)`. */
export function missingColumnMessage(name: string, others: readonly ColumnDescription[]): string {
  const nearest = nearestColumn(name, others);
  const hint = nearest === undefined ? '' : `; it has “${nearest.name}” (${nearest.type})`;
  return `has no column “${name}”${hint}`;
}

/** The columns that may hold what the name stands for, by their kind; all where none is of that kind. */
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

/** Names that hold the other one, as `vector_id` holds `id`, are nearer than those that differ in as many letters. */
function distanceOf(wanted: string, name: string): number {
  const [a, b] = [wanted.toLowerCase(), name.toLowerCase()];
  return a.includes(b) || b.includes(a) ? 0 : editDistance(a, b);
}
