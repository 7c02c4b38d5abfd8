import type { Metric } from '../../model/vectorIndex.ts';

/** How the text of a field is cut into the terms that it is found by. */
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

/** A field that the schema of a document index declares. */
export type DocumentField =
  | {
      readonly type: 'dense_vector';
      readonly dimension: number;
      readonly metric: Metric;
      readonly description?: string;
    }
  | { readonly type: 'sparse_vector'; readonly description?: string }
  | { readonly type: 'string'; readonly analysis: TextAnalysis; readonly description?: string };

export type DocumentFields = Readonly<Record<string, DocumentField>>;

/** The model of an index whose records are texts, and the field that holds them. */
export type Embedding = {
  readonly model: string;
  readonly field: string;
  readonly readParameters: object;
  readonly writeParameters: object;
};
