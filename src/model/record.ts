export type MetadataValue = string | number | boolean | readonly string[];

export type Metadata = Readonly<Record<string, MetadataValue>>;

export type SparseValues = {
  readonly indices: readonly number[];
  readonly values: readonly number[];
};

/** The value of a field, which may be named like anything that an object has by itself. */
export function fieldOf(metadata: Metadata, field: string): MetadataValue | undefined {
  return Object.hasOwn(metadata, field) ? metadata[field] : undefined;
}

/** A record as the vectors API knows it. `values` is empty where they were not asked for. */
export type VectorRecord = {
  readonly id: string;
  readonly values: readonly number[];
  readonly sparseValues?: SparseValues;
  readonly metadata: Metadata;
};

/** The keys under which people keep a record's text, the likeliest first. */
const textKeys = ['text', 'chunk_text', 'content', 'page_content', 'body', 'title', 'name'];

/** The metadata key that holds the text of a record, if one does. */
export function textKeyOf(metadata: Metadata): string | undefined {
  return textKeys.find((key) => typeof metadata[key] === 'string');
}
