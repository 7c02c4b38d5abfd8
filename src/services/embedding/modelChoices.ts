import type { DenseModel } from '../../model/embedding/denseModel.ts';
import type { Environment } from '../../model/environment.ts';
import {
  localProvider,
  pineconeProvider,
  type IndexModel,
} from '../../model/embedding/indexModel.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';

/** Returns the models of an index's dimension that need no server of the user's own. `onMachine` are those of this machine. */
export function knownModels(
  { kind }: Environment,
  { dimension }: Pick<VectorIndex, 'dimension'>,
  onMachine: readonly DenseModel[],
): readonly IndexModel[] {
  const local = onMachine
    .filter(({ dimensions }) => dimension !== undefined && dimensions.includes(dimension))
    .flatMap(withLengths);
  const hosted =
    kind === 'local' ? [] : hostedModels.filter((hosted) => hosted.dimension === dimension);
  return [...local, ...hosted.map(({ model }) => ({ provider: pineconeProvider, model }))];
}

/** The model that comes with the extension. */
export const bundledModel = 'all-MiniLM-L6-v2';

/** Dense models that Pinecone hosts, with the dimensions that they have without further parameters. */
const hostedModels = [
  { model: 'multilingual-e5-large', dimension: 1024 },
  { model: 'llama-text-embed-v2', dimension: 1024 },
] as const;

/** Lengths at which libraries cut passages for the bundled model: sentence-transformers and transformers.js. */
const bundledLengths = [256, 512] as const;

/** Returns the models that can make new vectors for an index of an environment, each with its usual length. */
export function modelsForNewVectors(
  { kind }: Pick<Environment, 'kind'>,
  onMachine: readonly DenseModel[],
): readonly IndexModel[] {
  const local = sentenceModels(onMachine).map(({ name: model }) => ({
    provider: localProvider,
    model,
    ...(model === bundledModel && { maxTokens: bundledLengths[0] }),
  }));
  const hosted = kind === 'local' ? [] : hostedModels;
  return [...local, ...hosted.map(({ model }) => ({ provider: pineconeProvider, model }))];
}

/** Returns the models that read sentences: others look up single words. */
export function sentenceModels(models: readonly DenseModel[]): readonly DenseModel[] {
  return models.filter(({ maxTokens }) => maxTokens !== undefined);
}

/** A model of the user's own cuts passages at the length of its settings. */
function withLengths({ name: model }: DenseModel): readonly IndexModel[] {
  const lengths = model === bundledModel ? bundledLengths : [undefined];
  return lengths.map((maxTokens) => ({
    provider: localProvider,
    model,
    ...(maxTokens !== undefined && { maxTokens }),
  }));
}

/** Whether a model of a server seems to embed texts, by its name. */
export function seemsToEmbed(model: string): boolean {
  return /embed|bge|e5|gte|minilm|mpnet|arctic/i.test(model);
}
