import * as vscode from 'vscode';
import type { EmbeddingEndpoint } from '../../model/embedding/embeddingEndpoint.ts';
import { decodeProviders } from '../../services/embedding/embeddingSettings.ts';
import { settings } from '../ids.ts';

/** Returns the providers in the settings. */
export function readProviders(): readonly EmbeddingEndpoint[] {
  const configuration = vscode.workspace.getConfiguration(settings.section);
  return decodeProviders(configuration.get(settings.embeddingProviders));
}

/** Adds a provider to the user's settings, or replaces the one of its name, in the workspace's settings if it is there. */
export async function writeProvider({ name, url, keyHeader }: EmbeddingEndpoint): Promise<void> {
  const entry = keyHeader === 'authorization' ? { url } : { url, keyHeader };
  const places = placesOf(name);
  const [place = { target: vscode.ConfigurationTarget.Global, entries: ownEntries() }] = places;
  await update(place.target, { ...place.entries, [name]: entry });
}

/** Removes a provider from the settings of the user and of the workspace. */
export async function removeProvider(name: string): Promise<void> {
  for (const { target, entries } of placesOf(name)) {
    const { [name]: _, ...others } = entries;
    await update(target, Object.keys(others).length > 0 ? others : undefined);
  }
}

type Entries = Readonly<Record<string, unknown>>;

/** Returns where a provider is defined: the workspace, which counts first, and the user. */
function placesOf(
  name: string,
): readonly { readonly target: vscode.ConfigurationTarget; readonly entries: Entries }[] {
  const { workspaceValue = {} } = inspect() ?? {};
  const { Workspace, Global } = vscode.ConfigurationTarget;
  return [
    { target: Workspace, entries: workspaceValue },
    { target: Global, entries: ownEntries() },
  ].filter(({ entries }) => name in entries);
}

function ownEntries(): Entries {
  return inspect()?.globalValue ?? {};
}

function inspect():
  { readonly globalValue?: Entries; readonly workspaceValue?: Entries } | undefined {
  const configuration = vscode.workspace.getConfiguration(settings.section);
  return configuration.inspect<Entries>(settings.embeddingProviders);
}

async function update(
  target: vscode.ConfigurationTarget,
  entries: Entries | undefined,
): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(settings.section);
  await configuration.update(settings.embeddingProviders, entries, target);
}
