import * as vscode from 'vscode';
import { Disposables } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { offerCommands, type OfferedCommand } from './offerCommands.ts';

/**
 * Shows a quick pick that loads its items. Returns `undefined` when the user closes it, or when it is empty. Throws
 * what `load` throws.
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
      // Enter without a selected item does nothing.
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

export type PickOptions<T> = {
  readonly placeholder: string;
  /** Loads the items. The signal aborts when the user closes the list first. */
  readonly load: (signal: AbortSignal) => Promise<readonly T[]>;
  readonly itemOf: (value: T) => vscode.QuickPickItem;
  /** Message for an empty list, and the commands that fill it. */
  readonly whenEmpty: string;
  readonly offers?: readonly OfferedCommand[];
  /** Whether to show a list with a single item; by default that item is returned at once. */
  readonly asksForOne?: boolean;
};

function offerInstead({
  whenEmpty,
  offers = [],
}: Pick<PickOptions<unknown>, 'whenEmpty' | 'offers'>): undefined {
  if (offers.length === 0) throw new Failure('badInput', whenEmpty);
  // The caller does not wait for the message to close.
  void offerCommands(whenEmpty, offers);
}
