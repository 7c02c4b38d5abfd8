import type { RefObject, VNode } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Cell, Notebook } from '../../src/model/notebook/cell.ts';
import { Icon } from '../shared/icons.tsx';
import { t } from '../shared/l10n.ts';
import { CellActions } from './cellActions.ts';
import { CellSlot } from './cellSlot.tsx';
import type { NotebookController } from './state/notebookController.ts';
import { PickerNotices } from './pickers.tsx';
import { ParametersField } from './parametersField.tsx';
import { TitleBar } from './titleBar.tsx';
import { useCellFocus, type CellFocus } from './useCellFocus.ts';
import { useCellKeys } from './useCellKeys.ts';
import type { NotebookViewStore } from './state/notebookViewStore.ts';

export type CellListProps = {
  readonly controller: NotebookController;
  readonly viewStore: NotebookViewStore;
  readonly notebook: Notebook;
};

/** The notebook: title bar and cells, with keyboard focus that moves between them. */
export function CellList(props: CellListProps): VNode {
  const { controller, viewStore, notebook } = props;
  const { binding, cells } = notebook;
  const list = useRef<HTMLDivElement>(null);
  const focus = useCellFocus(list, cells, controller.model.version, viewStore.view.focusedCellId);
  const actions = useActions(props, focus);
  const keys = useCellKeys(actions, cells);
  const current = cells.findIndex(({ id }) => id === focus.currentId);

  useKeptView(props, list, focus);
  const queryNames = useQueryNames(cells);
  const selectedIds = new Set(focus.selectedIds.length > 1 ? focus.selectedIds : []);
  return (
    <>
      <TitleBar
        controller={controller}
        binding={binding}
        hasRunnable={cells.some(({ kind }) => kind !== 'text')}
        onInsert={(kind) => actions.insert(kind, current + 1)}
      />
      <PickerNotices controller={controller} binding={binding} />
      <ParametersField controller={controller} parameters={notebook.parameters ?? ''} />
      <main
        ref={list}
        class="cells"
        onScroll={({ currentTarget }) => viewStore.update({ scrollTop: currentTarget.scrollTop })}
        onFocusIn={focus.onFocusIn}
        onMouseDown={(event) => extendByMouse(event, focus)}
        onFocusOut={() => void controller.flush()}
        onKeyDownCapture={keys.onKeyDownCapture}
        onKeyDown={keys.onKeyDown}
      >
        {cells.length === 0 ? (
          <EmptyNotebook />
        ) : (
          <div role="list" aria-label={t('Cells')}>
            {cells.map((cell, at) => (
              <CellSlot
                key={cell.id}
                controller={controller}
                viewStore={viewStore}
                actions={actions}
                notebookBinding={binding}
                cell={cell}
                queryNames={queryNames}
                at={at}
                count={cells.length}
                isCurrent={cell.id === focus.currentId}
                isSelected={selectedIds.has(cell.id)}
                isEditing={cell.id === focus.editedId}
              />
            ))}
          </div>
        )}
        <AddRow actions={actions} count={cells.length} />
      </main>
    </>
  );
}

/** Returns the actions on the cells: the same object for all renders. */
function useActions(
  { controller, viewStore, notebook: { cells } }: CellListProps,
  focus: CellFocus,
): CellActions {
  const shown = useRef({ cells, focus });
  shown.current = { cells, focus };
  return useMemo(() => new CellActions(controller, viewStore, shown), [controller, viewStore]);
}

/** Returns the names of the queries: the same array until one changes. */
function useQueryNames(cells: readonly Cell[]): readonly string[] {
  const names = cells.flatMap((cell) =>
    cell.kind === 'query' && cell.name !== '' ? [cell.name] : [],
  );
  return useMemo(() => names, [names.join('\n')]);
}

/** Shift and a press on a cell, outside of its fields, selects all cells up to it. */
function extendByMouse(event: MouseEvent, { extend }: CellFocus): void {
  const target = event.target as HTMLElement;
  const cell = target.closest<HTMLElement>('[data-cell-id]');
  const isField = target.closest('input, textarea, .code-editor, .grid, vscode-text-field, button');
  if (!event.shiftKey || isField || !cell?.dataset['cellId']) return;
  event.preventDefault();
  extend(cell.dataset['cellId']);
}

/** Restores the scroll position, saves its changes, and scrolls to cells that the host reveals. */
function useKeptView(
  { controller, viewStore, notebook }: CellListProps,
  list: RefObject<HTMLElement | null>,
  focus: CellFocus,
): void {
  const { cells } = notebook;
  useLayoutEffect(() => {
    if (list.current) list.current.scrollTop = viewStore.view.scrollTop;
  }, []);
  const order = cells.map(({ id }) => id).join(' ');
  useEffect(() => viewStore.update({ order: cells.map(({ id }) => id) }), [order]);
  const { revealed } = controller.model;
  useEffect(() => {
    if (revealed) focus.focus(revealed.cellId);
  }, [revealed]);
  useEffect(() => viewStore.update({ focusedCellId: focus.currentId }), [focus.currentId]);
}

function EmptyNotebook(): VNode {
  return (
    <p class="page-message">
      {t(
        'This notebook is empty. Choose an environment and an index above, then add a map, or a query by text, by a record’s ID or by a vector.',
      )}
    </p>
  );
}

function AddRow({ actions, count }: { actions: CellActions; count: number }): VNode {
  return (
    <div class="add-row">
      <vscode-button
        appearance={count === 0 ? 'primary' : 'secondary'}
        onClick={() => actions.insert('query', count)}
      >
        <Icon name="add" slot="start" />
        {t('Query')}
      </vscode-button>
      <vscode-button appearance="secondary" onClick={() => actions.insert('map', count)}>
        <Icon name="add" slot="start" />
        {t('Map')}
      </vscode-button>
      <vscode-button appearance="secondary" onClick={() => actions.insert('compare', count)}>
        <Icon name="add" slot="start" />
        {t('Compare')}
      </vscode-button>
      <vscode-button appearance="secondary" onClick={() => actions.insert('explain', count)}>
        <Icon name="add" slot="start" />
        {t('Explain')}
      </vscode-button>
      <vscode-button appearance="secondary" onClick={() => actions.insert('text', count)}>
        <Icon name="add" slot="start" />
        {t('Text')}
      </vscode-button>
    </div>
  );
}
