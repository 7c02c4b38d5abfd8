import * as v from 'valibot';
import * as vscode from 'vscode';
import type { EmbeddingEndpoint } from '../../model/embedding/embeddingEndpoint.ts';
import { decodeProviderName, decodeProviderUrl } from '../../services/embedding/endpointAddress.ts';
import { settings } from '../ids.ts';

const entrySchema = v.object({
  url: v.pipe(v.string(), v.transform(decodeProviderUrl)),
  keyHeader: v.optional(v.picklist(['authorization', 'api-key']), 'authorization'),
});

/** Returns the providers in the settings. An entry out of form counts as none. */
export function readProviders(): readonly EmbeddingEndpoint[] {
  return Object.entries(readEntries()).flatMap(([name, entry]) => {
    try {
      return [{ name: decodeProviderName(name), ...v.parse(entrySchema, entry) }];
    } catch {
      return [];
    }
  });
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

function readEntries(): Readonly<Record<string, unknown>> {
  return vscode.workspace
    .getConfiguration(settings.section)
    .get<Readonly<Record<string, unknown>>>(settings.embeddingProviders, {});
}
