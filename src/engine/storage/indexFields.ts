import type { Metric } from '../../model/vectorIndex.ts';

/** How the engine splits a text field into searchable terms. */
export type TextAnalysis = {
  readonly language: string;
  readonly stemming: boolean;
  readonly stopWords: boolean;
  readonly ngram?: {
    readonly minGram: number;
    readonly maxGram: number;
    readonly prefixOnly: boolean;
  };
};

/** A field declared by the schema of a document index. */
export type DocumentField =
  | {
      readonly type: 'dense_vector';
      readonly dimension: number;
      readonly metric: Metric;
      readonly description?: string;
    }
  | { readonly type: 'sparse_vector'; readonly description?: string }
  | {
      readonly type: 'string';
      readonly analysis: TextAnalysis;
      readonly embedding?: FieldEmbedding;
      readonly description?: string;
    }
  /** Text that is embedded and not stored. */
  | {
      readonly type: 'unstored_text';
      readonly embedding: FieldEmbedding;
      readonly description?: string;
    };

export type DocumentFields = Readonly<Record<string, DocumentField>>;

/** The model that embeds a text field of documents. */
export type FieldEmbedding = {
  readonly model: string;
  readonly dimension: number;
  readonly metric: Metric;
  readonly readParameters: object;
  readonly writeParameters: object;
};

/** Returns the model that embeds a field, if one does. */
export function fieldEmbedding(field: DocumentField | undefined): FieldEmbedding | undefined {
  return field !== undefined && 'embedding' in field ? field.embedding : undefined;
}

/** Whether the dense vector of a document is that of this field. */
export function isDenseField(field: DocumentField | undefined): boolean {
  return field?.type === 'dense_vector' || fieldEmbedding(field) !== undefined;
}

/** The embedding model of an index of text records, and the field it embeds. */
export type Embedding = {
  readonly model: string;
  readonly field: string;
  readonly readParameters: object;
  readonly writeParameters: object;
};
