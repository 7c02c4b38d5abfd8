import * as vscode from 'vscode';
import { formatBytes } from '../formatNumbers.ts';
import { withProgress } from '../flows/withProgress.ts';

/** Shows what is kept on this machine with its size, and removes what the user chooses. */
export async function clearLocalData(
  kinds: readonly LocalDataKind[],
  owner: DataOwner | undefined,
): Promise<void> {
  const found = await withProgress(vscode.l10n.t('Measuring local data'), async (signal) =>
    (await Promise.all(kinds.map((kind) => kind(owner, signal)))).flat(),
  );
  if (found.length === 0) {
    void vscode.window.showInformationMessage(nothingText(owner));
    return;
  }
  const items = found.map((data): DataItem => ({
    data,
    label: data.name,
    description: `${data.facts} · ${formatBytes(data.bytes)}`,
  }));
  const total = formatBytes(found.reduce((sum, { bytes }) => sum + bytes, 0));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: owner
      ? vscode.l10n.t('Clear Local Data of “{0}” · {1}', owner.name, total)
      : vscode.l10n.t('Clear Local Data · {0}', total),
    placeHolder: vscode.l10n.t('Choose what to remove from this machine'),
  });
  if (!picked || picked.length === 0 || !(await isConfirmed(picked))) return;
  const title = vscode.l10n.t('Clearing local data');
  await withProgress(title, async (signal) => {
    for (const { data } of picked) await data.clear(signal);
  });
  const freed = formatBytes(picked.reduce((sum, { data }) => sum + data.bytes, 0));
  void vscode.window.showInformationMessage(vscode.l10n.t('Removed {0} of local data.', freed));
}

/** An environment whose data is asked for; it may have been removed. */
export type DataOwner = { readonly id: string; readonly name: string };

/** Data that the extension keeps on this machine. */
export type LocalData = {
  readonly name: string;
  /** What it is and how much: “3 notebooks”. */
  readonly facts: string;
  readonly bytes: number;
  readonly clear: (signal: AbortSignal) => Promise<void>;
};

/** Returns the data of one kind: all of it, or that of an environment; an empty list if there is none. */
export type LocalDataKind = (
  owner: DataOwner | undefined,
  signal: AbortSignal,
) => Promise<readonly LocalData[]>;

type DataItem = vscode.QuickPickItem & { readonly data: LocalData };

async function isConfirmed(picked: readonly DataItem[]): Promise<boolean> {
  const remove = vscode.l10n.t('Remove');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove this data from this machine?'),
    {
      modal: true,
      detail: picked.map(({ label, description }) => `${label}: ${description}`).join('\n'),
    },
    remove,
  );
  return answer === remove;
}

function nothingText(owner: DataOwner | undefined): string {
  return owner
    ? vscode.l10n.t('Nothing of “{0}” is kept on this machine.', owner.name)
    : vscode.l10n.t('There is no local data to clear.');
}
