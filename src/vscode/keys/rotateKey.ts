import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { Environments } from '../../services/environments/environments.ts';
import type { KeyRotation } from '../../services/keys/keyRotation.ts';
import type { ListedKey, ProjectAccess } from '../../services/keys/projectAccess.ts';
import type { RotationState } from '../../services/keys/rotationState.ts';
import { askKey } from '../flows/askKey.ts';
import { pickFromList } from '../flows/pickFromList.ts';
import { withProgress } from '../flows/withProgress.ts';
import { commands } from '../ids.ts';

export type RotateKeyDeps = {
  readonly environments: Environments;
  readonly access: ProjectAccess;
  readonly rotation: KeyRotation;
};

const consoleUrl = 'https://app.pinecone.io';

/**
 * Rotates the key of an environment, or goes on with a rotation that was interrupted. With project access the successor
 * is created by the service, without it by the user.
 */
export async function rotateKey(deps: RotateKeyDeps, environment: Environment): Promise<void> {
  const pending = await deps.rotation.pending(environment);
  if (pending !== undefined) return goOn(deps, environment, pending);
  if (!(await deps.access.has(environment))) return rotateByHand(deps, environment);
  const old = await keyToRotate(deps, environment);
  if (old === undefined) return;
  const button = vscode.l10n.t('Rotate');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Rotate the key “{0}” of “{1}”?', old.name, environment.name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'A successor with the same roles ({0}) is created, tried and stored. The old key stays valid until you confirm that nothing else uses it.',
        old.roles.join(', '),
      ),
    },
    button,
  );
  if (answer !== button) return;
  await withProgress(vscode.l10n.t('Rotating the key of “{0}”', environment.name), (signal) =>
    deps.rotation.start(environment, old, signal),
  );
  await askToFinish(deps, environment, old.name);
}

/** Returns the project's key that the environment uses; asks if it is not known. */
async function keyToRotate(
  { environments, access }: RotateKeyDeps,
  environment: Environment,
): Promise<ListedKey | undefined> {
  if (!(await environments.hasKey(environment.id)))
    throw new Failure(
      'unauthorized',
      vscode.l10n.t('“{0}” has no key on this machine yet', environment.name),
    );
  const { keys } = await access.keys(environment, new AbortController().signal);
  const used = keys.find(({ isUsed }) => isUsed);
  if (used !== undefined) return used;
  const picked = await pickFromList({
    placeholder: vscode.l10n.t(
      'Which key does “{0}” use? The service does not say it.',
      environment.name,
    ),
    load: async () => keys,
    itemOf: ({ name, roles }) => ({ label: name, description: roles.join(', ') }),
    whenEmpty: vscode.l10n.t('The project has no keys'),
    asksForOne: true,
  });
  if (picked !== undefined) await environments.markKey(environment.id, picked.id);
  return picked;
}

async function goOn(
  deps: RotateKeyDeps,
  environment: Environment,
  state: RotationState,
): Promise<void> {
  if (state.step === 'swapped') return askToFinish(deps, environment, state.old?.name);
  const button = vscode.l10n.t('Go On');
  const undo = vscode.l10n.t('Undo');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('The rotation of the key of “{0}” was interrupted.', environment.name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'The environment still uses the key “{0}”. Go on to create and use its successor, or undo what was begun.',
        state.old.name,
      ),
    },
    button,
    undo,
  );
  if (answer === undo) return undoRotation(deps, environment);
  if (answer !== button) return;
  await withProgress(vscode.l10n.t('Rotating the key of “{0}”', environment.name), (signal) =>
    deps.rotation.resume(environment, signal),
  );
  await askToFinish(deps, environment, state.old.name);
}

/** Revokes the old key only after the user confirmed that nothing else uses it; the question may stay open. */
async function askToFinish(
  deps: RotateKeyDeps,
  environment: Environment,
  oldName: string | undefined,
): Promise<void> {
  const revoke =
    oldName === undefined ? vscode.l10n.t('It Is Revoked') : vscode.l10n.t('Revoke Old Key');
  const undo = vscode.l10n.t('Use Old Key Again');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('“{0}” uses its new key. Does anything else use the old one?', environment.name),
    {
      modal: true,
      detail:
        oldName === undefined
          ? vscode.l10n.t(
              'The old key is still valid. Revoke it in the console of the service when no program uses it. Until then the tree shows that the rotation has not ended.',
            )
          : vscode.l10n.t(
              'The old key “{0}” is still valid. Revoke it when no program uses it; “Rotate Key” asks again. Until then the tree shows that the rotation has not ended.',
              oldName,
            ),
    },
    revoke,
    undo,
  );
  if (answer === undo) return undoRotation(deps, environment);
  if (answer !== revoke) return;
  await withProgress(
    vscode.l10n.t('Revoking the old key'),
    (signal) => deps.rotation.finish(environment, signal),
    { isCancellable: false },
  );
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The key of “{0}” is rotated.', environment.name),
  );
}

async function undoRotation({ rotation }: RotateKeyDeps, environment: Environment): Promise<void> {
  await withProgress(
    vscode.l10n.t('Undoing the rotation'),
    (signal) => rotation.undo(environment, signal),
    { isCancellable: false },
  );
  void vscode.window.showInformationMessage(
    vscode.l10n.t('“{0}” uses its old key, as before.', environment.name),
  );
}

/** Guides the user who creates and revokes keys in the service's console. */
async function rotateByHand(deps: RotateKeyDeps, environment: Environment): Promise<void> {
  const enter = vscode.l10n.t('Enter New Key');
  const open = vscode.l10n.t('Open Console');
  const connect = vscode.l10n.t('Connect Project');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Rotate the key of “{0}” by hand', environment.name),
    {
      modal: true,
      detail: vscode.l10n.t(
        '1. Create a key with the same roles in the console of the service.\n2. Enter it here: it is tried, then used.\n3. Revoke the old key in the console when no program uses it.\nWith a connected project, Vectorscope does this itself.',
      ),
    },
    enter,
    ...(environment.kind === 'cloud' ? [open] : []),
    connect,
  );
  if (answer === undefined) return;
  if (answer === connect) {
    await vscode.commands.executeCommand(commands.connectProject, environment);
    return;
  }
  if (answer === open) await vscode.env.openExternal(vscode.Uri.parse(consoleUrl));
  const isTaken = await askKey({
    title: vscode.l10n.t('Rotate Key'),
    environment,
    store: (key, signal) => deps.rotation.swapByHand(environment, key, signal),
  });
  if (isTaken) await askToFinish(deps, environment, undefined);
}

/** Says how to rotate a key that no environment of this machine has. */
export async function explainRotation(): Promise<void> {
  const open = vscode.l10n.t('Open Console');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Rotate the key in the console of its service'),
    {
      modal: true,
      detail: vscode.l10n.t(
        '1. Create a key with the same roles.\n2. Use it where the old one is used.\n3. Revoke the old key.\nNo environment of this machine has the key, so Vectorscope cannot do it.',
      ),
    },
    open,
  );
  if (answer === open) await vscode.env.openExternal(vscode.Uri.parse(consoleUrl));
}
