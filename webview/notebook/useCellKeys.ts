import { useRef } from 'preact/hooks';
import type { Cell } from '../../src/model/notebook/cell.ts';
import type { CellActions } from './cellActions.ts';
import { cellCommand, type CellCommand, type KeyPress } from './cell/cellKeys.ts';

export type CellKeys = {
  readonly onKeyDownCapture: (event: KeyboardEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

/** Handles the keyboard shortcuts of all cells with one pair of listeners. */
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
    // Run shortcuts are handled before the fields: an editor would insert a line break on Ctrl+Enter.
    onKeyDownCapture: (event) => handle(event, isRun),
    // Other keys are handled after the fields: Escape first closes a popup of the field.
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

/** Undo inside of a field must not propagate, because VS Code would undo in the document. */
function isUndoKey(event: KeyboardEvent): boolean {
  const isUndo = (event.ctrlKey || event.metaKey) && ['z', 'y'].includes(event.key.toLowerCase());
  const target = event.target as HTMLElement;
  if (!isUndo) return false;
  return target.matches('input, textarea, vscode-text-field') || event.defaultPrevented;
}
