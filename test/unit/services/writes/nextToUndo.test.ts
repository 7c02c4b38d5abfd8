import { expect, it } from 'vitest';
import type { WriteEntry } from '../../../../src/model/writeJournal.ts';
import { nextToUndo } from '../../../../src/services/writes/nextToUndo.ts';

const entry = (id: string, changes: Partial<WriteEntry> = {}): WriteEntry => ({
  id,
  at: 0,
  environmentId: 'e',
  index: 'i',
  namespace: 'n',
  action: 'edit',
  count: 1,
  sampleIds: ['a'],
  state: 'done',
  ...changes,
});
const old = entry('old');

it.each<[string, readonly WriteEntry[], string | undefined, readonly string[]]>([
  ['the newest', [entry('new'), old], 'new', []],
  ['one that ended early', [entry('new', { state: 'started' }), old], 'new', []],
  ['the one before an undone one', [entry('new', { state: 'undone' }), old], 'old', []],
  ['the one before an undo', [entry('new', { action: 'undo' }), old], 'old', []],
  ['none', [], undefined, []],
  [
    'the one before one that is still being sent, which is named',
    [entry('new', { state: 'writing' }), old],
    'old',
    ['new writing'],
  ],
  [
    'the one before one of a removed environment, which is named',
    [entry('new', { environmentId: 'removed' }), old],
    'old',
    ['new environmentRemoved'],
  ],
  [
    'the one before one that another window is undoing',
    [entry('undo', { action: 'undo', undoes: 'new', state: 'writing' }), entry('new'), old],
    'old',
    ['new writing'],
  ],
  [
    'none if no environment is left',
    [entry('new', { environmentId: 'removed' })],
    undefined,
    ['new environmentRemoved'],
  ],
])('returns %s', (_, entries, expected, passedOver) => {
  const next = nextToUndo(entries, (id) => id === 'e');
  expect(next.entry?.id).toBe(expected);
  expect(next.passedOver.map((one) => `${one.entry.id} ${one.reason}`)).toEqual(passedOver);
});
