import * as vscode from 'vscode';
import { Disposables } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { offerCommands, type OfferedCommand } from './offerCommands.ts';

export type PickOptions<T> = {
  readonly placeholder: string;
  /** Aborted when the user leaves before it answers. */
  readonly load: (signal: AbortSignal) => Promise<readonly T[]>;
  readonly itemOf: (value: T) => vscode.QuickPickItem;
  /** What to say where there is nothing to pick, and the commands that change that. */
  readonly whenEmpty: string;
  readonly offers?: readonly OfferedCommand[];
  /** Whether to ask even if there is but one; by default that one is taken. */
  readonly asksForOne?: boolean;
};

/**
 * Shows a list that may take a while to load. `undefined` where the user leaves, or where there is nothing and something
 * else is offered; throws what loading threw.
 */
export async function pickFromList<T>(options: PickOptions<T>): Promise<T | undefined> {
  const resources = new Disposables();
  const stop = new AbortController();
  resources.own({ dispose: () => stop.abort() });
  try {
    const box = resources.own(vscode.window.createQuickPick<vscode.QuickPickItem & { value: T }>());
    box.placeholder = options.placeholder;
    box.matchOnDescription = true;
    box.busy = true;
    box.show();
    const hidden = new Promise<undefined>((resolve) => {
      resources.own(box.onDidHide(() => resolve(undefined)));
    });
    const values = await Promise.race([options.load(stop.signal), hidden]);
    if (values === undefined) return undefined;
    if (values.length === 0) return offerInstead(options);
    if (values.length === 1 && options.asksForOne !== true) return values[0];
    const accepted = new Promise<T>((resolve) => {
      // Enter where nothing fits what was typed, or before the list is drawn, is no answer.
      resources.own(
        box.onDidAccept(() => box.selectedItems.slice(0, 1).forEach(({ value }) => resolve(value))),
      );
    });
    box.items = values.map((value) => ({ ...options.itemOf(value), value }));
    box.busy = false;
    return await Promise.race([accepted, hidden]);
  } finally {
    resources.dispose();
  }
}

function offerInstead({
  whenEmpty,
  offers = [],
}: Pick<PickOptions<unknown>, 'whenEmpty' | 'offers'>): undefined {
  if (offers.length === 0) throw new Failure('badInput', whenEmpty);
  // Whoever asked does not wait for the user to close a message.
  void offerCommands(whenEmpty, offers);
}
