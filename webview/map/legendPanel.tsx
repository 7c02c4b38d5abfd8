import type { VNode } from 'preact';
import { formatCount } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import { toCss } from './colour.ts';
import type { LegendEntry } from './legend.ts';
import type { MapController } from './mapController.ts';
import { Marker } from './marker.tsx';
import { gradientEntry, type Palette } from './palette.ts';
import { labelText } from './words.ts';

/** The field that colours the points, and what its colours and shapes mean. */
export function LegendPanel({ controller }: { controller: MapController }): VNode {
  const { colouring, map } = controller;
  return (
    <section class="legend" aria-label={t('Colours')}>
      <div class="legend-head">
        <label>
          {t('Colour by')}{' '}
          <select
            class="control"
            value={colouring?.column.name ?? ''}
            onChange={(event) => controller.colourBy(event.currentTarget.value)}
          >
            {map.columns.map(({ column }) => (
              <option key={column.name} value={column.name}>
                {column.name}
              </option>
            ))}
            <option value="">{t('nothing')}</option>
          </select>
        </label>
        {controller.chosen.size > 0 && (
          <button type="button" class="control" onClick={() => controller.showAllCategories()}>
            {t('Show All')}
          </button>
        )}
      </div>
      <Meaning controller={controller} />
    </section>
  );
}

function Meaning({ controller }: { controller: MapController }): VNode | null {
  const { legend, palette } = controller;
  if (legend === undefined) return null;
  if (legend.kind === 'gradient') {
    return (
      <div class="gradient">
        <div class="gradient-bar" style={{ backgroundImage: gradientImage(palette) }} />
        <div class="gradient-ends numeric">
          <span>{formatNumber(legend.min)}</span>
          <span>{formatNumber(legend.max)}</span>
        </div>
        {legend.missing > 0 && (
          <p class="dim">{t('{0} records have none', formatCount(legend.missing))}</p>
        )}
      </div>
    );
  }
  return (
    <ul class="entries">
      {legend.entries.map((entry) => (
        <Entry key={entry.category} entry={entry} controller={controller} />
      ))}
    </ul>
  );
}

function Entry({ entry, controller }: { entry: LegendEntry; controller: MapController }): VNode {
  const { chosen, palette } = controller;
  const isChosen = chosen.has(entry.category);
  return (
    <li>
      <button
        type="button"
        class={chosen.size > 0 && !isChosen ? 'entry unlit' : 'entry'}
        aria-pressed={isChosen}
        title={t('Show only what is chosen here')}
        onClick={() => controller.toggleCategory(entry.category)}
      >
        <Marker palette={palette} entry={entry.entry} marker={entry.marker} />
        <span class="entry-label">{labelText(entry.label)}</span>
        <span class="numeric dim">{formatCount(entry.count)}</span>
      </button>
    </li>
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
