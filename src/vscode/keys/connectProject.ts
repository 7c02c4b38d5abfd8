import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { Secret } from '../../common/secret.ts';
import type { Environment } from '../../model/environment.ts';
import type { Project } from '../../model/keys/projectKey.ts';
import { decodeKey, isOnThisMachine } from '../../services/environments/environmentInput.ts';
import type { ProjectAccess } from '../../services/keys/projectAccess.ts';
import { confirmHost } from '../flows/confirmHost.ts';
import { askText } from '../flows/inputs.ts';
import { pickFromList } from '../flows/pickFromList.ts';

/**
 * Asks for a service account, signs in with it, and stores it with the project that the user picks. Throws `cancelled`
 * when the user closes a question; nothing is stored then.
 */
export async function connectProject(
  access: ProjectAccess,
  environment: Environment,
): Promise<void> {
  const title = vscode.l10n.t('Connect Project');
  const { controllerUrl } = environment;
  const isElsewhere = controllerUrl !== undefined && !isOnThisMachine(controllerUrl);
  if (isElsewhere && !(await confirmHost({ title, controllerUrl }))) return;
  let clientId = '';
  let clientSecret = new Secret('');
  let projects: readonly Project[] = [];
  await askText({
    title,
    place: { step: 1, of: 2 },
    prompt: vscode.l10n.t('The client id of a service account of your organization'),
    submit: (text) => void (clientId = decodeKey(text).reveal()),
  });
  const isTaken = await askText({
    title,
    place: { step: 2, of: 2 },
    prompt: vscode.l10n.t('Its client secret. It stays in the secret storage of VS Code.'),
    busyPrompt: vscode.l10n.t('Signing in… Press Esc to stop.'),
    isPassword: true,
    submit: async (text, signal) => {
      clientSecret = decodeKey(text);
      projects = await access.projects(environment, { clientId, clientSecret }, signal);
    },
  });
  if (!isTaken) return connectProject(access, environment);
  const project = await pickFromList({
    placeholder: vscode.l10n.t('Which project is “{0}”?', environment.name),
    load: async () => projects,
    itemOf: ({ name, id }) => ({ label: name, description: id }),
    whenEmpty: vscode.l10n.t('The service account has no project'),
  });
  if (project === undefined) throw new Failure('cancelled', 'Cancelled');
  await access.connect(environment, { clientId, clientSecret }, project);
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      '“{0}” is connected to the project “{1}”. Its keys are in the tree, below the environment.',
      environment.name,
      project.name,
    ),
  );
}
