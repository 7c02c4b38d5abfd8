import type { VNode } from 'preact';
import { formatDay, timeZone } from '../../shared/formatTime.ts';
import { formatCount } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import { toCss } from './colour.ts';
import { numberText, type ColumnData, type RangeColumn } from '../shared/columnData.ts';
import type { PointColours } from './pointColours.ts';
import { gradientEntry, type Palette } from './palette.ts';
import { scaleKinds, type ScaleKind } from './scaleKinds.ts';
import { timeUnits } from './timeFields.ts';
import { RangeBrush } from './range/rangeBrush.tsx';
import { RangeFields } from './range/rangeFields.tsx';

/** The legend of a numeric or time field: gradient, distribution and range filter. */
export function RangeLegend({ colours }: { colours: PointColours }): VNode | null {
  const { column: data, colouring, legend, palette } = colours;
  const { scale, axis } = colouring ?? {};
  if (data === undefined || !isRange(data) || legend?.kind !== 'gradient') return null;
  if (scale === undefined || axis === undefined) return null;
  const { column } = data;
  const shares = scale.kind === 'linear' ? [0, 1] : [0, 0.5, 1];
  return (
    <div class="gradient">
      <RangeBrush colours={colours} data={data} axis={axis} />
      <div class="gradient-bar" style={{ backgroundImage: gradientImage(palette) }} />
      <div class="gradient-ends numeric">
        {shares.map((share) => (
          <span key={share}>{endText(column, scale.valueAt(share))}</span>
        ))}
      </div>
      <ScaleChoice colours={colours} kind={axis.kind} canBeLog={column.min > 0} />
      {column.kind === 'time' && <p class="dim">{describeZone(column.type)}</p>}
      <RangeFields key={`${column.name} ${column.kind}`} colours={colours} data={data} />
      <UnitChoice colours={colours} />
      {legend.missing > 0 && (
        <p class="dim">{t('{0} records without a value', formatCount(legend.missing))}</p>
      )}
    </div>
  );
}

/** Longest range that shows the time of day. */
const longMs = 3 * 86_400_000;

function isRange(data: ColumnData): data is RangeColumn {
  return data.column.kind !== 'category';
}

function describeZone(type: Extract<RangeColumn['column'], { kind: 'time' }>['type']): string {
  switch (type) {
    case 'instant':
      return t('Times in {0}', timeZone);
    case 'plainDateTime':
      return t('Times as written, without a time zone');
    case 'plainDate':
      return t('Dates as written');
  }
}

type ScaleProps = {
  readonly colours: PointColours;
  readonly kind: ScaleKind;
  readonly canBeLog: boolean;
};

/** Selects how the values are spread over the colours. */
function ScaleChoice({ colours, kind, canBeLog }: ScaleProps): VNode {
  const names = {
    linear: t('evenly'),
    log: t('by orders of magnitude'),
    quantile: t('equal numbers of points'),
  } as const;
  return (
    <label class="unit-choice">
      {t('Spread colours')}{' '}
      <select
        class="control"
        value={kind}
        onChange={({ currentTarget: { value } }) => {
          const chosen = scaleKinds.find((one) => one === value);
          if (chosen) colours.scaleBy(chosen);
        }}
      >
        {scaleKinds
          .filter((one) => canBeLog || one !== 'log')
          .map((one) => (
            <option key={one} value={one}>
              {names[one]}
            </option>
          ))}
      </select>
    </label>
  );
}

/** Selects whether numbers are read as times, if they are likely times. */
function UnitChoice({ colours }: { colours: PointColours }): VNode | null {
  const { likelyUnit, timeUnit } = colours;
  if (likelyUnit === undefined && timeUnit === undefined) return null;
  const names = {
    seconds: t('seconds since 1970'),
    milliseconds: t('milliseconds since 1970'),
  } as const;
  return (
    <label class="unit-choice">
      {t('Read as')}{' '}
      <select
        class="control"
        value={timeUnit ?? ''}
        onChange={({ currentTarget: { value } }) =>
          colours.readAsTimes(timeUnits.find((unit) => unit === value))
        }
      >
        <option value="">{t('numbers')}</option>
        {timeUnits
          .filter((unit) => unit === likelyUnit || unit === timeUnit)
          .map((unit) => (
            <option key={unit} value={unit}>
              {names[unit]}
            </option>
          ))}
      </select>
    </label>
  );
}

function gradientImage({ colours, foreground }: Palette): string {
  const stops = [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1];
  const inWords = stops.map((share) => toCss(colours[gradientEntry(share)] ?? foreground));
  return `linear-gradient(to right, ${inWords.join(', ')})`;
}

function endText(column: RangeColumn['column'], value: number): string {
  if (column.kind === 'time') {
    const isLong = column.max - column.min > longMs;
    return isLong ? formatDay(value, column.type) : numberText(column, value);
  }
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(4)));
}
