import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { IndexModel } from '../../model/embedding/indexModel.ts';
import { parseIndexName } from '../../model/newIndex.ts';
import { maxIndexNameLength } from '../../model/vectorIndex.ts';
import { modelsForNewVectors } from '../../services/embedding/modelChoices.ts';
import {
  textOfField,
  type ReembeddingPreview,
} from '../../services/reembedding/reembeddingPreview.ts';
import { askText } from '../flows/inputs.ts';
import { askModel, modelsOfProviders, modelsOnMachine, type ModelListDeps } from './pickModel.ts';

/** Asks for the field whose text is embedded. Throws `cancelled` when the user closes the question. */
export async function askTextField(
  title: string,
  { sample, textField }: ReembeddingPreview,
): Promise<string> {
  let field = '';
  await askText({
    title,
    prompt: vscode.l10n.t('The metadata field with the text to embed'),
    placeholder: 'text',
    value: textField ?? '',
    submit: (text) => {
      field = text.trim();
      if (sample.every((record) => textOfField(record, field) === ''))
        throw new Failure(
          'badInput',
          vscode.l10n.t('No record of a sample has a text in this field'),
        );
    },
  });
  return field;
}

/** Asks for the model that makes the new vectors. */
export async function askNewModel(
  deps: ModelListDeps,
  title: string,
  environment: Environment,
): Promise<IndexModel | undefined> {
  const { signal } = new AbortController();
  const models = [
    ...modelsForNewVectors(environment, await modelsOnMachine(deps, signal)),
    ...(await modelsOfProviders(deps, signal)),
  ];
  return askModel(title, vscode.l10n.t('Which model makes the new vectors?'), models);
}

/** Asks for the name of the new index. */
export async function askNewName(title: string, index: string, model: string): Promise<string> {
  let name = '';
  await askText({
    title,
    prompt: vscode.l10n.t('A name for the new index: lowercase letters, digits and hyphens'),
    value: proposedName(index, model),
    submit: (text) => {
      name = parseIndexName(text);
    },
  });
  return name;
}

function proposedName(index: string, model: string): string {
  const words = `${index}-${model.split('/').at(-1) ?? ''}`.toLowerCase();
  return words
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxIndexNameLength)
    .replace(/-+$/, '');
}
