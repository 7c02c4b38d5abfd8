import type { VNode } from 'preact';
import type { Binding, Cell } from '../../src/model/notebook/cell.ts';
import type { CellActions } from './cellActions.ts';
import { CellFrame, cellLabel } from './cellFrame.tsx';
import { CellResult } from './cellResult.tsx';
import type { NotebookController } from './notebookController.ts';
import { QueryCellView } from './queryCellView.tsx';
import { TextCellView } from './textCellView.tsx';
import type { CellFocus } from './useCellFocus.ts';
import type { ViewMemory } from './viewMemory.ts';

export type CellItemProps = {
  readonly controller: NotebookController;
  readonly memory: ViewMemory;
  readonly actions: CellActions;
  readonly focus: CellFocus;
  /** What the cell runs on: the notebook's binding with the cell's own parts. */
  readonly binding: Binding;
  readonly cell: Cell;
  readonly at: number;
  readonly count: number;
};

/** One cell: its frame, its controls, and what it has found. */
export function CellItem(props: CellItemProps): VNode {
  const { controller, actions, focus, cell, at, count } = props;
  return (
    <CellFrame
      cell={cell}
      at={at}
      count={count}
      isCurrent={cell.id === focus.currentId}
      isRunning={controller.model.runs[cell.id]?.state === 'running'}
      onCommand={(command) => actions.perform(command, at)}
      onRename={(name) => {
        if (cell.kind === 'query') controller.type({ ...cell, name });
      }}
    >
      {cell.kind === 'text' ? (
        <TextCellView
          cell={cell}
          isEditing={focus.editedId === cell.id}
          onEditing={(isEditing) => (isEditing ? focus.edit(cell.id) : focus.stopEditing())}
          onType={(typed) => controller.type(typed)}
        />
      ) : (
        <Query {...props} cell={cell} />
      )}
    </CellFrame>
  );
}

function Query(props: CellItemProps & { readonly cell: Cell & { kind: 'query' } }): VNode {
  const { controller, memory, binding, cell, at } = props;
  const { runs, ranAs } = controller.model;
  const embedder = controller.choices
    .get('indexes', binding)
    .items?.find(({ name }) => name === binding.index)?.embedder;
  return (
    <>
      <QueryCellView
        cell={cell}
        run={runs[cell.id]}
        ranAs={ranAs[cell.id]}
        embedder={embedder}
        onType={(typed) => controller.type(typed)}
      />
      <CellResult
        cell={cell}
        label={cellLabel(cell, at)}
        run={runs[cell.id]}
        view={memory.cell(cell.id)}
        onView={(view) => memory.setCell(cell.id, view)}
        onCopy={(text) => void controller.copy(text)}
        onShowMap={() => void controller.showOnMap(cell.id)}
        onAction={(action) => void controller.take(action, cell.id)}
      />
    </>
  );
}
