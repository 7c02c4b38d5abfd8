import * as vscode from 'vscode';
import type { DoubtfulModel } from '../../services/embedding/firstQueryCheck.ts';
import { similarModel } from '../../services/embedding/modelCheck.ts';
import { commands } from '../ids.ts';

/** Tells that a model seems to be another one than that of the index, and offers to find it. */
export function warnOfModel({ environment, index, model, cosine }: DoubtfulModel): void {
  const find = vscode.l10n.t('Which Model Made This?');
  const near = cosine.toFixed(3);
  const text =
    cosine > similarModel
      ? vscode.l10n.t(
          '“{0}” makes vectors like those of “{1}” (median cosine {2}), but not the same: passages were cut at another length, or had a prompt or a title.',
          model.model,
          index,
          near,
        )
      : vscode.l10n.t(
          '“{0}” did not make the vectors of “{1}”: the median cosine with the text of its records is {2}. Hits mean nothing.',
          model.model,
          index,
          near,
        );
  const show = async (): Promise<void> => {
    if ((await vscode.window.showWarningMessage(text, find)) !== find) return;
    const target = { environment: environment.name, index, namespace: '' };
    await vscode.commands.executeCommand(commands.whichModel, { target });
  };
  void show();
}
