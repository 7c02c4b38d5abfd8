import * as vscode from 'vscode';
import { controllerAddress, type Environment } from '../../model/environment.ts';
import {
  decodeControllerUrl,
  isOnThisMachine,
} from '../../services/environments/environmentInput.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { colourLabel, roleLabel } from '../labels.ts';
import { commands } from '../ids.ts';
import { confirmHost } from './confirmHost.ts';
import { colourChoices, roleChoices } from './environmentChoices.ts';
import { askChoice, askText, type Choice } from './inputs.ts';

type Part = 'role' | 'colour' | 'address';

/** Changes role, colour or address of an environment. Throws `cancelled` when the user dismisses a question. */
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
  if (part === 'address') await changeAddress(environments, environment, title);
}

function partsOf(environment: Environment): Choice<Part>[] {
  const { role, colour, kind } = environment;
  const parts: Choice<Part>[] = [
    { label: vscode.l10n.t('Role'), description: roleLabel(role), value: 'role' },
    { label: vscode.l10n.t('Colour'), description: colourLabel(colour), value: 'colour' },
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
