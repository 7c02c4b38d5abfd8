import * as vscode from 'vscode';
import { askChoice } from './inputs.ts';
import type { StepPosition } from './wizard.ts';

export type HostQuestion = {
  readonly title: string;
  readonly place?: StepPosition;
  readonly controllerUrl: string;
};

/** Asks whether a key may be sent to a host other than Pinecone's or this machine. */
export async function confirmHost(question: HostQuestion): Promise<boolean> {
  const { title, place, controllerUrl } = question;
  const { host } = new URL(controllerUrl);
  const isConfirmed = await askChoice<boolean>({
    title,
    ...(place === undefined ? {} : { place }),
    placeholder: vscode.l10n.t('The key will be sent to {0}', host),
    choices: [
      {
        value: true,
        label: vscode.l10n.t('Send the key to {0}', host),
        description: vscode.l10n.t('the operator of this host can use the key'),
      },
      { value: false, label: vscode.l10n.t('Go back') },
    ],
  });
  return isConfirmed ?? false;
}
