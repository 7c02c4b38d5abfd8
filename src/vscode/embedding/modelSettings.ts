import * as vscode from 'vscode';
import type { Environment } from '../../model/environment.ts';
import type { IndexModel } from '../../model/embedding/indexModel.ts';
import { decodeModel } from '../../services/embedding/embeddingSettings.ts';
import { settings } from '../ids.ts';

/** Returns the model that settings name for an index. */
export function chosenModel({ name }: Environment, index: string): IndexModel | undefined {
  const configuration = vscode.workspace.getConfiguration(settings.section);
  return decodeModel(configuration.get(settings.embeddingModels), name, index);
}
