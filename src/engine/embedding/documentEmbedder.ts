import { Failure } from '../../common/failure.ts';
import type { Metadata } from '../../model/record.ts';
import type { SparseVector } from '../sparseSearch/sparseVector.ts';
import {
  fieldEmbedding,
  isEmbeddedField,
  sparseFieldEmbedding,
  type DocumentField,
  type DocumentFields,
  type FieldEmbedding,
  type SparseFieldEmbedding,
} from '../storage/indexFields.ts';
import type { Embedder } from './embedder.ts';
import { chooseDimension } from './embeddingModel.ts';
import { readEmbeddingParameters } from './embeddingParameters.ts';

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
    let embedded = parts;
    let tokens: number | undefined;
    for (const [name, field] of Object.entries(fields)) {
      if (!isEmbeddedField(field)) continue;
      const made = await this.#embedField(name, field, embedded, signal);
      if (made.tokens === undefined) continue;
      embedded = made.parts;
      tokens = (tokens ?? 0) + made.tokens;
    }
    return { parts: embedded, ...(tokens === undefined ? {} : { tokens }) };
  }

  /** Adds the vectors of one field. Throws `badInput`. */
  async #embedField<T extends Part>(
    name: string,
    field: DocumentField,
    parts: readonly T[],
    signal: AbortSignal,
  ): Promise<EmbeddedParts<T>> {
    const texts = parts.flatMap(({ metadata }) => textOf(metadata, name) ?? []);
    if (texts.length === 0) return { parts };
    if (texts.length > maxEmbedded) {
      const message = `A request embeds the texts of at most ${maxEmbedded} documents, not ${texts.length}`;
      throw new Failure('badInput', message);
    }
    const dense = await this.#embed(fieldEmbedding(field), texts, 'writeParameters', signal);
    const sparse = await this.#embedSparse(
      sparseFieldEmbedding(field),
      texts,
      'writeParameters',
      signal,
    );
    const vectors = dense.vectors.values();
    const sparseVectors = sparse.vectors.values();
    const embedded = parts.map((part) => {
      if (textOf(part.metadata, name) === undefined) return part;
      const values = vectors.next().value;
      const vector = sparseVectors.next().value;
      return {
        ...part,
        ...(values === undefined ? {} : { values }),
        ...(vector === undefined ? {} : { sparse: vector }),
        metadata: field.type === 'string' ? part.metadata : without(part.metadata, name),
      };
    });
    return { parts: embedded, tokens: dense.tokens + sparse.tokens };
  }

  /** Embeds the text of a query. Throws `badInput`. */
  async embedQuery(
    embedding: FieldEmbedding,
    text: string,
    signal: AbortSignal,
  ): Promise<{ vector: Float32Array; tokens: number }> {
    const { vectors, tokens } = await this.#embed(embedding, [text], 'readParameters', signal);
    return { vector: vectors[0]!, tokens };
  }

  /** Embeds the text of a query with a sparse model. Throws `badInput`. */
  async embedSparseQuery(
    embedding: SparseFieldEmbedding,
    text: string,
    signal: AbortSignal,
  ): Promise<{ sparse: SparseVector; tokens: number }> {
    const made = await this.#embedSparse(embedding, [text], 'readParameters', signal);
    return { sparse: made.vectors[0]!, tokens: made.tokens };
  }

  async #embed(
    embedding: FieldEmbedding | undefined,
    texts: readonly string[],
    parameters: ParametersName,
    signal: AbortSignal,
  ): Promise<Vectors<Float32Array>> {
    if (embedding === undefined) return noVectors;
    const { model: name, dimension } = embedding;
    const model = await this.#embedder.findModel(name, signal);
    chooseDimension(model, dimension);
    const read = { ...readEmbeddingParameters(embedding[parameters]), dimension };
    const embeddings = await this.#embedder.embed(model, texts, read, signal);
    return { vectors: embeddings.map(({ values }) => values), tokens: sumOf(embeddings) };
  }

  async #embedSparse(
    embedding: SparseFieldEmbedding | undefined,
    texts: readonly string[],
    parameters: ParametersName,
    signal: AbortSignal,
  ): Promise<Vectors<SparseVector>> {
    if (embedding === undefined) return noVectors;
    const model = await this.#embedder.findModel(embedding.model, signal);
    const read = readEmbeddingParameters(embedding[parameters]);
    const embeddings = this.#embedder.embedSparse(model, texts, read);
    return { vectors: embeddings.map(({ sparse }) => sparse), tokens: sumOf(embeddings) };
  }
}

/** The limit of documents whose texts one request embeds. */
const maxEmbedded = 96;

/** The part of a document that a request sets. */
type Part = {
  readonly metadata: Metadata;
  readonly values?: Float32Array;
  readonly sparse?: SparseVector;
};

type ParametersName = 'readParameters' | 'writeParameters';

/** The vectors of texts, in their order, and how many tokens the texts have. */
type Vectors<T> = { readonly vectors: readonly T[]; readonly tokens: number };

const noVectors = { vectors: [], tokens: 0 };

/** Parts with the vectors of their texts. `tokens` is absent if no text was embedded. */
export type EmbeddedParts<T extends Part> = {
  readonly parts: readonly T[];
  readonly tokens?: number;
};

function sumOf(embeddings: readonly { readonly tokens: number }[]): number {
  return embeddings.reduce((sum, { tokens }) => sum + tokens, 0);
}

function textOf(metadata: Metadata, name: string): string | undefined {
  const text = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  return typeof text === 'string' ? text : undefined;
}

function without(metadata: Metadata, name: string): Metadata {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== name));
}
