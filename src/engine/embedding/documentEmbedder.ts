import { Failure } from '../../common/failure.ts';
import type { Metadata } from '../../model/record.ts';
import {
  fieldEmbedding,
  type DocumentFields,
  type FieldEmbedding,
} from '../storage/indexFields.ts';
import type { Embedder } from './embedder.ts';
import { chooseDimension } from './embeddingModel.ts';
import { readEmbeddingParameters } from './embeddingParameters.ts';

/** The limit of documents whose texts one request embeds. */
const maxEmbedded = 96;

/** The part of a document that a request sets. */
type Part = { readonly metadata: Metadata; readonly values?: Float32Array };

/** Parts with the vectors of their texts. `tokens` is absent if no text was embedded. */
export type EmbeddedParts<T extends Part> = {
  readonly parts: readonly T[];
  readonly tokens?: number;
};

/** Embeds the texts of documents whose schema gives a text field a model. */
export class DocumentEmbedder {
  readonly #embedder: Embedder;

  constructor(embedder: Embedder) {
    this.#embedder = embedder;
  }

  /**
   * Adds vectors to the parts that have a text to embed, and removes texts that are not stored. Throws `badInput` for
   * too many texts and for one that the model cannot embed.
   */
  async embedParts<T extends Part>(
    fields: DocumentFields,
    parts: readonly T[],
    signal: AbortSignal,
  ): Promise<EmbeddedParts<T>> {
    const [name, field] = Object.entries(fields).find(([, one]) => fieldEmbedding(one)) ?? [];
    const embedding = fieldEmbedding(field);
    if (name === undefined || embedding === undefined) return { parts };
    const texts = parts.flatMap(({ metadata }) => textOf(metadata, name) ?? []);
    if (texts.length === 0) return { parts };
    if (texts.length > maxEmbedded) {
      const message = `A request embeds the texts of at most ${maxEmbedded} documents, not ${texts.length}`;
      throw new Failure('badInput', message);
    }
    const { writeParameters } = embedding;
    const { vectors, tokens } = await this.#embed(embedding, texts, writeParameters, signal);
    const rest = vectors.values();
    const isStored = field?.type === 'string';
    const embedded = parts.map((part) =>
      textOf(part.metadata, name) === undefined
        ? part
        : {
            ...part,
            values: rest.next().value,
            metadata: isStored ? part.metadata : without(part.metadata, name),
          },
    );
    return { parts: embedded, tokens };
  }

  /** Embeds the text of a query. Throws `badInput`. */
  async embedQuery(
    embedding: FieldEmbedding,
    text: string,
    signal: AbortSignal,
  ): Promise<{ vector: Float32Array; tokens: number }> {
    const { readParameters } = embedding;
    const { vectors, tokens } = await this.#embed(embedding, [text], readParameters, signal);
    return { vector: vectors[0]!, tokens };
  }

  async #embed(
    { model: name, dimension }: FieldEmbedding,
    texts: readonly string[],
    parameters: object,
    signal: AbortSignal,
  ): Promise<{ vectors: readonly Float32Array[]; tokens: number }> {
    const model = await this.#embedder.findModel(name, signal);
    chooseDimension(model, dimension);
    const read = { ...readEmbeddingParameters(parameters), dimension };
    const embeddings = await this.#embedder.embed(model, texts, read, signal);
    return {
      vectors: embeddings.map(({ values }) => values),
      tokens: embeddings.reduce((sum, { tokens }) => sum + tokens, 0),
    };
  }
}

function textOf(metadata: Metadata, name: string): string | undefined {
  const text = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  return typeof text === 'string' ? text : undefined;
}

function without(metadata: Metadata, name: string): Metadata {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== name));
}
