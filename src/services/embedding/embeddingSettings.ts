import { Failure } from '../../common/failure.ts';
import type { EmbeddingEndpoint } from '../../model/embedding/embeddingEndpoint.ts';
import { parseModelReference, type IndexModel } from '../../model/embedding/indexModel.ts';
import { decodeProviderName, decodeProviderUrl } from './endpointAddress.ts';

type Entries = Readonly<Record<string, unknown>>;

/** Returns the providers of the setting `vectorscope.embedding.providers`. An entry out of form counts as none. */
export function decodeProviders(entries: unknown): readonly EmbeddingEndpoint[] {
  return Object.entries(asEntries(entries)).flatMap(([name, entry]) => {
    try {
      return [decodeProvider(name, entry)];
    } catch {
      return [];
    }
  });
}

function decodeProvider(name: string, entry: unknown): EmbeddingEndpoint {
  const { url, keyHeader = 'authorization' } = asEntries(entry);
  if (typeof url !== 'string') throw new Failure('badInput', 'A provider has an address');
  if (keyHeader !== 'authorization' && keyHeader !== 'api-key')
    throw new Failure('badInput', 'The header of a key is authorization or api-key');
  return { name: decodeProviderName(name), url: decodeProviderUrl(url), keyHeader };
}

/**
 * Returns the model that the setting `vectorscope.embedding.models` names for an index. An entry out of form counts as
 * none.
 */
export function decodeModel(
  entries: unknown,
  environment: string,
  index: string,
): IndexModel | undefined {
  const entry = asEntries(asEntries(entries)[modelKey({ name: environment }, index)]);
  const { model, textField, maxTokens } = entry;
  if (typeof model !== 'string' || model === '') return undefined;
  if (textField !== undefined && typeof textField !== 'string') return undefined;
  if (maxTokens !== undefined && !isLength(maxTokens)) return undefined;
  return {
    ...parseModelReference(model),
    ...(textField === undefined ? {} : { textField }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
}

/** Returns the name of an index in the setting: names, which a team shares, instead of ids. */
export function modelKey({ name }: { readonly name: string }, index: string): string {
  return `${name}/${index}`;
}

function isLength(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

function asEntries(value: unknown): Entries {
  return typeof value === 'object' && value !== null ? (value as Entries) : {};
}
