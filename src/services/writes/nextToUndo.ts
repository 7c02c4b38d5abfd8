import type { WriteEntry } from '../../model/writeJournal.ts';

/** Returns the newest write that can be undone. An undo is undone by the history only. */
export function nextToUndo(
  entries: readonly WriteEntry[],
  hasEnvironment: (id: string) => boolean,
): NextToUndo {
  const passedOver: PassedOver[] = [];
  for (const entry of entries) {
    if (entry.state === 'undone' || entry.action === 'undo') continue;
    if (entry.state === 'writing' || isBeingUndone(entry, entries))
      passedOver.push({ entry, reason: 'writing' });
    else if (!hasEnvironment(entry.environmentId))
      passedOver.push({ entry, reason: 'environmentRemoved' });
    else return { entry, passedOver };
  }
  return { passedOver };
}

/** Why a write is passed over by *Undo Last Write*. */
export type PassedOver = {
  readonly entry: WriteEntry;
  readonly reason: 'writing' | 'environmentRemoved';
};

/** What *Undo Last Write* would undo, and what it passes over. */
export type NextToUndo = {
  /** The newest write that can be undone. */
  readonly entry?: WriteEntry;
  /** Newer ones, newest first. */
  readonly passedOver: readonly PassedOver[];
};

/** Whether a window is undoing the write now. */
export function isBeingUndone({ id }: WriteEntry, entries: readonly WriteEntry[]): boolean {
  return entries.some(({ undoes, state }) => undoes === id && state === 'writing');
}
