import type { VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { QueryCell } from '../../../src/model/notebook/cell.ts';
import { lazy, loadStyles } from '../../shared/lazy.tsx';
import { ResultTable, type ResultTableProps } from './resultTable.tsx';
import type { NotebookController } from '../state/notebookController.ts';
import type { OpenHit } from '../state/hitReading.ts';

const HitPane = lazy(async () => {
  const [{ HitPane }] = await Promise.all([import('./hitPane.tsx'), loadStyles('hitPane.css')]);
  return HitPane;
});

type HitsProps = Omit<ResultTableProps, 'scroller'> & {
  readonly controller: NotebookController;
  readonly cell: QueryCell;
};

type HitListProps = HitsProps & { readonly opened: OpenHit | undefined };

/**
 * The hits of a cell as a table, and the reading pane of the one that was opened by a click or Enter. What is typed in
 * the cell renders them again only if they show it.
 */
export function Hits(props: HitsProps): VNode {
  const { controller, cell, outcome, table, label, expected, view } = props;
  const { opened, reading } = controller.hits;
  const own = opened?.cellId === cell.id ? opened : undefined;
  return useMemo(
    () => <HitList {...props} opened={own} />,
    [
      controller,
      outcome,
      table,
      label,
      expected,
      view,
      cell.id,
      ...(own ? [own, cell, reading.record, reading.neighbours] : []),
    ],
  );
}

function HitList({ controller, cell, opened, ...table }: HitListProps): VNode {
  const scroller = useRef<HTMLDivElement>(null);
  const { hits } = controller;
  const cellId = cell.id;
  const hitAt = (row: number): OpenHit | undefined => {
    const { binding, metric } = table.outcome;
    const hit = table.table.hits[row];
    if (!hit) return undefined;
    const { index = binding.index, namespace = binding.namespace } = hit;
    return { cellId, binding: { ...binding, index, namespace }, metric, hit, id: hit.id };
  };
  const open = (row: number): void => {
    const hit = hitAt(row);
    if (hit) hits.open(hit);
  };
  const close = (): void => {
    hits.close();
    scroller.current?.focus();
  };
  return (
    <div
      class={opened ? 'hit-list has-record' : 'hit-list'}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || opened === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      <ResultTable
        {...table}
        scroller={scroller}
        onOpen={open}
        onPress={open}
        onActive={(row) => {
          const hit = hitAt(row);
          if (hit) hits.follow(hit);
        }}
      />
      {opened && (
        <HitPane
          controller={controller}
          cell={cell}
          opened={opened}
          view={table.view}
          onView={table.onView}
          onClose={close}
        />
      )}
    </div>
  );
}
