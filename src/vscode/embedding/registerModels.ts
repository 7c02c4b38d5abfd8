import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { Catalog, StateStore } from '../../services/catalog/catalog.ts';
import { IndexCreation } from '../../services/catalog/indexCreation.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Environments } from '../../services/environments/environments.ts';
import {
  EmbeddingProviders,
  type ProviderDeps,
} from '../../services/embedding/embeddingProviders.ts';
import { FirstQueryCheck } from '../../services/embedding/firstQueryCheck.ts';
import { Embeddings } from '../../services/embedding/embeddings.ts';
import { Reembedding } from '../../services/reembedding/reembedding.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import type { IndexModel } from '../../model/embedding/indexModel.ts';
import { registerCommand } from '../commands.ts';
import { pickIndexOf, type PickedIndex } from '../flows/pickIndexOf.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import { addProvider, type AddedProvider, type AddProviderDeps } from './addProvider.ts';
import { agreedHosts, askConsent } from './consent.ts';
import { indexFiles } from './indexFiles.ts';
import { manageProviders, type ManageProvidersDeps } from './manageProviders.ts';
import { chosenModel } from './modelSettings.ts';
import { pickModel } from './pickModel.ts';
import { ProviderKeys } from './providerKeys.ts';
import { readProviders } from './providerSettings.ts';
import { registerReembed, type ReembedDeps } from './registerReembed.ts';
import { rememberModel } from './rememberModel.ts';
import { warnOfModel } from './warnOfModel.ts';
import { whichModel } from './whichModel.ts';

type ModelDeps = {
  readonly environments: Environments;
  readonly catalog: Catalog;
  readonly connections: Connections;
  readonly usage: UsageMeter;
  readonly report: Report;
};

/** Registers what embeds texts, with the commands that add providers and choose the models of indexes. */
export function registerModels(
  parts: ModelDeps,
  { workspaceState, secrets }: Pick<vscode.ExtensionContext, 'workspaceState' | 'secrets'>,
  client: ProviderDeps['client'],
  state: StateStore,
): Disposable & { readonly embeddings: Embeddings } {
  const providerKeys = new ProviderKeys(secrets);
  const agreed = agreedHosts(workspaceState);
  const providers = new EmbeddingProviders({
    endpoints: readProviders,
    keyOf: (origin) => providerKeys.get(origin),
    ask: askConsent,
    agreed,
    client,
  });
  const { connections } = parts;
  const unchecked = new Embeddings({ connections, chosenModel, providers });
  const firstQuery = new FirstQueryCheck({
    connections,
    embed: (request, signal) => unchecked.embed(request, signal),
    state,
    warn: warnOfModel,
  });
  const embeddings = new Embeddings({
    connections,
    chosenModel,
    providers,
    beforeQuery: (request, signal) => firstQuery.run(request, signal),
  });
  const { listModels } = providers;
  const commandsOfModels = registerCommands({
    ...parts,
    embeddings,
    providerKeys,
    listModels,
    forgetAgreement: (host) => agreed.forget(host),
    agree: (model, texts) => providers.agree(model, texts),
    trust: (environment, index, model) => firstQuery.trust(environment, index, model),
    reembedding: new Reembedding({ ...parts, embeddings, state, now: Date.now }),
  });
  return { embeddings, dispose: () => commandsOfModels.dispose() };
}

function registerCommands(
  deps: ModelDeps &
    AddProviderDeps &
    Omit<ManageProvidersDeps, 'add'> & { readonly providerKeys: ProviderKeys } & Pick<
      ReembedDeps,
      'embeddings' | 'reembedding' | 'agree' | 'trust'
    >,
): Disposable {
  const resources = new Disposables();
  const creation = new IndexCreation(deps);
  const register = (id: string, run: (argument: unknown) => Promise<void>): void => {
    resources.own(registerCommand(id, run, deps.report));
  };
  const choose = async (
    argument: unknown,
    ask: (picked: PickedIndex) => Promise<IndexModel | undefined>,
  ): Promise<void> => {
    const picked = await pickIndexOf(deps, argument);
    const model = picked && (await ask(picked));
    if (picked === undefined || model === undefined) return;
    await rememberModel(creation, picked.environment, picked.index.name, model);
    deps.catalog.invalidate(picked.environment.id);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('“{0}” is queried by text with “{1}”.', picked.index.name, model.model),
    );
  };
  const add = async (): Promise<void> => {
    const added = await addProvider(deps);
    if (added === undefined) return;
    void vscode.window.showInformationMessage(addedText(added));
  };
  register(commands.addEmbeddingProvider, add);
  register(commands.manageEmbeddingProviders, () => manageProviders({ ...deps, add }));
  resources.own(registerReembed({ ...deps, creation }));
  register(commands.indexFiles, () => indexFiles({ ...deps, creation }));
  register(commands.chooseEmbeddingModel, (argument) =>
    choose(argument, ({ environment, index }) => pickModel(deps, environment, index)),
  );
  register(commands.whichModel, (argument) =>
    choose(argument, ({ environment, index }) => whichModel(deps, environment, index)),
  );
  return resources;
}

function addedText(added: AddedProvider): string {
  if (added.kind === 'server')
    return vscode.l10n.t('The embedding provider “{0}” is ready.', added.endpoint.name);
  const { name, dimensions, maxTokens = 0 } = added.model;
  return vscode.l10n.t(
    'The model “{0}” is ready: {1} numbers, up to {2} tokens of a text.',
    name,
    dimensions.join(', '),
    maxTokens.toLocaleString('en'),
  );
}
