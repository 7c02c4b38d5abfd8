import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { DenseModel } from '../../model/embedding/denseModel.ts';
import { localEnvironment, type Environment } from '../../model/environment.ts';
import { localProvider, type IndexModel } from '../../model/embedding/indexModel.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { EmbeddingProviders } from '../../services/embedding/embeddingProviders.ts';
import { originOf } from '../../services/embedding/endpointAddress.ts';
import {
  knownModels,
  seemsToEmbed,
  sentenceModels,
} from '../../services/embedding/modelChoices.ts';
import { askChoice, askText } from '../flows/inputs.ts';
import type { ProviderKeys } from './providerKeys.ts';
import { readProviders } from './providerSettings.ts';

/** Asks which model made the vectors of an index. Throws `cancelled` when the user closes the question. */
export async function pickModel(
  deps: ModelListDeps,
  environment: Environment,
  index: VectorIndex,
): Promise<IndexModel | undefined> {
  const title = vscode.l10n.t('Choose Embedding Model of “{0}”', index.name);
  const { signal } = new AbortController();
  const candidates = await listCandidates(deps, environment, index, signal);
  return askModel(title, vscode.l10n.t('Which model made its vectors?'), candidates);
}

export type ModelListDeps = {
  readonly providerKeys: ProviderKeys;
  readonly listModels: EmbeddingProviders['listModels'];
  readonly connections: Pick<Connections, 'open'>;
};

/** Most models of one provider that are offered or tried. */
const mostOfProvider = 20;

/** Returns the models that can be tried for an index: of this machine, of its environment, and of each provider. */
export async function listCandidates(
  deps: ModelListDeps,
  environment: Environment,
  index: VectorIndex,
  signal: AbortSignal,
): Promise<readonly IndexModel[]> {
  const onMachine = sentenceModels(await modelsOnMachine(deps, signal));
  return [
    ...knownModels(environment, index, onMachine),
    ...(await modelsOfProviders(deps, signal)),
  ];
}

/** Returns the models that the user's servers list and that seem to embed texts. */
export async function modelsOfProviders(
  deps: Pick<ModelListDeps, 'providerKeys' | 'listModels'>,
  signal: AbortSignal,
): Promise<readonly IndexModel[]> {
  const lists = await Promise.all(
    readProviders().map(async (endpoint) => {
      const key = await deps.providerKeys.get(originOf(endpoint));
      // A server that does not answer, or lists nothing, has no candidates.
      const models = await deps.listModels({ endpoint, key }, signal).catch(() => []);
      const fit = models.filter(seemsToEmbed).slice(0, mostOfProvider);
      return fit.map((model) => ({ provider: endpoint.name, model }));
    }),
  );
  return lists.flat();
}

/** Returns the models of the engine on this machine. */
export async function modelsOnMachine(
  { connections }: Pick<ModelListDeps, 'connections'>,
  signal: AbortSignal,
): Promise<readonly DenseModel[]> {
  return (await connections.open(localEnvironment, signal)).listModels(signal);
}

/** Asks for one of the models, or for the name of another one. Throws `cancelled` when the user closes the question. */
export async function askModel(
  title: string,
  placeholder: string,
  models: readonly IndexModel[],
): Promise<IndexModel | undefined> {
  const typed = { provider: '', model: '' };
  const picked = await askChoice<IndexModel>({
    title,
    placeholder,
    choices: [
      ...models.map((value) => ({ value, ...labelOf(value) })),
      { value: typed, label: vscode.l10n.t('Type a Name…'), description: 'PROVIDER/MODEL' },
    ],
  });
  return picked === typed ? typeModel(title) : picked;
}

/** Returns how a model is shown. */
export function labelOf(model: IndexModel): {
  readonly label: string;
  readonly description: string;
} {
  const where =
    model.provider === localProvider ? vscode.l10n.t('on this machine') : model.provider;
  const length =
    model.maxTokens === undefined
      ? ''
      : ` · ${vscode.l10n.t('passages of {0} tokens', model.maxTokens)}`;
  return { label: model.model, description: `${where}${length}` };
}

async function typeModel(title: string): Promise<IndexModel | undefined> {
  let model: IndexModel | undefined;
  await askText({
    title,
    prompt: vscode.l10n.t('The provider, a slash and the model’s name'),
    placeholder: 'openai/text-embedding-3-small',
    submit: (text) => {
      const [provider = '', ...name] = text.trim().split('/');
      if (provider === '' || name.join('/') === '')
        throw new Failure('badInput', vscode.l10n.t('Write PROVIDER/MODEL'));
      model = { provider, model: name.join('/') };
    },
  });
  return model;
}
