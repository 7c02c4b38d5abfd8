import * as vscode from 'vscode';
import type { DenseModel } from '../../model/embedding/denseModel.ts';
import type { EmbeddingEndpoint } from '../../model/embedding/embeddingEndpoint.ts';
import { endpointPresets, type EndpointPreset } from '../../model/embedding/endpointPresets.ts';
import { decodeProviderName, decodeProviderUrl } from '../../services/embedding/endpointAddress.ts';
import type { Connections } from '../../services/environments/connections.ts';
import { askChoice, askText } from '../flows/inputs.ts';
import { withProgress } from '../flows/withProgress.ts';
import { runWizard, type StepPosition } from '../flows/wizard.ts';
import { askProviderKey, type ProviderKeyDeps } from './askProviderKey.ts';
import { writeProvider } from './providerSettings.ts';

/**
 * Runs the wizard for a server that embeds texts, or for the folder of a model. Returns what was added, or `undefined`
 * after Back on the first step. Nothing is stored before the last step.
 */
export async function addProvider(deps: AddProviderDeps): Promise<AddedProvider | undefined> {
  return new AddProviderFlow(deps).run();
}

export type AddProviderDeps = ProviderKeyDeps & {
  readonly connections: Pick<Connections, 'openEngine'>;
};

/** What was added: a server, or a model on this machine. */
export type AddedProvider =
  | { readonly kind: 'server'; readonly endpoint: EmbeddingEndpoint }
  | { readonly kind: 'model'; readonly model: DenseModel };

class AddProviderFlow {
  readonly #deps: AddProviderDeps;
  #preset: EndpointPreset | 'folder' | undefined;
  #url = '';
  #name = '';
  #added: AddedProvider | undefined;

  constructor(deps: AddProviderDeps) {
    this.#deps = deps;
  }

  async run(): Promise<AddedProvider | undefined> {
    await runWizard([
      { ask: (place) => this.#askPreset(place) },
      ...[
        (place: StepPosition) => this.#askUrl(place),
        (place: StepPosition) => this.#askName(place),
        (place: StepPosition) => this.#askKey(place),
      ].map((ask) => ({ applies: () => this.#preset !== 'folder', ask })),
    ]);
    return this.#added;
  }

  async #askPreset(place: StepPosition): Promise<'next' | 'back'> {
    const other: EndpointPreset = {
      label: vscode.l10n.t('Another server'),
      name: '',
      url: '',
      needsKey: true,
      model: '',
    };
    const servers = [...endpointPresets, other].map((value) => ({
      value,
      label: value.label,
      description: value.url,
    }));
    const preset = await askChoice<EndpointPreset | 'folder'>({
      title: title(),
      place,
      placeholder: vscode.l10n.t('What embeds the texts?'),
      choices: [
        ...servers,
        {
          value: 'folder',
          label: vscode.l10n.t('Folder on This Machine…'),
          description: vscode.l10n.t('a sentence-transformers model with an ONNX network'),
        },
      ],
    });
    if (preset === undefined) return 'back';
    this.#preset = preset;
    if (preset === 'folder') {
      await this.#addFolder();
      return 'next';
    }
    this.#url = preset.url;
    this.#name = preset.name;
    return 'next';
  }

  async #addFolder(): Promise<void> {
    const [folder] =
      (await vscode.window.showOpenDialog({
        canSelectFiles: false,
        canSelectFolders: true,
        openLabel: vscode.l10n.t('Add Model'),
        title: title(),
      })) ?? [];
    if (folder === undefined) return;
    const model = await withProgress(
      vscode.l10n.t('Loading the model in {0}', folder.fsPath),
      async (signal) =>
        (await this.#deps.connections.openEngine(signal)).addModel(folder.fsPath, signal),
    );
    this.#added = { kind: 'model', model };
  }

  async #askUrl(place: StepPosition): Promise<'next' | 'back'> {
    const isTaken = await askText({
      title: title(),
      place,
      prompt: vscode.l10n.t('The base address, https unless it is this machine'),
      placeholder: 'https://api.example.com/v1',
      value: this.#url,
      submit: (text) => void (this.#url = decodeProviderUrl(text)),
    });
    return isTaken ? 'next' : 'back';
  }

  async #askName(place: StepPosition): Promise<'next' | 'back'> {
    const isTaken = await askText({
      title: title(),
      place,
      prompt: vscode.l10n.t('A name for the provider; models are named PROVIDER/MODEL'),
      placeholder: 'ollama',
      value: this.#name,
      submit: (text) => void (this.#name = decodeProviderName(text)),
    });
    return isTaken ? 'next' : 'back';
  }

  async #askKey(place: StepPosition): Promise<'next' | 'back'> {
    const endpoint: EmbeddingEndpoint = {
      name: this.#name,
      url: this.#url,
      keyHeader:
        this.#preset === 'folder' ? 'authorization' : (this.#preset?.keyHeader ?? 'authorization'),
    };
    const isTaken = await askProviderKey(this.#deps, endpoint, { title: title(), place });
    if (!isTaken) return 'back';
    await writeProvider(endpoint);
    this.#added = { kind: 'server', endpoint };
    return 'next';
  }
}

function title(): string {
  return vscode.l10n.t('Add Embedding Provider');
}
