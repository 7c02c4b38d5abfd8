import { useRef } from 'preact/hooks';
import type { Cell } from '../../src/model/notebook/cell.ts';
import type { CellActions } from './cellActions.ts';
import { cellCommand, type CellCommand, type KeyPress } from './cell/cellKeys.ts';

export type CellKeys = {
  readonly onKeyDownCapture: (event: KeyboardEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

/** Listens for the keys of all cells in one place, around them. */
export function useCellKeys(actions: CellActions, cells: readonly Cell[]): CellKeys {
  const lastPress = useRef<KeyPress>(undefined);

  const handle = (event: KeyboardEvent, isWanted: (command: CellCommand) => boolean): void => {
    const target = event.target as HTMLElement;
    const element = target.closest<HTMLElement>('[data-cell-id]');
    const at = cells.findIndex(({ id }) => id === element?.dataset['cellId']);
    if (at < 0) return;
    const command = cellCommand(event, target !== element, lastPress.current);
    if (!command || !isWanted(command)) return;
    event.preventDefault();
    event.stopPropagation();
    lastPress.current = undefined;
    actions.perform(command, at);
  };

  return {
    // Runs come before the fields: an editor would take Ctrl+Enter for a new line.
    onKeyDownCapture: (event) => handle(event, isRun),
    // The rest comes after them: Escape first closes what is open in a field.
    onKeyDown: (event) => {
      if (isUndoKey(event)) event.stopPropagation();
      if (event.defaultPrevented) return;
      handle(event, (command) => !isRun(command));
      if (!event.defaultPrevented) lastPress.current = event;
    },
  };
}

function isRun(command: CellCommand): boolean {
  return command.startsWith('run');
}

/** Undo in a field is the field's own; VS Code, which listens outside, would undo in the document. */
function isUndoKey(event: KeyboardEvent): boolean {
  const isUndo = (event.ctrlKey || event.metaKey) && ['z', 'y'].includes(event.key.toLowerCase());
  const target = event.target as HTMLElement;
  if (!isUndo) return false;
  return target.matches('input, textarea, vscode-text-field') || event.defaultPrevented;
}
