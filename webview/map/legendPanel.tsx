import type { VNode } from 'preact';
import { formatCount } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import { toCss } from './colour.ts';
import type { Colours } from './colours.ts';
import type { Legend, LegendEntry } from './legend.ts';
import type { MapController } from './mapController.ts';
import { Marker } from './marker.tsx';
import { gradientEntry, type Palette } from './palette.ts';
import type { NumberRange } from './viewState.ts';
import { fieldName, labelText } from './words.ts';

/** The field that colours the points, and what its colours and shapes mean. */
export function LegendPanel({ controller }: { controller: MapController }): VNode {
  const { colours, map } = controller;
  return (
    <section class="legend" aria-label={t('Colours')}>
      <div class="legend-head">
        <label>
          {t('Colour by')}{' '}
          <select
            class="control"
            value={colours.column?.column.name ?? ''}
            onChange={(event) => colours.colourBy(event.currentTarget.value)}
          >
            {map.columns.map(({ column }) => (
              <option key={column.name} value={column.name}>
                {fieldName(column.name)}
              </option>
            ))}
            <option value="">{t('nothing')}</option>
          </select>
        </label>
        {colours.filter.kind !== 'all' && (
          <span class="legend-actions">
            <button
              type="button"
              class="control"
              title={t('Select the points that are shown')}
              onClick={() => controller.selectLit()}
            >
              {t('Select')}
            </button>
            <button type="button" class="control" onClick={() => colours.letAllThrough()}>
              {t('Show All')}
            </button>
          </span>
        )}
      </div>
      <Meaning controller={controller} />
    </section>
  );
}

function Meaning({ controller }: { controller: MapController }): VNode | null {
  const { legend, palette } = controller.colours;
  if (legend === undefined) return null;
  if (legend.kind === 'gradient') {
    return (
      <div class="gradient">
        <div class="gradient-bar" style={{ backgroundImage: gradientImage(palette) }} />
        <div class="gradient-ends numeric">
          <span>{formatNumber(legend.min)}</span>
          <span>{formatNumber(legend.max)}</span>
        </div>
        <RangeFields colours={controller.colours} legend={legend} />
        {legend.missing > 0 && (
          <p class="dim">{t('{0} records have none', formatCount(legend.missing))}</p>
        )}
      </div>
    );
  }
  return (
    <ul class="entries">
      {legend.entries.map((entry) => (
        <Entry key={entry.category} entry={entry} colours={controller.colours} />
      ))}
    </ul>
  );
}

function Entry({ entry, colours }: { entry: LegendEntry; colours: Colours }): VNode {
  const { filter, palette } = colours;
  const isChosen = filter.kind === 'labels' && filter.chosen.has(entry.category);
  return (
    <li>
      <button
        type="button"
        class={filter.kind === 'labels' && !isChosen ? 'entry unlit' : 'entry'}
        aria-pressed={isChosen}
        title={t('Show only what is chosen here')}
        onClick={() => colours.toggleCategory(entry.category)}
      >
        <Marker palette={palette} entry={entry.entry} marker={entry.marker} />
        <span class="entry-label">{labelText(entry.label)}</span>
        <span class="numeric dim">{formatCount(entry.count)}</span>
      </button>
    </li>
  );
}

type RangeProps = {
  readonly colours: Colours;
  readonly legend: Extract<Legend, { kind: 'gradient' }>;
};

/** Between which numbers points are lit. */
function RangeFields({ colours, legend }: RangeProps): VNode {
  const { filter } = colours;
  const { min, max } = filter.kind === 'range' ? filter : legend;
  const field = (name: string, value: number, change: (value: number) => NumberRange): VNode => (
    <label>
      {name}{' '}
      <input
        class="field numeric"
        type="number"
        step="any"
        value={String(Number(value.toPrecision(6)))}
        onChange={({ currentTarget }) => {
          const { valueAsNumber } = currentTarget;
          if (Number.isFinite(valueAsNumber)) colours.setRange(change(valueAsNumber));
        }}
      />
    </label>
  );
  return (
    <div class="range">
      {field(t('from'), min, (value) => ({ min: value, max }))}
      {field(t('to'), max, (value) => ({ min, max: value }))}
    </div>
  );
}

function gradientImage({ colours, foreground }: Palette): string {
  const stops = [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1];
  const inWords = stops.map((share) => toCss(colours[gradientEntry(share)] ?? foreground));
  return `linear-gradient(to right, ${inWords.join(', ')})`;
}

function formatNumber(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(4)));
}
