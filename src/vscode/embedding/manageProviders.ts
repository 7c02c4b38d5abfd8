import * as vscode from 'vscode';
import { isCancelled } from '../../common/failure.ts';
import type { AddedModel } from '../../model/embedding/denseModel.ts';
import type { EmbeddingEndpoint } from '../../model/embedding/embeddingEndpoint.ts';
import { decodeProviderUrl, originOf } from '../../services/embedding/endpointAddress.ts';
import type { Connections } from '../../services/environments/connections.ts';
import { askChoice, askText, type Choice } from '../flows/inputs.ts';
import { withProgress } from '../flows/withProgress.ts';
import { askProviderKey, type ProviderKeyDeps } from './askProviderKey.ts';
import type { ProviderKeys } from './providerKeys.ts';
import { readProviders, removeProvider, writeProvider } from './providerSettings.ts';

/**
 * Lists the embedding providers and the models that were added as folders, and changes or removes the one that the user
 * chooses. Throws `cancelled` when the user closes a question.
 */
export async function manageProviders(deps: ManageProvidersDeps): Promise<void> {
  const title = vscode.l10n.t('Manage Embedding Providers');
  const models = await withProgress(vscode.l10n.t('Listing the models of this machine'), (signal) =>
    listAdded(deps, signal),
  );
  const picked = await askChoice<Managed>({
    title,
    placeholder: vscode.l10n.t('Which one do you want to change or remove?'),
    choices: [
      ...(await Promise.all(readProviders().map((endpoint) => serverChoice(deps, endpoint)))),
      ...models.map((model) => ({
        value: { kind: 'folder' as const, model },
        label: model.name,
        description: model.folder,
      })),
      { value: { kind: 'new' as const }, label: vscode.l10n.t('Add Embedding Provider…') },
    ],
  });
  if (picked?.kind === 'new') await deps.add();
  if (picked?.kind === 'folder') await removeModel(deps, picked.model);
  if (picked?.kind === 'server') await changeServer(deps, picked.endpoint);
}

export type ManageProvidersDeps = ProviderKeyDeps & {
  readonly providerKeys: Pick<ProviderKeys, 'get' | 'set'>;
  readonly connections: Pick<Connections, 'openEngine'>;
  /** Forgets that texts may be sent to a host. */
  readonly forgetAgreement: (host: string) => Promise<void>;
  /** Runs *Add Embedding Provider*. */
  readonly add: () => Promise<void>;
};

type Managed =
  | { readonly kind: 'server'; readonly endpoint: EmbeddingEndpoint }
  | { readonly kind: 'folder'; readonly model: AddedModel }
  | { readonly kind: 'new' };

/** An engine that does not start has no models to manage; the servers stay manageable. */
async function listAdded(
  { connections }: ManageProvidersDeps,
  signal: AbortSignal,
): Promise<readonly AddedModel[]> {
  try {
    return await (await connections.openEngine(signal)).listAddedModels(signal);
  } catch (error) {
    if (isCancelled(error)) throw error;
    return [];
  }
}

async function serverChoice(
  { providerKeys }: ManageProvidersDeps,
  endpoint: EmbeddingEndpoint,
): Promise<Choice<Managed>> {
  const key = await providerKeys.get(originOf(endpoint));
  const state = key === undefined ? vscode.l10n.t('no key') : vscode.l10n.t('with a key');
  return {
    value: { kind: 'server', endpoint },
    label: endpoint.name,
    description: `${endpoint.url} · ${state}`,
  };
}

async function changeServer(deps: ManageProvidersDeps, endpoint: EmbeddingEndpoint): Promise<void> {
  const title = vscode.l10n.t('Embedding Provider “{0}”', endpoint.name);
  const action = await askChoice<'key' | 'address' | 'remove'>({
    title,
    placeholder: endpoint.url,
    choices: [
      { value: 'key', label: vscode.l10n.t('Change Key…') },
      { value: 'address', label: vscode.l10n.t('Change Address…') },
      { value: 'remove', label: vscode.l10n.t('Remove…') },
    ],
  });
  if (action === 'remove') return removeServer(deps, endpoint);
  const changed = action === 'address' ? await changeAddress(endpoint, title) : endpoint;
  if (action === undefined || changed === undefined) return;
  if (!(await askProviderKey(deps, changed, { title }))) return;
  if (action === 'address') {
    await writeProvider(changed);
    await forgetOrigin(deps, endpoint);
  }
  tell(vscode.l10n.t('The embedding provider “{0}” is ready.', endpoint.name));
}

/** Returns the provider with the address that the user types. A key is bound to an origin, so it is asked for again. */
async function changeAddress(
  endpoint: EmbeddingEndpoint,
  title: string,
): Promise<EmbeddingEndpoint | undefined> {
  let url: string | undefined;
  await askText({
    title,
    prompt: vscode.l10n.t('The base address, https unless it is this machine'),
    value: endpoint.url,
    submit: (text) => void (url = decodeProviderUrl(text)),
  });
  return url === undefined ? undefined : { ...endpoint, url };
}

async function removeServer(deps: ManageProvidersDeps, endpoint: EmbeddingEndpoint): Promise<void> {
  const isConfirmed = await confirm(
    vscode.l10n.t('Remove the embedding provider “{0}”?', endpoint.name),
    vscode.l10n.t(
      'Its address and its key are removed from this machine. Indexes with its models are not queried by text until you add it again.',
    ),
  );
  if (!isConfirmed) return;
  await removeProvider(endpoint.name);
  await forgetOrigin(deps, endpoint);
  tell(vscode.l10n.t('Removed the embedding provider “{0}” and its key.', endpoint.name));
}

/** Removes the key of an origin and the agreement to send texts there, unless another provider is there. */
async function forgetOrigin(
  { providerKeys, forgetAgreement }: ManageProvidersDeps,
  endpoint: EmbeddingEndpoint,
): Promise<void> {
  const origin = originOf(endpoint);
  if (readProviders().some((other) => originOf(other) === origin)) return;
  await providerKeys.set(origin, undefined);
  await forgetAgreement(new URL(endpoint.url).host);
}

async function removeModel(deps: ManageProvidersDeps, model: AddedModel): Promise<void> {
  const isConfirmed = await confirm(
    vscode.l10n.t('Remove the model “{0}”?', model.name),
    vscode.l10n.t(
      'The files in {0} stay. Indexes with this model are not queried by text until you add it again.',
      model.folder,
    ),
  );
  if (!isConfirmed) return;
  const { signal } = new AbortController();
  await (await deps.connections.openEngine(signal)).removeModel(model.name, signal);
  tell(vscode.l10n.t('Removed the model “{0}”. Its files stay.', model.name));
}

async function confirm(question: string, detail: string): Promise<boolean> {
  const remove = vscode.l10n.t('Remove');
  const options = { modal: true, detail };
  return (await vscode.window.showWarningMessage(question, options, remove)) === remove;
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
