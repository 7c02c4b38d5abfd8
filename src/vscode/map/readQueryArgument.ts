import { inputKinds, type QueryInput } from '../../model/notebook/cell.ts';
import { metrics } from '../../model/vectorIndex.ts';
import type { MapQueryInput } from '../../services/maps/mapQueries.ts';

/** Decodes the query in the argument of *Show Map*. Any extension can pass any argument. */
export function queryOf(argument: unknown): MapQueryInput | undefined {
  const query = fieldOf(argument, 'query');
  const id = fieldOf(query, 'id');
  const name = fieldOf(query, 'name');
  const filter = fieldOf(query, 'filter');
  const namespace = fieldOf(query, 'namespace');
  const input = inputOf(fieldOf(query, 'input'));
  const metric = metrics.find((known) => known === fieldOf(query, 'metric'));
  if (typeof id !== 'string' || typeof name !== 'string' || metric === undefined) return undefined;
  return {
    id,
    name,
    metric,
    hits: listOf(fieldOf(query, 'hits')).filter(isHit),
    expected: listOf(fieldOf(query, 'expected')).filter((one) => typeof one === 'string'),
    ...(typeof namespace === 'string' ? { namespace } : {}),
    ...(typeof filter === 'string' ? { filter } : {}),
    ...(input && { input }),
  };
}

function inputOf(input: unknown): QueryInput | undefined {
  const by = inputKinds.find((known) => known === fieldOf(input, 'by'));
  const value = fieldOf(input, 'value');
  return by !== undefined && typeof value === 'string' ? { by, value } : undefined;
}

function isHit(value: unknown): value is { id: string; score: number } {
  return typeof fieldOf(value, 'id') === 'string' && typeof fieldOf(value, 'score') === 'number';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Record<string, unknown>)[name];
}
