import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { Cell } from '../../src/model/notebook/cell.ts';
import type { CellRun } from '../../src/protocol/notebook.ts';
import { CellFrame, cellLabel } from './cell/cellFrame.tsx';
import { useEmptyHeight } from './cell/useEmptyHeight.ts';
import { CellResult } from './query/cellResult.tsx';
import { t } from '../shared/l10n.ts';
import { lazy, loadStyles } from '../shared/lazy.tsx';
import type { CellItemProps } from './cell/cellProps.ts';
import { hitsOf } from './state/runOutcomes.ts';
import { QueryCellView } from './query/queryCellView.tsx';
import { TextCellView } from './textCellView.tsx';

/** One cell: its frame, controls and result. */
export function CellItem(props: CellItemProps & CellMarks): VNode {
  const { controller, viewStore, actions, cell, at, count, isCurrent } = props;
  const element = useRef<HTMLDivElement>(null);
  const isKept = cell.kind === 'map' || isCurrent;
  const emptyPx = useEmptyHeight(element, viewStore, { cellId: cell.id, count, isKept });
  return (
    <CellFrame
      element={element}
      emptyPx={emptyPx}
      cell={cell}
      at={at}
      count={count}
      isCurrent={isCurrent}
      isSelected={props.isSelected}
      isFolded={viewStore.cell(cell.id).isFolded ?? false}
      summary={summaryOf(cell, controller.model.runs[cell.id])}
      isRunning={controller.model.runs[cell.id]?.state === 'running'}
      checks={hitsOf(controller.model.runs[cell.id])?.outcome.checks}
      onCommand={(command) => actions.perform(command, at)}
      onRename={(name) => {
        if (cell.kind !== 'text') controller.type({ ...cell, name });
      }}
    >
      {cell.kind === 'map' && <MapCellView {...props} cell={cell} />}
      {cell.kind === 'explain' && <ExplainCellView {...props} cell={cell} />}
      {cell.kind === 'compare' && <CompareCellView {...props} cell={cell} />}
      {cell.kind === 'query' && <Query {...props} cell={cell} />}
      {cell.kind === 'text' && (
        <TextCellView
          cell={cell}
          isEditing={props.isEditing}
          onEditing={(isEditing) =>
            isEditing ? actions.perform('edit', at) : actions.stopEditing()
          }
          onType={(typed) => controller.type(typed)}
        />
      )}
    </CellFrame>
  );
}

/** How the focus stands to a cell. */
export type CellMarks = {
  /** Whether it has the focus, or had it last. */
  readonly isCurrent: boolean;
  /** Whether it is one of several selected cells. */
  readonly isSelected: boolean;
  /** Whether its text is being edited. */
  readonly isEditing: boolean;
};

/** The code of map cells is loaded when the first one is shown. */
const MapCellView = lazy(async () => {
  const [{ MapCellView }] = await Promise.all([
    import('./map/mapCellView.tsx'),
    loadStyles('mapCell.css'),
  ]);
  return MapCellView;
});

/** The code of explain and compare cells is loaded when the first one is shown. */
const ExplainCellView = lazy(async () => {
  const [{ ExplainCellView }] = await Promise.all([
    import('./analysis/explainCellView.tsx'),
    loadStyles('analysis.css'),
  ]);
  return ExplainCellView;
});

const CompareCellView = lazy(async () => {
  const [{ CompareCellView }] = await Promise.all([
    import('./analysis/compareCellView.tsx'),
    loadStyles('analysis.css'),
  ]);
  return CompareCellView;
});

/** Returns what a folded cell shows: the first line of what it asks, and how many hits it has. */
function summaryOf(cell: Cell, run: CellRun | undefined): string {
  const text = cell.kind === 'text' ? cell.text : cell.kind === 'query' ? cell.input.value : '';
  const line = text.trim().split('\n')[0] ?? '';
  const count = hitsOf(run)?.outcome.hits.length;
  const hits = count === undefined ? [] : [count === 1 ? t('1 hit') : t('{0} hits', count)];
  return [...(line === '' ? [] : [line]), ...hits].join(' · ');
}

/** Returns the model that embedded the text of a run. */
function modelOf(run: CellRun | undefined): string | undefined {
  return run?.state === 'done' && run.outcome.kind === 'hits' ? run.outcome.model : undefined;
}

function Query(props: CellItemProps & { readonly cell: Cell & { kind: 'query' } }): VNode {
  const { controller, viewStore, binding, cell, at } = props;
  const run = controller.model.runs[cell.id];
  const index = controller.choices
    .get('indexes', binding)
    .items?.find(({ name }) => name === binding.index);
  return (
    <>
      <QueryCellView
        controller={controller}
        cell={cell}
        run={run}
        embedder={index?.embedder ?? modelOf(run)}
        indexKind={index?.kind}
        fields={controller.fields.of(binding)}
        onFilterFocus={() => void controller.fields.refresh(binding)}
        onType={(typed) => controller.type(typed)}
      />
      <CellResult
        controller={controller}
        cell={cell}
        binding={binding}
        label={cellLabel(cell, at)}
        run={run}
        view={viewStore.cell(cell.id)}
        onView={(view) => viewStore.setCell(cell.id, view)}
        onCopy={(text) => void controller.copy(text)}
        onExport={() => void controller.exportHits(cell.id)}
        onShowMap={() => void controller.showOnMap(cell.id)}
        onExplain={() => void controller.explain(cell.id)}
        onAction={(action) => void controller.take(action, cell.id)}
      />
    </>
  );
}
