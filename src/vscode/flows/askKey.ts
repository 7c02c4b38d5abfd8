import * as vscode from 'vscode';
import type { Secret } from '../../common/secret.ts';
import type { EnvironmentDraft, KeyCheck } from '../../services/environments/environments.ts';
import { decodeKey } from '../../services/environments/environmentInput.ts';
import { isUnreachable } from '../../services/environments/isUnreachable.ts';
import { hostOf } from '../labels.ts';
import { askText } from './inputs.ts';
import type { StepPosition } from './wizard.ts';

/** Asks for a key in a password box. Returns `false` after Back; nothing is stored then. */
export function askKey(question: KeyQuestion): Promise<boolean> {
  const { title, place, environment, isAlwaysVerified = false, store } = question;
  const host = hostOf(environment);
  return askText({
    title,
    ...(place === undefined ? {} : { place }),
    prompt: vscode.l10n.t(
      'The API key of “{0}”. It is verified at {1} first.',
      environment.name,
      host,
    ),
    busyPrompt: vscode.l10n.t('Verifying the key at {0}… Press Esc to stop.', host),
    isPassword: true,
    submit: async (text, signal) => {
      const key = decodeKey(text);
      try {
        await store(key, signal, 'verified');
      } catch (error) {
        if (isAlwaysVerified || !isUnreachable(error) || signal.aborted) throw error;
        if (!(await savesAnyway(host, error.message))) throw error;
        await store(key, signal, 'unverified');
      }
    },
  });
}

export type KeyQuestion = {
  readonly title: string;
  readonly place?: StepPosition;
  readonly environment: EnvironmentDraft;
  /** Whether a service that cannot be reached is an error, as in a rotation. Default: the user may store the key anyway. */
  readonly isAlwaysVerified?: boolean;
  /**
   * Verifies and stores the key, or only stores it. A rejection appears in the box, where the key can be corrected.
   */
  readonly store: (key: Secret, signal: AbortSignal, check: KeyCheck) => Promise<void>;
};

async function savesAnyway(host: string, reason: string): Promise<boolean> {
  const save = vscode.l10n.t('Save Anyway');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} cannot be reached, so the key is not verified.', host),
    {
      modal: true,
      detail: vscode.l10n.t('{0}. A wrong key shows when it is used first.', reason),
    },
    save,
  );
  return answer === save;
}
