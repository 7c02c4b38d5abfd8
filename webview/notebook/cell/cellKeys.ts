/**
 * Returns the command of a key, as in VS Code's notebooks. `isEditing` is true while a field of the cell has the
 * focus.
 */
export function cellCommand(
  press: KeyPress,
  isEditing: boolean,
  before: KeyPress | undefined,
): CellCommand | undefined {
  const { key, altKey, shiftKey } = press;
  const isControl = press.ctrlKey || press.metaKey;
  if (key === 'Enter') {
    if (isControl) return shiftKey || altKey ? undefined : 'run';
    if (shiftKey) return altKey ? undefined : 'runAndGoOn';
    if (altKey) return 'runAndInsert';
    return isEditing ? undefined : 'edit';
  }
  if (isEditing) return key === 'Escape' ? 'leave' : undefined;
  if (altKey && !isControl && !shiftKey) return altCommands[key];
  if (isControl && !shiftKey && !altKey) return controlCommands[key];
  if (isControl || altKey) return undefined;
  if (shiftKey) return shiftCommands[key];
  if (key.toLowerCase() === 'd') return isChord(press, before) ? 'remove' : undefined;
  return plainCommands[key.length === 1 ? key.toLowerCase() : key];
}

/** A command that a key gives for the focused cell. */
export type CellCommand =
  | 'edit'
  | 'leave'
  | 'run'
  | 'runAndGoOn'
  | 'runAndInsert'
  | 'insertAbove'
  | 'insertBelow'
  | 'remove'
  | 'copy'
  | 'cut'
  | 'paste'
  | 'toQuery'
  | 'toText'
  | 'moveUp'
  | 'moveDown'
  | 'undo'
  | 'redo'
  | 'fold'
  | 'unfold'
  | 'extendUp'
  | 'extendDown'
  | 'focusPrevious'
  | 'focusNext'
  | 'focusFirst'
  | 'focusLast';

export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'timeStamp'
>;

/** Longest time between the two key presses of `D D`. */
const chordMs = 1000;

const plainCommands: Readonly<Record<string, CellCommand>> = {
  a: 'insertAbove',
  b: 'insertBelow',
  c: 'copy',
  x: 'cut',
  v: 'paste',
  y: 'toQuery',
  m: 'toText',
  z: 'undo',
  ArrowLeft: 'fold',
  ArrowRight: 'unfold',
  j: 'focusNext',
  k: 'focusPrevious',
  ArrowDown: 'focusNext',
  ArrowUp: 'focusPrevious',
  Home: 'focusFirst',
  End: 'focusLast',
};

const shiftCommands: Readonly<Record<string, CellCommand>> = {
  ArrowDown: 'extendDown',
  ArrowUp: 'extendUp',
  J: 'extendDown',
  K: 'extendUp',
  Z: 'redo',
};

const altCommands: Readonly<Record<string, CellCommand>> = {
  ArrowDown: 'moveDown',
  ArrowUp: 'moveUp',
};

const controlCommands: Readonly<Record<string, CellCommand>> = {
  Home: 'focusFirst',
  End: 'focusLast',
  ArrowUp: 'focusFirst',
  ArrowDown: 'focusLast',
};

function isChord(press: KeyPress, before: KeyPress | undefined): boolean {
  return (
    before !== undefined &&
    before.key.toLowerCase() === press.key.toLowerCase() &&
    press.timeStamp - before.timeStamp <= chordMs
  );
}
