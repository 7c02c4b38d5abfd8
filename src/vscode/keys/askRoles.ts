import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { keyRoles } from '../../model/keys/projectKey.ts';
import { roleText } from './roleText.ts';

/** Asks for one role or more. Throws `cancelled` when the user closes the list, `badInput` without a role. */
export async function askRoles(
  title: string,
  current: readonly string[],
): Promise<readonly string[]> {
  const others = current.filter((role) => !keyRoles.some((known) => known === role));
  const items = [
    ...keyRoles.map((role) => ({ label: role, detail: roleText(role) })),
    ...others.map((role) => ({ label: role, detail: vscode.l10n.t('A role of a newer version.') })),
  ].map((item) => ({ ...item, picked: current.includes(item.label) }));
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('What may the key do?'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (chosen === undefined) throw new Failure('cancelled', 'Cancelled');
  if (chosen.length === 0)
    throw new Failure('badInput', vscode.l10n.t('A key needs a role: without one it is of no use'));
  return chosen.map(({ label }) => label);
}
