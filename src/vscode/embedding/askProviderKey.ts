import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { Secret } from '../../common/secret.ts';
import type { EmbeddingEndpoint } from '../../model/embedding/embeddingEndpoint.ts';
import type { EmbeddingProviders } from '../../services/embedding/embeddingProviders.ts';
import { originOf } from '../../services/embedding/endpointAddress.ts';
import { askText } from '../flows/inputs.ts';
import type { StepPosition } from '../flows/wizard.ts';
import type { ProviderKeys } from './providerKeys.ts';

/**
 * Asks for the key of a provider and stores it once the server lists its models with it. Returns `false` after Back;
 * throws `cancelled` when the user closes the question.
 */
export async function askProviderKey(
  { providerKeys, listModels }: ProviderKeyDeps,
  endpoint: EmbeddingEndpoint,
  question: { readonly title: string; readonly place?: StepPosition },
): Promise<boolean> {
  const { host } = new URL(endpoint.url);
  return askText({
    ...question,
    prompt: vscode.l10n.t('The key for {0}. Leave it empty if the server needs none.', host),
    busyPrompt: vscode.l10n.t('Listing the models at {0}… Press Esc to stop.', host),
    isPassword: true,
    submit: async (text, signal) => {
      const key = keyOf(text.trim());
      await listModels({ endpoint, key }, signal);
      await providerKeys.set(originOf(endpoint), key);
    },
  });
}

export type ProviderKeyDeps = {
  readonly providerKeys: Pick<ProviderKeys, 'set'>;
  /** Shows that a server takes the key. */
  readonly listModels: EmbeddingProviders['listModels'];
};

function keyOf(text: string): Secret | undefined {
  if (!/^[\u0021-\u007e]*$/.test(text))
    throw new Failure('badInput', vscode.l10n.t('The key contains characters that no key has'));
  return text === '' ? undefined : new Secret(text);
}
