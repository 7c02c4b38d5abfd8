import * as vscode from 'vscode';
import type { Environment } from '../../model/environment.ts';
import {
  printModelReference,
  tagsOfModel,
  type IndexModel,
} from '../../model/embedding/indexModel.ts';
import type { IndexCreation } from '../../services/catalog/indexCreation.ts';
import { settings } from '../ids.ts';
import { modelKey } from '../../services/embedding/embeddingSettings.ts';

/**
 * Remembers the model of an index: in its tags on this machine, else in the workspace's settings, which a team shares, or
 * in the user's settings where no workspace is open.
 */
export async function rememberModel(
  creation: Pick<IndexCreation, 'configure'>,
  environment: Environment,
  index: string,
  model: IndexModel,
): Promise<void> {
  if (environment.kind === 'local') {
    const { signal } = new AbortController();
    await creation.configure(environment, index, { tags: { ...tagsOfModel(model) } }, signal);
    return;
  }
  const configuration = vscode.workspace.getConfiguration(settings.section);
  const isWorkspace = vscode.workspace.workspaceFolders !== undefined;
  const values = configuration.inspect<object>(settings.embeddingModels);
  const own = isWorkspace ? values?.workspaceValue : values?.globalValue;
  const entry = {
    model: printModelReference(model),
    ...(model.textField === undefined ? {} : { textField: model.textField }),
    ...(model.maxTokens === undefined ? {} : { maxTokens: model.maxTokens }),
  };
  await configuration.update(
    settings.embeddingModels,
    { ...own, [modelKey(environment, index)]: entry },
    isWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
  );
}
