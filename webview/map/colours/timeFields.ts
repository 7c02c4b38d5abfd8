import type { ColumnData, TimeColumn } from '../shared/columnData.ts';

/** What numbers that count time since 1970 may be in. */
export const timeUnits = ['seconds', 'milliseconds'] as const;
export type TimeUnit = (typeof timeUnits)[number];

const unitMs = { seconds: 1000, milliseconds: 1 } as const;

/** What people store lies between; numbers that mean something else, such as years or ranks, mostly do not. */
const earliestMs = Date.UTC(1971, 0);
const latestMs = Date.UTC(2200, 0);

/** In which unit a field's numbers may count time; undefined where that would be no likely time. */
export function likelyUnit({ column }: ColumnData): TimeUnit | undefined {
  if (column.kind !== 'number') return undefined;
  return timeUnits.find(
    (unit) => column.min * unitMs[unit] >= earliestMs && column.max * unitMs[unit] <= latestMs,
  );
}

/** The field's numbers read as moments. */
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
