import * as vscode from 'vscode';
import type { Environment } from '../../model/environment.ts';
import type { IndexModel } from '../../model/embedding/indexModel.ts';
import { defaultNamespace, type VectorIndex } from '../../model/vectorIndex.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Embeddings } from '../../services/embedding/embeddings.ts';
import {
  compareModels,
  sameModel,
  similarModel,
  type ModelVerdict,
} from '../../services/embedding/modelCheck.ts';
import { sampleTexts } from '../../services/embedding/sampleTexts.ts';
import { Failure } from '../../common/failure.ts';
import { askChoice } from '../flows/inputs.ts';
import { withProgress } from '../flows/withProgress.ts';
import { labelOf, listCandidates, type ModelListDeps } from './pickModel.ts';

export type WhichModelDeps = ModelListDeps & {
  readonly connections: Pick<Connections, 'open'>;
  readonly embeddings: Embeddings;
};

/**
 * Embeds the text of 20 records with each model at hand and shows how near its vectors are to the stored ones. Returns
 * the model that the user chooses from the table.
 */
export async function whichModel(
  deps: WhichModelDeps,
  environment: Environment,
  index: VectorIndex,
): Promise<IndexModel | undefined> {
  const title = vscode.l10n.t('Which Model Made “{0}”?', index.name);
  const verdicts = await withProgress(title, (signal) =>
    compareAll(deps, environment, index, signal),
  );
  return askChoice<IndexModel>({
    title,
    placeholder: vscode.l10n.t(
      'Median cosine with 20 stored vectors. Choose the model to remember.',
    ),
    choices: verdicts.map((verdict) => ({
      value: verdict.model,
      label: verdict.model.model,
      description: labelOf(verdict.model).description,
      detail: verdictText(verdict),
    })),
  });
}

async function compareAll(
  deps: WhichModelDeps,
  environment: Environment,
  index: VectorIndex,
  signal: AbortSignal,
): Promise<readonly ModelVerdict[]> {
  const client = await deps.connections.open(environment, signal);
  const records = client.index(index.host);
  const { namespaces } = await records.stats(signal);
  const largest = namespaces.toSorted((one, other) => other.recordCount - one.recordCount)[0];
  const namespace = largest?.name ?? defaultNamespace;
  const known = deps.embeddings.modelOf(environment, index);
  const sample = await sampleTexts(records, namespace, known?.textField, signal);
  if (sample === undefined)
    throw new Failure(
      'badInput',
      vscode.l10n.t('No record of “{0}” has a text beside its vector', index.name),
    );
  const candidates = await listCandidates(deps, environment, index, signal);
  if (candidates.length === 0)
    throw new Failure(
      'badInput',
      vscode.l10n.t(
        'No model at hand has the dimension of “{0}”. Add an embedding provider first',
        index.name,
      ),
    );
  return compareModels(deps.embeddings, { environment, index }, sample, candidates, signal);
}

function verdictText({ cosine, reason }: ModelVerdict): string {
  if (cosine === undefined) return vscode.l10n.t('not tried: {0}', reason ?? '');
  const value = cosine.toFixed(3);
  if (cosine > sameModel) return vscode.l10n.t('{0} – made these vectors', value);
  if (cosine > similarModel)
    return vscode.l10n.t('{0} – the same model with another length, prompt or text', value);
  return vscode.l10n.t('{0} – another model or another text', value);
}
