import type { Metric } from '../../model/vectorIndex.ts';

/** Returns the dense model that embeds a field, if one does. */
export function fieldEmbedding(field: DocumentField | undefined): FieldEmbedding | undefined {
  return field !== undefined && 'embedding' in field ? field.embedding : undefined;
}

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
      readonly sparseEmbedding?: SparseFieldEmbedding;
      readonly description?: string;
    }
  /** Text that is embedded and not stored. */
  | {
      readonly type: 'unstored_text';
      readonly embedding?: FieldEmbedding;
      readonly sparseEmbedding?: SparseFieldEmbedding;
      readonly description?: string;
    };

export type DocumentFields = Readonly<Record<string, DocumentField>>;

/** The sparse model that embeds a text field of documents. */
export type SparseFieldEmbedding = {
  readonly model: string;
  readonly readParameters: object;
  readonly writeParameters: object;
};

/** The dense model that embeds a text field of documents. */
export type FieldEmbedding = SparseFieldEmbedding & {
  readonly dimension: number;
  readonly metric: Metric;
};

/** Returns the sparse model that embeds a field, if one does. */
export function sparseFieldEmbedding(
  field: DocumentField | undefined,
): SparseFieldEmbedding | undefined {
  return field !== undefined && 'sparseEmbedding' in field ? field.sparseEmbedding : undefined;
}

/** Whether a model embeds the text of a field. */
export function isEmbeddedField(field: DocumentField | undefined): boolean {
  return fieldEmbedding(field) !== undefined || sparseFieldEmbedding(field) !== undefined;
}

/** Whether the dense vector of a document is that of this field. */
export function isDenseField(field: DocumentField | undefined): boolean {
  return field?.type === 'dense_vector' || fieldEmbedding(field) !== undefined;
}

/** Whether the sparse vector of a document is that of this field. */
export function isSparseField(field: DocumentField | undefined): boolean {
  return field?.type === 'sparse_vector' || sparseFieldEmbedding(field) !== undefined;
}

/** The embedding model of an index of text records, and the field it embeds. */
export type Embedding = {
  readonly model: string;
  readonly field: string;
  readonly readParameters: object;
  readonly writeParameters: object;
};
