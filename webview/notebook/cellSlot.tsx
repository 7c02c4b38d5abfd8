import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Binding } from '../../src/model/notebook/cell.ts';
import type { CellItemProps } from './cell/cellProps.ts';
import { CellItem, type CellMarks } from './cellItem.tsx';

/** The place of a cell, which renders the cell only if something that it shows has changed. */
export function CellSlot({ notebookBinding, ...props }: CellSlotProps): VNode {
  const { controller, viewStore, actions, cell, queryNames, at, count } = props;
  const own = cell.kind === 'text' ? undefined : cell.binding;
  const { environment, index, namespace } = { ...notebookBinding, ...own };
  const binding = useMemo(
    () => ({ environment, index, namespace }),
    [environment, index, namespace],
  );
  return useMemo(
    () => <CellItem {...props} binding={binding} />,
    [
      controller,
      viewStore,
      actions,
      cell,
      queryNames,
      at,
      count,
      binding,
      props.isCurrent,
      props.isSelected,
      props.isEditing,
      ...shownStates({ ...props, binding }),
    ],
  );
}

type CellSlotProps = Omit<CellItemProps, 'binding'> &
  CellMarks & { readonly notebookBinding: Binding };

/** Returns what a cell shows of the controller and of the view, each a new object after a change. */
function shownStates({
  controller,
  viewStore,
  cell,
  binding,
}: Pick<CellItemProps, 'controller' | 'viewStore' | 'cell' | 'binding'>): readonly unknown[] {
  const { runs, maps } = controller.model;
  const { opened, reading } = controller.hits;
  const read = opened?.cellId === cell.id ? reading : undefined;
  return [
    runs[cell.id],
    maps[cell.id],
    viewStore.cell(cell.id),
    controller.choices.get('indexes', binding),
    controller.fields.of(binding),
    read && opened,
    read?.record,
    read?.neighbours,
  ];
}
