import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { KeySlots } from '../../services/keys/keySlots.ts';
import type { ListedKey, ProjectAccess } from '../../services/keys/projectAccess.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { askText } from '../flows/inputs.ts';
import { withProgress } from '../flows/withProgress.ts';
import { slotText } from './slotText.ts';

export type RevokeKeyDeps = {
  readonly environments: Pick<Environments, 'byId'>;
  readonly slots: Pick<KeySlots, 'drop'>;
  readonly access: ProjectAccess;
};

/** Revokes a key after the user typed its name. Environments of this machine that use it then have no key. */
export async function revokeKey(
  { environments, slots, access }: RevokeKeyDeps,
  environment: Environment,
  key: Pick<ListedKey, 'id' | 'name'>,
): Promise<void> {
  const users = await access.usersOf(key.id);
  const names = users
    .flatMap(({ environmentId, purpose }) => {
      const user = environments.byId(environmentId);
      return user === undefined ? [] : [slotText(user, purpose)];
    })
    .join(', ');
  // As it can be typed: the service allows blanks around a name and characters that are not seen.
  const name = escapeInvisible(key.name).trim();
  const loss =
    users.length === 0
      ? vscode.l10n.t('No environment of this machine is known to use it; other programs may.')
      : vscode.l10n.t('It is {0}, and is deleted there.', names);
  await askText({
    title: vscode.l10n.t('Revoke Key'),
    prompt: vscode.l10n.t(
      '{0} Every program with it is refused from now on. Type “{1}” to revoke it.',
      loss,
      name,
    ),
    placeholder: name,
    submit: (text) => {
      if (text.trim() !== name)
        throw new Failure('badInput', vscode.l10n.t('Type the name of the key: “{0}”', name));
    },
  });
  await withProgress(
    vscode.l10n.t('Revoking the key “{0}”', name),
    (signal) => access.revoke(environment, key.id, signal),
    { isCancellable: false },
  );
  for (const user of users) await slots.drop(user);
  void vscode.window.showInformationMessage(vscode.l10n.t('The key “{0}” is revoked.', name));
}
