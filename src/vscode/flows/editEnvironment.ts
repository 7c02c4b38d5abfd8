import * as vscode from 'vscode';
import { controllerAddress, type Environment } from '../../model/environment.ts';
import {
  decodeControllerUrl,
  decodeRequestLimit,
  isOnThisMachine,
} from '../../services/environments/environmentInput.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { colourLabel, roleLabel } from '../labels.ts';
import { commands } from '../ids.ts';
import { confirmHost } from './confirmHost.ts';
import { colourChoices, roleChoices } from './environmentChoices.ts';
import { askChoice, askText, type Choice } from './inputs.ts';

type Part = 'role' | 'colour' | 'limit' | 'address';

/** Changes role, colour, request limit or address of an environment. Throws `cancelled` when the user dismisses a question. */
export async function editEnvironment(
  environments: Environments,
  environment: Environment,
): Promise<void> {
  const title = vscode.l10n.t('Edit “{0}”', environment.name);
  const part = await askChoice<Part>({
    title,
    placeholder: vscode.l10n.t('What changes?'),
    choices: partsOf(environment),
  });
  if (part === 'role') await changeRole(environments, environment, title);
  if (part === 'colour') await changeColour(environments, environment, title);
  if (part === 'limit') await changeLimit(environments, environment, title);
  if (part === 'address') await changeAddress(environments, environment, title);
}

function partsOf(environment: Environment): Choice<Part>[] {
  const { role, colour, kind, requestsPerSecond } = environment;
  const parts: Choice<Part>[] = [
    { label: vscode.l10n.t('Role'), description: roleLabel(role), value: 'role' },
    { label: vscode.l10n.t('Colour'), description: colourLabel(colour), value: 'colour' },
    {
      label: vscode.l10n.t('Request Limit'),
      description:
        requestsPerSecond === undefined
          ? vscode.l10n.t('none')
          : vscode.l10n.t('{0} requests a second', requestsPerSecond),
      value: 'limit',
    },
  ];
  if (kind === 'custom')
    parts.push({
      label: vscode.l10n.t('Address'),
      description: controllerAddress(environment),
      detail: vscode.l10n.t('The key must be entered again for another address'),
      value: 'address',
    });
  return parts;
}

async function changeRole(
  environments: Environments,
  { id, kind, role: current }: Environment,
  title: string,
): Promise<void> {
  const role = await askChoice({
    title,
    placeholder: vscode.l10n.t('What is it for?'),
    choices: roleChoices(kind),
    current,
  });
  if (role !== undefined) await environments.change(id, { role });
}

async function changeColour(
  environments: Environments,
  { id, colour: current }: Environment,
  title: string,
): Promise<void> {
  const colour = await askChoice({
    title,
    placeholder: vscode.l10n.t('A colour to know it by'),
    choices: colourChoices(),
    current,
  });
  if (colour !== undefined) await environments.change(id, { colour });
}

async function changeLimit(
  environments: Environments,
  { id, requestsPerSecond }: Environment,
  title: string,
): Promise<void> {
  await askText({
    title,
    prompt: vscode.l10n.t(
      'Most requests a second of all windows together, 1 to 1,000. Empty: no limit',
    ),
    value: requestsPerSecond === undefined ? '' : String(requestsPerSecond),
    submit: async (text) => {
      const limit = text.trim() === '' ? 0 : decodeRequestLimit(Number(text));
      await environments.change(id, { requestsPerSecond: limit });
    },
  });
}

async function changeAddress(
  environments: Environments,
  environment: Environment,
  title: string,
): Promise<void> {
  let controllerUrl = controllerAddress(environment);
  await askText({
    title,
    prompt: vscode.l10n.t('The address of the control plane, https unless it is this machine'),
    value: controllerUrl,
    submit: (text) => {
      controllerUrl = decodeControllerUrl(text);
    },
  });
  if (controllerUrl === controllerAddress(environment)) return;
  if (!isOnThisMachine(controllerUrl) && !(await confirmHost({ title, controllerUrl }))) return;
  await environments.change(environment.id, { controllerUrl });
  await vscode.commands.executeCommand(commands.updateKey, environments.byId(environment.id));
}
