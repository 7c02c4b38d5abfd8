import * as vscode from 'vscode';
import type { FailureKind } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { recoveryStep } from '../../services/queries/recoveryStep.ts';
import { commands } from '../ids.ts';

/**
 * Asks whether to go on with an interrupted transfer, again after the user has solved its problem by a button. Without an
 * environment, only the message says what to do.
 */
export async function asksToGoOn(
  text: string,
  kind: FailureKind,
  environment: Environment | undefined,
): Promise<boolean> {
  const goOn = vscode.l10n.t('Go On');
  const remedies = {
    updateKey: { title: vscode.l10n.t('Update Key'), command: commands.updateKey },
    restartEngine: { title: vscode.l10n.t('Restart Engine'), command: commands.restartEngine },
  };
  const step = environment && recoveryStep(kind, environment.kind);
  const remedy = step === 'updateKey' || step === 'restartEngine' ? remedies[step] : undefined;
  const buttons = [...(remedy === undefined ? [] : [remedy.title]), goOn];
  const answer = await vscode.window.showWarningMessage(text, ...buttons);
  if (remedy === undefined || answer !== remedy.title) return answer === goOn;
  await vscode.commands.executeCommand(remedy.command, environment);
  return asksToGoOn(text, kind, environment);
}
