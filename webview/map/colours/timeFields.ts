import type { ColumnData, TimeColumn } from '../shared/columnData.ts';

/** Returns the unit in which a field's numbers are likely times; undefined if they are not. */
export function likelyUnit({ column }: ColumnData): TimeUnit | undefined {
  if (column.kind !== 'number') return undefined;
  return timeUnits.find(
    (unit) => column.min * unitMs[unit] >= earliestMs && column.max * unitMs[unit] <= latestMs,
  );
}

/** The units of numbers that count time since 1970. */
export const timeUnits = ['seconds', 'milliseconds'] as const;
export type TimeUnit = (typeof timeUnits)[number];

const unitMs = { seconds: 1000, milliseconds: 1 } as const;

/** Range of likely times. Other numbers, such as years or ranks, mostly fall outside. */
const earliestMs = Date.UTC(1971, 0);
const latestMs = Date.UTC(2200, 0);

/** Returns the field's numbers as instants. */
export function asTimes(data: ColumnData, unit: TimeUnit): ColumnData | TimeColumn {
  const { column, values } = data;
  if (column.kind !== 'number') return data;
  const factor = unitMs[unit];
  const { name, min, max } = column;
  return {
    column: { kind: 'time', name, type: 'instant', min: min * factor, max: max * factor },
    values: Float64Array.from(values, (value) => value * factor),
    unitMs: factor,
  };
}
