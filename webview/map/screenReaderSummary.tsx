import type { VNode } from 'preact';
import { formatCount } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import { numberText, valueText, type ColumnData } from './shared/columnData.ts';
import type { Label } from './labels/label.ts';
import type { Legend } from './colours/legend.ts';
import type { MapController } from './mapController.ts';
import { countPoints, fieldName, labelText } from './shared/displayText.ts';

/** A text summary of the map for screen readers: colouring, groups, and the focused record. */
export function ScreenReaderSummary({ controller, summaryId }: SummaryProps): VNode {
  const { map, colours, labels } = controller;
  return (
    <>
      <p class="unseen" id={summaryId}>
        {describePicture(map.ids.length, colours.column, colours.legend, labels.all)}
      </p>
      <p class="unseen" role="status">
        {describeSelection(controller)}
      </p>
    </>
  );
}

/** Largest number of groups that the summary names. */
const maxNamedGroups = 8;

type SummaryProps = { readonly controller: MapController; readonly summaryId: string };

function describeSelection({ focus, map, colours }: MapController): string {
  if (focus.id === undefined) return '';
  const index = focus.index;
  const value = colours.column && index >= 0 ? valueText(colours.column, index) : '';
  return [map.titles[index] ?? '', focus.id, map.texts[index] ?? '', value]
    .filter((part) => part !== '')
    .join(', ');
}

function describePicture(
  pointCount: number,
  data: ColumnData | undefined,
  legend: Legend | undefined,
  labels: readonly Label[],
): string {
  const parts = [describeColours(pointCount, data, legend), describeGroups(labels)];
  return parts.filter((part) => part !== '').join(' ');
}

/** Names the largest groups by their labels. */
function describeGroups(labels: readonly Label[]): string {
  const texts = new Set(labels.filter(({ isExample }) => !isExample).map(({ text }) => text));
  if (texts.size === 0) return '';
  return t('Groups: {0}.', [...texts].slice(0, maxNamedGroups).join('; '));
}

function describeColours(
  pointCount: number,
  data: ColumnData | undefined,
  legend: Legend | undefined,
): string {
  const count = countPoints(pointCount);
  if (data === undefined || legend === undefined) return `${count}.`;
  const { column } = data;
  const field = fieldName(column.name);
  if (column.kind !== 'category') {
    const [from, to] = [numberText(column, column.min), numberText(column, column.max)];
    return t('{0}, coloured by {1} from {2} to {3}.', count, field, from, to);
  }
  if (legend.kind === 'gradient') return `${count}.`;
  const largest = legend.entries
    .slice(0, 5)
    .map((entry) => `${labelText(entry.label)} ${formatCount(entry.count)}`);
  return t(
    '{0}, coloured by {1} in {2} groups. The largest: {3}.',
    count,
    field,
    legend.entries.length,
    largest.join(', '),
  );
}
