import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { KeyHealth, KeyReport, OldKey } from '../../services/keys/keyHealth.ts';
import { registerCommand } from '../commands.ts';
import { pickFromList } from '../flows/pickFromList.ts';
import { formatAge } from '../formatAge.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import { slotText } from './slotText.ts';

/** Registers *Show Key Health*, and reminds of old keys. */
export function registerKeyHealth(health: KeyHealth, report: Report): Disposable {
  const resources = new Disposables();
  const show = (): Promise<void> => showHealth(health);
  resources.own(registerCommand(commands.showKeyHealth, show, report));
  resources.own(health.onDidAge((key) => void remind(key).catch(report)));
  return resources;
}

async function showHealth(health: KeyHealth): Promise<void> {
  const picked = await pickFromList({
    placeholder: vscode.l10n.t('The keys of this machine; select one to rotate it'),
    load: () => health.report(),
    itemOf: (one) => itemOf(one, health.isOld(one.facts)),
    whenEmpty: vscode.l10n.t('There is no key on this machine yet'),
    offers: ['addEnvironment'],
    asksForOne: true,
  });
  if (picked !== undefined) await vscode.commands.executeCommand(commands.rotateKey, picked);
}

function itemOf(
  { environment, purpose, facts, sharedWith }: KeyReport,
  isOld: boolean,
): vscode.QuickPickItem {
  const now = Date.now();
  const { firstSeenMs, lastUsedMs, lastRefusedMs } = facts;
  const names = sharedWith.map((one) => slotText(one.environment, one.purpose)).join(', ');
  const description = [
    vscode.l10n.t('seen first {0}', formatAge(firstSeenMs, now)),
    lastUsedMs === undefined
      ? vscode.l10n.t('not used yet')
      : vscode.l10n.t('used {0}', formatAge(lastUsedMs, now)),
    ...(lastRefusedMs === undefined
      ? []
      : [vscode.l10n.t('refused {0}', formatAge(lastRefusedMs, now))]),
  ];
  const warnings = [
    ...(isOld ? [vscode.l10n.t('Old: rotate it.')] : []),
    ...(names === '' ? [] : [vscode.l10n.t('It is also {0}.', names)]),
  ];
  return {
    label:
      purpose === 'apiKey'
        ? environment.name
        : vscode.l10n.t('{0} (writing key)', environment.name),
    description: description.join(' · '),
    ...(warnings.length > 0 && { detail: `$(warning) ${warnings.join(' ')}` }),
  };
}

async function remind(key: OldKey): Promise<void> {
  const button = vscode.l10n.t('Rotate Key');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'It is time to rotate {0}: the longer a key is in use, the more places have it.',
      slotText(key.environment, key.purpose),
    ),
    button,
  );
  if (answer === button) await vscode.commands.executeCommand(commands.rotateKey, key);
}
