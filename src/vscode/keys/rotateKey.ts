import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { controllerAddress, type Environment } from '../../model/environment.ts';
import type { KeyPurpose } from '../../model/keys/keyPurpose.ts';
import type { Environments } from '../../services/environments/environments.ts';
import type { KeyRotation } from '../../services/keys/keyRotation.ts';
import type { KeySlots } from '../../services/keys/keySlots.ts';
import type { ListedKey, ProjectAccess } from '../../services/keys/projectAccess.ts';
import type { RotationState } from '../../services/keys/rotationState.ts';
import { pickFromList } from '../flows/pickFromList.ts';
import { withProgress } from '../flows/withProgress.ts';
import { rotateByHand } from './rotateByHand.ts';
import { slotText } from './slotText.ts';

export type RotateKeyDeps = {
  readonly environments: Environments;
  readonly access: ProjectAccess;
  readonly rotation: KeyRotation;
  readonly slots: KeySlots;
};

/**
 * Rotates a key of an environment, or goes on with a rotation that was interrupted. With project access the successor is
 * created by the service, without it by the user.
 */
export async function rotateKey(
  deps: RotateKeyDeps,
  environment: Environment,
  purpose: KeyPurpose,
): Promise<void> {
  const pending = await deps.rotation.pending(environment, purpose);
  if (pending !== undefined) return goOn(deps, environment, purpose, pending);
  if (!(await deps.access.has(environment))) {
    const isSwapped = await rotateByHand(deps.rotation, environment, purpose);
    return isSwapped ? askToFinish(deps, environment, purpose, undefined) : undefined;
  }
  const old = await keyToRotate(deps, environment, purpose);
  if (old === undefined) return;
  const button = vscode.l10n.t('Rotate');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Rotate “{0}”, {1}?', old.name, slotText(environment, purpose)),
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
  await withProgress(vscode.l10n.t('Rotating {0}', slotText(environment, purpose)), (signal) =>
    deps.rotation.start(environment, purpose, old, signal),
  );
  await askToFinish(deps, environment, purpose, old.name);
}

/** Returns the project's key that the environment uses; asks if it is not known. */
async function keyToRotate(
  { slots, access }: RotateKeyDeps,
  environment: Environment,
  purpose: KeyPurpose,
): Promise<ListedKey | undefined> {
  const slot = { environmentId: environment.id, purpose };
  const stored = await slots.keyIn(slot);
  if (stored === undefined)
    throw new Failure(
      'unauthorized',
      vscode.l10n.t('“{0}” has no key on this machine yet', environment.name),
    );
  const { keys } = await access.keys(environment, new AbortController().signal);
  const used = keys.find(({ uses }) => uses.includes(purpose));
  if (used !== undefined) return used;
  const picked = await pickFromList({
    placeholder: vscode.l10n.t(
      'Which of them is {0}? The service does not say it.',
      slotText(environment, purpose),
    ),
    load: async () => keys,
    itemOf: ({ name, roles }) => ({ label: name, description: roles.join(', ') }),
    whenEmpty: vscode.l10n.t('The project has no keys'),
    asksForOne: true,
  });
  if (picked !== undefined) await slots.mark(slot, picked.id);
  return picked;
}

async function goOn(
  deps: RotateKeyDeps,
  environment: Environment,
  purpose: KeyPurpose,
  state: RotationState,
): Promise<void> {
  if (state.address !== controllerAddress(environment))
    return askToAbandon(deps, environment, purpose);
  if (state.step === 'swapped') return askToFinish(deps, environment, purpose, state.old?.name);
  const button = vscode.l10n.t('Go On');
  const undo = vscode.l10n.t('Undo');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('The rotation of {0} was interrupted.', slotText(environment, purpose)),
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
  if (answer === undo) return undoRotation(deps, environment, purpose);
  if (answer !== button) return;
  await withProgress(vscode.l10n.t('Rotating {0}', slotText(environment, purpose)), (signal) =>
    deps.rotation.resume(environment, purpose, signal),
  );
  await askToFinish(deps, environment, purpose, state.old.name);
}

/** Revokes the old key only after the user confirmed that nothing else uses it; the question may stay open. */
async function askToFinish(
  deps: RotateKeyDeps,
  environment: Environment,
  purpose: KeyPurpose,
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
  if (answer === undo) return undoRotation(deps, environment, purpose);
  if (answer !== revoke) return;
  await withProgress(
    vscode.l10n.t('Revoking the old key'),
    (signal) => deps.rotation.finish(environment, purpose, signal),
    { isCancellable: false },
  );
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The rotation of {0} has ended.', slotText(environment, purpose)),
  );
}

async function undoRotation(
  { rotation }: RotateKeyDeps,
  environment: Environment,
  purpose: KeyPurpose,
): Promise<void> {
  await withProgress(
    vscode.l10n.t('Undoing the rotation'),
    (signal) => rotation.undo(environment, purpose, signal),
    { isCancellable: false },
  );
  void vscode.window.showInformationMessage(
    vscode.l10n.t('“{0}” uses its old key, as before.', environment.name),
  );
}

/** The keys of a rotation are sent to no other address than the one that they were entered for. */
async function askToAbandon(
  { rotation }: RotateKeyDeps,
  environment: Environment,
  purpose: KeyPurpose,
): Promise<void> {
  const button = vscode.l10n.t('End Rotation');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('The address of “{0}” has changed since the rotation began.', environment.name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Its keys are sent to the old address only. Set the address back to go on, or end the rotation: the old key and its successor both stay valid until you revoke them in the console of the service.',
      ),
    },
    button,
  );
  if (answer === button) await rotation.abandon(environment, purpose);
}
