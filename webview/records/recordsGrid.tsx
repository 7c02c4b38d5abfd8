import type { VNode } from 'preact';
import { useLayoutEffect, useMemo } from 'preact/hooks';
import type { RecordRow } from '../../src/protocol/records.ts';
import { Icon } from '../shared/icons.tsx';
import { Grid, rowHeight } from '../shared/grid/grid.tsx';
import type { GridColumn } from '../shared/grid/gridRow.tsx';
import { checkColumn } from '../shared/grid/gridSelection.ts';
import { t } from '../shared/l10n.ts';
import { fieldColumn, sortOf } from './columns.ts';
import type { RecordsController } from './recordsController.ts';

type Column = GridColumn<RecordRow | undefined>;

const fieldPrefix = 'metadata.';

/** The virtual grid of records. Rows that are not read yet are skeletons. */
export function RecordsGrid({ controller }: { controller: RecordsController }): VNode {
  const { view, scroller } = controller;
  const columns = columnsOf(controller);
  const count = controller.rowCount;
  const rows = useMemo(() => rowList(controller, count), [count]);
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = view.topRow * rowHeight;
  }, []);
  return (
    <Grid
      label={t('Records')}
      columns={columns}
      rows={rows}
      widths={view.widths}
      scroller={scroller}
      onResize={(key, widthPx) => controller.resizeColumn(key, widthPx)}
      onActive={(row) => controller.activate(row)}
      onOpen={(row) => controller.openRow(row)}
      onWindow={({ first, end }) => controller.show(first, end)}
      onHeader={(key) => {
        if (key === 'id') controller.toggleSort('');
        if (key.startsWith(fieldPrefix)) controller.toggleSort(key.slice(fieldPrefix.length));
      }}
      selection={{
        isSelected: (row) => controller.selected.has(controller.row(row)?.id),
        select: (row, change) => void controller.changeSelection(row, change),
        selectAll: () => controller.selectAll(),
      }}
    />
  );
}

/** A list that looks its rows up when they are drawn. */
function rowList(controller: RecordsController, length: number): ArrayLike<RecordRow | undefined> {
  return new Proxy<ArrayLike<RecordRow | undefined>>(
    { length },
    {
      get: (list, key) =>
        typeof key === 'string' && /^\d+$/.test(key)
          ? controller.row(Number(key))
          : Reflect.get(list, key),
    },
  );
}

function columnsOf(controller: RecordsController): Column[] {
  const { sort, status } = controller;
  const fields = new Map(status?.fields.map((field) => [field.name, field]));
  return [
    {
      key: checkColumn,
      title: t('selected'),
      widthPx: 28,
      text: () => '',
      render: (row) => <Check isOn={controller.selected.has(row?.id)} />,
    },
    {
      key: 'id',
      title: t('id'),
      widthPx: 180,
      ...sortOf(sort, ''),
      text: (row) => row?.id ?? '',
      render: (row) => <Id row={row} />,
    },
    ...controller.columns.map((name) => fieldColumn(name, fields.get(name), sort)),
  ];
}

function Check({ isOn }: { isOn: boolean }): VNode {
  return (
    <span class={isOn ? 'check is-on' : 'check'} aria-hidden="true">
      {isOn && <Icon name="check" />}
    </span>
  );
}

function Id({ row }: { row: RecordRow | undefined }): VNode {
  if (row === undefined) return <span class="skeleton" aria-label={t('not read yet')} />;
  if (row.metadata !== undefined) return <span class="mono">{row.id}</span>;
  return (
    <span class="dim" title={t('Deleted after it was listed')}>
      <s class="mono">{row.id}</s>
    </span>
  );
}
