/** The model that made the vectors of an index, as far as the index or the user says. */
export type IndexModel = {
  /** Name of the provider that runs the model: see `localProvider` and `pineconeProvider`. */
  readonly provider: string;
  /** Name of the model at its provider. */
  readonly model: string;
  /** Metadata field with the text that was embedded. */
  readonly textField?: string;
  /** Length in tokens at which passages were cut. */
  readonly maxTokens?: number;
};

/** The provider that is the local engine, with the models of this machine. */
export const localProvider = 'local';

/** The provider that is the inference service of the index's environment, with the environment's key. */
export const pineconeProvider = 'pinecone';

/**
 * Tags of a local index that remember its model. `model` is `PROVIDER/NAME`, or only the name for a model of this
 * machine: the engine then takes and answers texts as for an index with an integrated model.
 */
const modelTags = {
  model: 'vectorscope-model',
  textField: 'vectorscope-text-field',
  maxTokens: 'vectorscope-max-tokens',
} as const;

type Tags = Readonly<Record<string, string>>;

/** Returns the model that an index's tags remember. */
export function taggedModel(tags: Tags): IndexModel | undefined {
  const reference = tags[modelTags.model];
  if (reference === undefined || reference === '') return undefined;
  const textField = tags[modelTags.textField];
  const maxTokens = Number(tags[modelTags.maxTokens]);
  return {
    ...parseModelReference(reference),
    ...(textField ? { textField } : {}),
    ...(Number.isInteger(maxTokens) && maxTokens > 0 ? { maxTokens } : {}),
  };
}

/** Returns the tags that remember a model. */
export function tagsOfModel({ textField, maxTokens, ...reference }: IndexModel): Tags {
  return {
    [modelTags.model]: printModelReference(reference),
    ...(textField === undefined ? {} : { [modelTags.textField]: textField }),
    ...(maxTokens === undefined ? {} : { [modelTags.maxTokens]: String(maxTokens) }),
  };
}

/** Whether a tag is one of `modelTags`. */
export function isModelTag(name: string): boolean {
  return Object.values<string>(modelTags).includes(name);
}

/** Reads `PROVIDER/NAME`; a name without a slash is a model of this machine. */
export function parseModelReference(text: string): Pick<IndexModel, 'provider' | 'model'> {
  const slash = text.indexOf('/');
  if (slash < 0) return { provider: localProvider, model: text };
  return { provider: text.slice(0, slash), model: text.slice(slash + 1) };
}

/** Writes what `parseModelReference` reads. */
export function printModelReference({
  provider,
  model,
}: Pick<IndexModel, 'provider' | 'model'>): string {
  return provider === localProvider && !model.includes('/') ? model : `${provider}/${model}`;
}
