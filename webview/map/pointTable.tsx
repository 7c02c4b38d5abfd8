import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { formatCount } from '../shared/format.ts';
import { Grid } from '../shared/grid/grid.tsx';
import type { GridColumn } from '../shared/grid/gridRow.tsx';
import { t } from '../shared/l10n.ts';
import { accuracyColumnName, valueText, type ColumnData } from './shared/columnData.ts';
import type { MapController } from './mapController.ts';
import type { MapState } from './shared/mapState.ts';
import { fieldName } from './shared/displayText.ts';

/** The table of points: the selection, else search matches, else the points that pass the legend's filter. */
export function PointTable({ controller }: { controller: MapController }): VNode {
  const { map, store, focus } = controller;
  const points = controller.highlighting.tablePoints();
  const { columns: fields } = controller.colours;
  const columns = useMemo(() => columnsOf(map, fields), [map.ids, fields]);
  return (
    <section class="table" aria-label={t('Points')}>
      <Grid
        label={t('{0} points', formatCount(points.length))}
        columns={columns}
        rows={points}
        widths={store.state.widths ?? {}}
        activeRow={points.indexOf(focus.index)}
        onResize={(key, widthPx) => controller.resizeColumn(key, widthPx)}
        onActive={(row) => focus.select(map.ids[points[row] ?? -1])}
        onOpen={(row) => {
          const id = map.ids[points[row] ?? -1];
          if (id !== undefined) void focus.show(id);
        }}
      />
    </section>
  );
}

/** Returns the columns: id, fields, text. A row is the index of a point. */
function columnsOf(
  { names, texts }: MapState,
  fields: readonly ColumnData[],
): GridColumn<number>[] {
  const hasTexts = texts.some((text) => text !== '');
  return [
    { key: 'id', title: t('id'), widthPx: 160, text: (index) => names[index] ?? '' },
    ...fields.map((data) => ({
      key: `metadata.${data.column.name}`,
      title: fieldName(data.column.name),
      widthPx: data.column.name === accuracyColumnName ? 180 : 130,
      isNumeric: data.column.kind === 'number',
      text: (index: number) => cellText(data, index),
    })),
    ...(hasTexts
      ? [
          {
            key: 'text',
            title: t('text'),
            widthPx: 320,
            text: (index: number) => texts[index] ?? '',
          },
        ]
      : []),
  ];
}

/** Accuracy is shown with two decimals: more are not significant. */
function cellText(data: ColumnData, index: number): string {
  const text = valueText(data, index);
  const isShare = data.column.name === accuracyColumnName && text !== '';
  return isShare ? Number(text).toFixed(2) : text;
}
