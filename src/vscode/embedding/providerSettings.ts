import * as vscode from 'vscode';
import type { EmbeddingEndpoint } from '../../model/embedding/embeddingEndpoint.ts';
import { decodeProviders } from '../../services/embedding/embeddingSettings.ts';
import { settings } from '../ids.ts';

/** Returns the providers in the settings. */
export function readProviders(): readonly EmbeddingEndpoint[] {
  const configuration = vscode.workspace.getConfiguration(settings.section);
  return decodeProviders(configuration.get(settings.embeddingProviders));
}

/** Adds a provider to the user's settings, or replaces the one of its name. */
export async function writeProvider({ name, url, keyHeader }: EmbeddingEndpoint): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(settings.section);
  const own = configuration.inspect<object>(settings.embeddingProviders)?.globalValue;
  const entry = keyHeader === 'authorization' ? { url } : { url, keyHeader };
  const entries = { ...own, [name]: entry };
  await configuration.update(
    settings.embeddingProviders,
    entries,
    vscode.ConfigurationTarget.Global,
  );
}
