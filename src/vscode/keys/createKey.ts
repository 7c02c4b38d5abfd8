import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Secret } from '../../common/secret.ts';
import type { Environment } from '../../model/environment.ts';
import { looksLikeKey } from '../../model/exposedKeys.ts';
import type { KeyPurpose } from '../../model/keys/keyPurpose.ts';
import type { ProjectKey } from '../../model/keys/projectKey.ts';
import type { Environments } from '../../services/environments/environments.ts';
import type { KeySlots } from '../../services/keys/keySlots.ts';
import type { ProjectAccess } from '../../services/keys/projectAccess.ts';
import { whileUnknown } from '../../services/keys/whileUnknown.ts';
import { addEnvironment } from '../flows/addEnvironment.ts';
import { askChoice, askText } from '../flows/inputs.ts';
import { withProgress } from '../flows/withProgress.ts';
import { askRoles } from './askRoles.ts';
import type { ClipboardSecret } from './clipboardSecret.ts';
import { slotText } from './slotText.ts';

export type CreateKeyDeps = {
  readonly environments: Environments;
  readonly access: ProjectAccess;
  readonly slots: KeySlots;
  readonly clipboard: ClipboardSecret;
};

type Destination = KeyPurpose | 'newEnvironment' | 'clipboard';

/**
 * Creates a key in the environment's project and puts it where the user chooses. If it cannot be stored there, it goes to
 * the clipboard: the service shows it this once.
 */
export async function createKey(deps: CreateKeyDeps, environment: Environment): Promise<void> {
  const title = vscode.l10n.t('Create Key');
  let name = '';
  await askText({
    title,
    prompt: vscode.l10n.t('A name that says what uses the key, 1 to 80 characters'),
    placeholder: vscode.l10n.t('search service'),
    submit: (text) => void (name = checkedKeyName(text)),
  });
  const roles = await askRoles(title, ['ProjectEditor']);
  const destination = await askDestination(title, environment);
  if (destination === undefined) return;
  const { key, value } = await withProgress(
    vscode.l10n.t('Creating the key “{0}”', name),
    (signal) => deps.access.create(environment, { name, roles }, signal),
    { isCancellable: false },
  );
  try {
    await hand(deps, environment, destination, key, value);
  } catch (error) {
    const { message } = Failure.from(error);
    const isCopied = await deps.clipboard.copy(value).then(
      () => true,
      () => false,
    );
    void vscode.window.showWarningMessage(
      isCopied
        ? vscode.l10n.t(
            'The key “{0}” was created but not stored: {1}. It is in the clipboard for a minute; it is not shown again.',
            name,
            message,
          )
        : vscode.l10n.t(
            'The key “{0}” was created but could be neither stored nor copied: {1}. It cannot be used: revoke it.',
            name,
            message,
          ),
    );
  }
}

function checkedKeyName(text: string): string {
  const name = text.trim();
  if (looksLikeKey(name))
    throw new Failure('badInput', vscode.l10n.t('This is a key, and everybody sees a name'));
  if (name.length >= 1 && name.length <= 80) return name;
  throw new Failure('badInput', vscode.l10n.t('A key’s name has 1 to 80 characters'));
}

function askDestination(title: string, { name }: Environment): Promise<Destination | undefined> {
  return askChoice<Destination>({
    title,
    placeholder: vscode.l10n.t(
      'Where does the key go? It is shown nowhere and cannot be read again.',
    ),
    choices: [
      {
        value: 'clipboard',
        label: vscode.l10n.t('Clipboard'),
        description: vscode.l10n.t('for a minute, then it is emptied'),
      },
      {
        value: 'apiKey',
        label: vscode.l10n.t('SecretStorage, as the key of “{0}”', name),
        description: vscode.l10n.t('replaces its key after it was verified'),
      },
      {
        value: 'writingKey',
        label: vscode.l10n.t('SecretStorage, as the writing key of “{0}”', name),
        description: vscode.l10n.t('used for changes, after a question'),
      },
      {
        value: 'newEnvironment',
        label: vscode.l10n.t('SecretStorage, as the key of a new environment'),
      },
    ],
  });
}

async function hand(
  { environments, slots, clipboard }: CreateKeyDeps,
  environment: Environment,
  destination: Destination,
  key: ProjectKey,
  value: Secret,
): Promise<void> {
  if (destination === 'clipboard') {
    await clipboard.copy(value);
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The key “{0}” is in the clipboard for a minute. It is not shown again.',
        key.name,
      ),
    );
    return;
  }
  if (destination === 'newEnvironment') {
    const added = await addEnvironment(environments, { key: value });
    if (added === undefined)
      throw new Failure('cancelled', vscode.l10n.t('the question was closed'));
    await environments.markKey(added.id, key.id);
    return;
  }
  const slot = { environmentId: environment.id, purpose: destination };
  await withProgress(vscode.l10n.t('Verifying the key'), (signal) =>
    whileUnknown(() => slots.put(slot, value, signal, key.id), signal),
  );
  void vscode.window.showInformationMessage(
    vscode.l10n.t('“{0}” is {1} now.', key.name, slotText(environment, destination)),
  );
}
