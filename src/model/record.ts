export type MetadataValue = string | number | boolean | readonly string[];

export type Metadata = Readonly<Record<string, MetadataValue>>;

export type SparseValues = {
  readonly indices: readonly number[];
  readonly values: readonly number[];
};

/** Returns the value of a metadata field. Safe for names such as `constructor`. */
export function fieldOf(metadata: Metadata, field: string): MetadataValue | undefined {
  return Object.hasOwn(metadata, field) ? metadata[field] : undefined;
}

/** A record of the vectors API. `values` is empty if not requested. */
export type VectorRecord = {
  readonly id: string;
  readonly values: readonly number[];
  readonly sparseValues?: SparseValues;
  readonly metadata: Metadata;
};

/** Usual metadata keys of a record's text, most likely first. */
export const textKeys = ['text', 'chunk_text', 'content', 'page_content', 'body', 'title', 'name'];

/** Usual metadata keys of a record's title, most likely first. */
const titleKeys = ['title', 'name', 'heading', 'headline', 'subject'];

/** Returns the record's title, if it has one beside its text. */
export function titleOf(metadata: Metadata): string | undefined {
  const key = titleKeyOf(metadata);
  return key === undefined ? undefined : String(metadata[key]);
}

/** Returns the metadata key of the record's title, if it has one beside its text. */
export function titleKeyOf(metadata: Metadata): string | undefined {
  const textKey = textKeyOf(metadata);
  return titleKeys.find((one) => typeof metadata[one] === 'string' && one !== textKey);
}

/** Returns the metadata key of the record's text, if there is one. */
export function textKeyOf(metadata: Metadata): string | undefined {
  return textKeys.find((key) => typeof metadata[key] === 'string');
}

/** Returns the text of a record with this metadata; empty if it has none. */
export function recordTextOf(metadata: Metadata): string {
  const key = textKeyOf(metadata);
  const text = key === undefined ? undefined : metadata[key];
  return typeof text === 'string' ? text : '';
}
