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
  /** Tries and stores the key. A refusal is shown in the box, where the key can be corrected. */
  readonly store: (key: Secret, signal: AbortSignal) => Promise<void>;
};

/** A key in a password box. `false` where the user goes back; then nothing was stored. */
export function askKey({ title, place, environment, store }: KeyQuestion): Promise<boolean> {
  const host = hostOf(environment);
  return askText({
    title,
    ...(place === undefined ? {} : { place }),
    prompt: vscode.l10n.t(
      'The API key of “{0}”. It is tried at {1} first.',
      environment.name,
      host,
    ),
    busyPrompt: vscode.l10n.t('Trying the key at {0}… Esc stops.', host),
    isPassword: true,
    submit: (text, signal) => store(decodeKey(text), signal),
  });
}
