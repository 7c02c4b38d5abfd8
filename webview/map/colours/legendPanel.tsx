import type { VNode } from 'preact';
import { formatCount, formatSentence } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';
import { lazy } from '../../shared/lazy.tsx';
import type { PointColours } from './pointColours.ts';
import { plainLook } from './colouring.ts';
import { selectedCounts, type LegendEntry } from './legend.ts';
import type { MapController } from '../mapController.ts';
import { Marker } from './marker.tsx';
import { fieldName, labelText } from '../shared/displayText.ts';

const RangeLegend = lazy(async () => (await import('./rangeLegend.tsx')).RangeLegend);

/** The legend panel: selects the field that colours the points, and explains its colours and shapes. */
export function LegendPanel({ controller }: { controller: MapController }): VNode {
  const { colours, map, scores } = controller;
  return (
    <section class="legend" aria-label={t('Colours')}>
      <div class="legend-head">
        <label>
          {t('Colour by')}{' '}
          <select
            class="control"
            value={colours.column?.column.name ?? ''}
            onChange={(event) => void controller.colourSources.colourBy(event.currentTarget.value)}
          >
            {[...map.columns.map(({ column }) => column.name), ...scores.names].map((name) => (
              <option key={name} value={name}>
                {fieldName(name)}
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
              title={t('Select the points shown')}
              onClick={() => controller.highlighting.selectFiltered()}
            >
              {t('Select')}
            </button>
            <button type="button" class="control" onClick={() => colours.letAllThrough()}>
              {t('Show All')}
            </button>
          </span>
        )}
      </div>
      {scores.state.at === 'reading' && (
        <p class="legend-note dim late" role="status">
          {t('Scoring all points…')}
        </p>
      )}
      {scores.state.at === 'failed' && (
        <p class="legend-note" role="alert">
          {formatSentence(scores.state.message)}
        </p>
      )}
      <Meaning controller={controller} />
    </section>
  );
}

function Meaning({ controller }: { controller: MapController }): VNode | null {
  const { legend } = controller.colours;
  if (legend === undefined) return null;
  if (legend.kind === 'gradient') return <RangeLegend colours={controller.colours} />;
  const { colours, selection } = controller;
  const selected = selectedCounts(colours.column, selection.points);
  return (
    <ul class="entries">
      {legend.entries
        .filter(({ isPlain }) => !isPlain)
        .map((entry) => (
          <Entry
            key={entry.category}
            entry={entry}
            selected={selected && (selected.get(entry.category) ?? 0)}
            colours={colours}
          />
        ))}
      <ManyCategories entries={legend.entries} colours={colours} />
    </ul>
  );
}

/** Stands for the categories without a colour, and shows them, or hides them again. */
function ManyCategories({
  entries,
  colours,
}: {
  readonly entries: readonly LegendEntry[];
  readonly colours: PointColours;
}): VNode | null {
  const plain = entries.filter(({ isPlain }) => isPlain);
  const count = plain.reduce((sum, one) => sum + one.count, 0);
  if (plain.length === 0 && !colours.showsAllCategories) return null;
  return (
    <li class="many">
      {plain.length > 0 && (
        <>
          <Marker palette={colours.palette} {...plainLook} />
          <span class="entry-label">{t('{0} smaller values', formatCount(plain.length))}</span>
          <span class="numeric dim">{formatCount(count)}</span>
        </>
      )}
      <button
        type="button"
        class="link-button"
        onClick={() => colours.showAllCategories(plain.length > 0)}
      >
        {plain.length > 0 ? t('Show') : t('Show Fewer')}
      </button>
    </li>
  );
}

type EntryProps = {
  readonly entry: LegendEntry;
  /** Number of selected points with the value. Absent without a selection. */
  readonly selected: number | undefined;
  readonly colours: PointColours;
};

function Entry({ entry, selected, colours }: EntryProps): VNode {
  const { filter, palette } = colours;
  const isChosen = filter.kind === 'labels' && filter.chosen.has(entry.category);
  return (
    <li>
      <button
        type="button"
        class={filter.kind === 'labels' && !isChosen ? 'entry unlit' : 'entry'}
        aria-pressed={isChosen}
        title={t('Show only the chosen values')}
        onClick={() => colours.toggleCategory(entry.category)}
      >
        <Marker palette={palette} entry={entry.entry} marker={entry.marker} />
        <span class="entry-label">{labelText(entry.label)}</span>
        <span class="numeric dim">
          {selected === undefined
            ? formatCount(entry.count)
            : t('{0} of {1}', formatCount(selected), formatCount(entry.count))}
        </span>
      </button>
    </li>
  );
}
