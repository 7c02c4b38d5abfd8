import * as vscode from 'vscode';
import type { Secret } from '../../common/secret.ts';
import type { EnvironmentDraft } from '../../services/environments/environments.ts';
import { decodeKey } from '../../services/environments/environmentInput.ts';
import { hostOf } from '../labels.ts';
import { askText } from './inputs.ts';
import type { StepPosition } from './wizard.ts';

export type KeyQuestion = {
  readonly title: string;
  readonly place?: StepPosition;
  readonly environment: EnvironmentDraft;
  /** Verifies and stores the key. A rejection appears in the box, where the key can be corrected. */
  readonly store: (key: Secret, signal: AbortSignal) => Promise<void>;
};

/** Asks for a key in a password box. Returns `false` after Back; nothing is stored then. */
export function askKey({ title, place, environment, store }: KeyQuestion): Promise<boolean> {
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
    submit: (text, signal) => store(decodeKey(text), signal),
  });
}
