import { describe, expect, it } from 'vitest';
import { cellCommand, type KeyPress } from '../../../../../webview/notebook/cell/cellKeys.ts';

describe('cellCommand', () => {
  it.each([
    ['Enter', {}, 'edit'],
    ['Enter', { ctrlKey: true }, 'run'],
    ['Enter', { metaKey: true }, 'run'],
    ['Enter', { shiftKey: true }, 'runAndGoOn'],
    ['Enter', { altKey: true }, 'runAndInsert'],
    ['a', {}, 'insertAbove'],
    ['B', {}, 'insertBelow'],
    ['j', {}, 'focusNext'],
    ['ArrowDown', {}, 'focusNext'],
    ['k', {}, 'focusPrevious'],
    ['ArrowUp', {}, 'focusPrevious'],
    ['ArrowUp', { altKey: true }, 'moveUp'],
    ['ArrowDown', { altKey: true }, 'moveDown'],
    ['Home', { ctrlKey: true }, 'focusFirst'],
    ['End', { ctrlKey: true }, 'focusLast'],
    ['c', { ctrlKey: true }, undefined],
    ['a', { ctrlKey: true }, undefined],
    ['b', { shiftKey: true }, undefined],
    ['Escape', {}, undefined],
    ['c', {}, 'copy'],
    ['x', {}, 'cut'],
    ['V', {}, 'paste'],
    ['y', {}, 'toQuery'],
    ['m', {}, 'toText'],
    ['q', {}, undefined],
    ['z', {}, 'undo'],
    ['Z', { shiftKey: true }, 'redo'],
    ['ArrowLeft', {}, 'fold'],
    ['ArrowRight', {}, 'unfold'],
    ['ArrowDown', { shiftKey: true }, 'extendDown'],
    ['ArrowUp', { shiftKey: true }, 'extendUp'],
    ['K', { shiftKey: true }, 'extendUp'],
  ])('on a cell: %s %o is %s', (key, keys, command) => {
    expect(cellCommand(press(key, keys), false, undefined)).toBe(command);
  });

  it.each([
    ['Enter', {}, undefined],
    ['Enter', { ctrlKey: true }, 'run'],
    ['Enter', { shiftKey: true }, 'runAndGoOn'],
    ['Escape', {}, 'leave'],
    ['a', {}, undefined],
    ['d', {}, undefined],
    ['ArrowUp', { altKey: true }, undefined],
  ])('in a field: %s %o is %s', (key, keys, command) => {
    expect(cellCommand(press(key, keys), true, press('d'))).toBe(command);
  });

  it('removes on D D', () => {
    expect(cellCommand(press('d', {}, 400), false, press('d', {}, 0))).toBe('remove');
  });

  it('does not remove on one D, on D after another key, or on two that are far apart', () => {
    const commands = [undefined, press('j'), press('d', {}, -1500)].map((before) =>
      cellCommand(press('d'), false, before),
    );
    expect(commands).toEqual([undefined, undefined, undefined]);
  });
});

function press(key: string, keys: Partial<KeyPress> = {}, timeStamp = 0): KeyPress {
  return {
    key,
    timeStamp,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...keys,
  };
}
