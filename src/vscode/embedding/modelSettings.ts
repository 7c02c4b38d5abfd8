import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Environment } from '../../model/environment.ts';
import { parseModelReference, type IndexModel } from '../../model/embedding/indexModel.ts';
import { settings } from '../ids.ts';

const entrySchema = v.object({
  model: v.pipe(v.string(), v.minLength(1)),
  textField: v.optional(v.string()),
  maxTokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});

/** Returns the model that settings name for an index. An entry out of form counts as none. */
export function chosenModel(environment: Environment, index: string): IndexModel | undefined {
  const models = vscode.workspace
    .getConfiguration(settings.section)
    .get<Readonly<Record<string, unknown>>>(settings.embeddingModels, {});
  const entry = v.safeParse(entrySchema, models[modelKey(environment, index)]);
  if (!entry.success) return undefined;
  const { model, textField, maxTokens } = entry.output;
  return {
    ...parseModelReference(model),
    ...(textField === undefined ? {} : { textField }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
}

/** Returns the name of an index in the setting: names, which a team shares, instead of ids. */
export function modelKey({ name }: Pick<Environment, 'name'>, index: string): string {
  return `${name}/${index}`;
}
