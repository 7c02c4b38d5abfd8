import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { Environments } from '../../services/environments/environments.ts';
import type { ListedKey } from '../../services/keys/projectAccess.ts';
import { registerCommand } from '../commands.ts';
import { environmentFor } from '../flows/environmentFor.ts';
import { pickFromList } from '../flows/pickFromList.ts';
import { withProgress } from '../flows/withProgress.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import { askRoles } from './askRoles.ts';
import { connectProject } from './connectProject.ts';
import { createKey } from './createKey.ts';
import type { KeyParts } from './keyParts.ts';
import { revokeKey } from './revokeKey.ts';
import { explainRotation } from './rotateByHand.ts';
import { rotateKey } from './rotateKey.ts';
import { whichKey } from './whichKey.ts';

export type ProjectCommandDeps = {
  readonly environments: Environments;
  readonly keys: KeyParts;
  readonly report: Report;
};

/** Registers the commands for a project and its keys. A command accepts a tree node, or asks. */
export function registerProjectCommands({
  environments,
  keys,
  report,
}: ProjectCommandDeps): Disposable {
  const resources = new Disposables();
  const { access, rotation, slots, clipboard } = keys;
  const deps = { environments, access, rotation, slots, clipboard };
  const withEnvironment = (id: string, run: (one: Environment) => Promise<void>): void => {
    const start = async (argument: unknown): Promise<void> => {
      const environment = await environmentFor(environments, argument);
      if (environment !== undefined) await run(environment);
    };
    resources.own(registerCommand(id, start, report));
  };
  const withKey = (
    id: string,
    run: (environment: Environment, key: ListedKey) => Promise<void>,
  ): void => {
    const start = async (argument: unknown): Promise<void> => {
      const environment = await environmentFor(environments, argument);
      const key = environment && (await keyFor(keys, environment, argument));
      if (environment !== undefined && key !== undefined) await run(environment, key);
    };
    resources.own(registerCommand(id, start, report));
  };
  withEnvironment(commands.connectProject, (one) => connectProject(access, one));
  withEnvironment(commands.disconnectProject, (one) => disconnect(keys, one));
  withEnvironment(commands.createKey, (one) => createKey(deps, one));
  withKey(commands.changeRoles, (one, key) => changeRoles(keys, one, key));
  withKey(commands.revokeKey, (one, key) => revokeKey(deps, one, key));
  withKey(commands.markKey, async (one, key) => {
    const purpose = await whichKey(deps, one, undefined);
    if (purpose !== undefined) await slots.mark({ environmentId: one.id, purpose }, key.id);
  });
  const rotate = async (argument: unknown): Promise<void> => {
    if (argument === 'unknownKey') return explainRotation();
    const environment = await environmentFor(environments, argument);
    if (environment === undefined) return;
    const purpose = await whichKey(deps, environment, argument);
    if (purpose !== undefined) await rotateKey(deps, environment, purpose);
  };
  resources.own(registerCommand(commands.rotateKey, rotate, report));
  return resources;
}

async function disconnect({ access }: KeyParts, environment: Environment): Promise<void> {
  await access.disconnect(environment);
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Deleted the service account of “{0}” from this machine. Its keys stay as they are.',
      environment.name,
    ),
  );
}

async function changeRoles(
  { access }: KeyParts,
  environment: Environment,
  key: ListedKey,
): Promise<void> {
  const title = vscode.l10n.t('Change Roles of “{0}”', key.name);
  const roles = await askRoles(title, key.roles);
  await withProgress(title, (signal) => access.changeRoles(environment, key.id, roles, signal), {
    isCancellable: false,
  });
}

/** Returns the key of a tree node as it is now, else the one that the user picks. */
async function keyFor(
  { access }: KeyParts,
  environment: Environment,
  argument: unknown,
): Promise<ListedKey | undefined> {
  const load = async (signal: AbortSignal): Promise<readonly ListedKey[]> =>
    (await access.keys(environment, signal)).keys;
  const id = keyIdOf(argument);
  if (id === undefined)
    return pickFromList({
      placeholder: vscode.l10n.t('Select a key'),
      load,
      itemOf: ({ name, roles }) => ({ label: name, description: roles.join(', ') }),
      whenEmpty: vscode.l10n.t('The project has no keys'),
      asksForOne: true,
    });
  const key = (await load(new AbortController().signal)).find((one) => one.id === id);
  if (key !== undefined) return key;
  access.refresh(environment.id);
  throw new Failure('notFound', vscode.l10n.t('The key was revoked elsewhere'));
}

function keyIdOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('key' in argument)) return undefined;
  const { key } = argument;
  const hasId = typeof key === 'object' && key !== null && 'id' in key;
  return hasId && typeof key.id === 'string' ? key.id : undefined;
}
