import type { Environment } from '../../model/environment.ts';
import {
  localProvider,
  pineconeProvider,
  type IndexModel,
} from '../../model/embedding/indexModel.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';

/** The model that comes with the extension, and its dimension. */
export const bundledModel = 'all-MiniLM-L6-v2';
const bundledDimension = 384;

/** Dense models that Pinecone hosts, with the dimensions that they have without further parameters. */
const hostedModels = [
  { model: 'multilingual-e5-large', dimension: 1024 },
  { model: 'llama-text-embed-v2', dimension: 1024 },
] as const;

/** Lengths at which libraries cut passages for the bundled model: sentence-transformers and transformers.js. */
const bundledLengths = [256, 512];

/** Returns the models of an index's dimension that need no provider of the user's own. */
export function knownModels(
  { kind }: Environment,
  { dimension }: Pick<VectorIndex, 'dimension'>,
): readonly IndexModel[] {
  const local =
    dimension === bundledDimension
      ? bundledLengths.map((maxTokens) => ({
          provider: localProvider,
          model: bundledModel,
          maxTokens,
        }))
      : [];
  const hosted =
    kind === 'local' ? [] : hostedModels.filter((hosted) => hosted.dimension === dimension);
  return [...local, ...hosted.map(({ model }) => ({ provider: pineconeProvider, model }))];
}

/** Whether a model of a server seems to embed texts, by its name. */
export function seemsToEmbed(model: string): boolean {
  return /embed|bge|e5|gte|minilm|mpnet|arctic/i.test(model);
}
