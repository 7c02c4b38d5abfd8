import * as vscode from 'vscode';
import type { Environment } from '../../model/environment.ts';
import { keyPurposes, type KeyPurpose } from '../../model/keys/keyPurpose.ts';
import type { KeyRotation } from '../../services/keys/keyRotation.ts';
import type { KeySlots } from '../../services/keys/keySlots.ts';
import { askChoice } from '../flows/inputs.ts';

export type WhichKeyDeps = {
  readonly slots: Pick<KeySlots, 'keyIn'>;
  readonly rotation: Pick<KeyRotation, 'pending'>;
};

/**
 * Returns which key of an environment a command is for: the one that its argument names, the only one, the only one whose
 * rotation has not ended, else the one that the user picks. Throws `cancelled` when the user closes the question.
 */
export async function whichKey(
  { slots, rotation }: WhichKeyDeps,
  environment: Environment,
  argument: unknown,
): Promise<KeyPurpose | undefined> {
  const given = purposeOf(argument);
  if (given !== undefined) return given;
  const states = await Promise.all(
    keyPurposes.map((purpose) => rotation.pending(environment, purpose)),
  );
  const pending = keyPurposes.filter((_, at) => states[at] !== undefined);
  if (pending.length === 1) return pending[0];
  const writing = await slots.keyIn({ environmentId: environment.id, purpose: 'writingKey' });
  if (writing === undefined && pending.length === 0) return 'apiKey';
  return askChoice<KeyPurpose>({
    title: environment.name,
    placeholder: vscode.l10n.t('Which of its keys?'),
    choices: [
      {
        value: 'apiKey',
        label: vscode.l10n.t('Key'),
        description: vscode.l10n.t('for everything that only reads'),
      },
      {
        value: 'writingKey',
        label: vscode.l10n.t('Writing key'),
        description: vscode.l10n.t('for changes, after a question'),
      },
    ],
  });
}

/** Returns the purpose that an argument names: directly, or as a row of the project's keys. */
function purposeOf(argument: unknown): KeyPurpose | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('purpose' in argument) return keyPurposes.find((one) => one === argument.purpose);
  if (!('key' in argument)) return undefined;
  const { key } = argument;
  if (typeof key !== 'object' || key === null || !('uses' in key)) return undefined;
  const { uses } = key;
  return Array.isArray(uses) ? keyPurposes.find((one) => uses.includes(one)) : undefined;
}
