import { describe, expect, it } from 'vitest';
import { MetadataColumns } from '../../../../../src/engine/namespace/filters/metadataColumns.ts';
import { countBits, rowsOf } from '../../../../../src/engine/structures/bits.ts';
import type { Filter } from '../../../../../src/model/filter/filter.ts';
import { matchesFilter } from '../../../../../src/model/filter/matchesFilter.ts';
import type { Metadata, MetadataValue } from '../../../../../src/model/record.ts';
import { seededRandom } from '../../../../support/random.ts';

const fields = ['a', 'b', '__proto__'];
const words = ['x', 'y', 'true', '1', ''];
const comparisons = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'] as const;

function* rowsNow(records: readonly Metadata[]): Generator<{ row: number; metadata: Metadata }> {
  for (let row = 0; row < records.length; row++) yield { row, metadata: records[row]! };
}

describe('MetadataColumns', () => {
  it('let pass what the filter language says, for any filter, while records change', () => {
    const random = seededRandom(21);
    const records = Array.from({ length: 300 }, () => metadata(random));
    const columns = new MetadataColumns();
    const change = (): void => {
      const row = Math.floor(random() * (records.length + 1));
      records[row] = metadata(random);
      columns.set(row, records[row]);
    };
    for (let step = 0; step < 400; step++) {
      const filter = filterOf(random, 2);
      const loading = columns.load(columns.missing(filter), rowsNow(records));
      while (loading.next().done !== true) if (random() < 0.01) change();
      expect({ filter, rows: passing(columns, filter, records.length) }).toEqual({
        filter,
        rows: records.flatMap((one, row) => (matchesFilter(filter, one) ? [row] : [])),
      });
      change();
    }
  });
});

function passing(columns: MetadataColumns, filter: Filter, rowCount: number): number[] {
  const bits = columns.passing(filter, rowCount).slice(0, Math.ceil(rowCount / 32));
  return [...rowsOf(bits, countBits(bits))].filter((row) => row < rowCount);
}

function metadata(random: () => number): Metadata {
  const chosen = fields.filter(() => random() < 0.7);
  return Object.fromEntries(chosen.map((field) => [field, value(random)]));
}

function value(random: () => number): MetadataValue {
  const kind = random();
  if (kind < 0.3) return scalar(random);
  if (kind < 0.6) return Math.floor(4 * random());
  if (kind < 0.8) return words.filter(() => random() < 0.4);
  return random() < 0.5;
}

function scalar(random: () => number): string | number | boolean {
  const kind = random();
  if (kind < 0.5) return words[Math.floor(words.length * random())]!;
  return kind < 0.8 ? Math.floor(4 * random()) : random() < 0.5;
}

function filterOf(random: () => number, depth: number): Filter {
  const field = fields[Math.floor(fields.length * random())]!;
  const kind = random();
  if (depth > 0 && kind < 0.4) {
    const operands = Array.from({ length: Math.floor(3.5 * random()) }, () =>
      filterOf(random, depth - 1),
    );
    return { op: kind < 0.2 ? 'and' : 'or', operands };
  }
  if (kind < 0.5) return { op: 'exists', field, isExpected: random() < 0.5 };
  if (kind < 0.65) {
    return { op: 'in', field, isNegated: random() < 0.5, values: [scalar(random), scalar(random)] };
  }
  const comparison = comparisons[Math.floor(comparisons.length * random())]!;
  const isOrder = comparison !== '$eq' && comparison !== '$ne';
  return {
    op: 'compare',
    field,
    comparison,
    value: isOrder ? Math.floor(4 * random()) : scalar(random),
  };
}
