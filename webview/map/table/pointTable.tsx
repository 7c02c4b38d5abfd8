import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { formatCount } from '../../shared/format.ts';
import { Grid } from '../../shared/grid/grid.tsx';
import { t } from '../../shared/l10n.ts';
import type { MapController } from '../mapController.ts';
import { nextSort, sortPoints, tableColumns } from './tableColumns.ts';

/** The table of points: the selection, else search matches, else the points that pass the legend's filter. */
export function PointTable({ controller }: { controller: MapController }): VNode {
  const { map, store, focus } = controller;
  const { widths = {}, sort } = store.state;
  const shown = controller.highlighting.tablePoints();
  const { columns: fields } = controller.colours;
  const columns = useMemo(() => tableColumns(map, fields), [map.ids, fields]);
  const points = useMemo(() => sortPoints(shown, columns, sort), [shown, columns, sort]);
  const titled = useMemo(
    () =>
      columns.map((column) =>
        column.key === sort?.key
          ? {
              ...column,
              sort: sort.isDescending ? ('descending' as const) : ('ascending' as const),
            }
          : column,
      ),
    [columns, sort],
  );
  return (
    <section class="table" aria-label={t('Points')}>
      <Grid
        label={t('{0} points', formatCount(points.length))}
        columns={titled}
        rows={points}
        widths={widths}
        activeRow={points.indexOf(focus.index)}
        onResize={(key, widthPx) =>
          controller.updateView({ widths: { ...widths, [key]: widthPx } })
        }
        onHeader={(key) => controller.updateView({ sort: nextSort(sort, key) })}
        onActive={(row) => focus.select(map.ids[points[row] ?? -1])}
        onOpen={(row) => {
          const id = map.ids[points[row] ?? -1];
          if (id !== undefined) void focus.show(id);
        }}
      />
    </section>
  );
}
