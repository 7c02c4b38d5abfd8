import type { DedicatedNodes } from './readCapacity.ts';

/** An index as its control plane describes it. */
export type VectorIndex = {
  readonly name: string;
  /** Base address of the data plane, with scheme. */
  readonly host: string;
  readonly kind: IndexKind;
  readonly vectorType: 'dense' | 'sparse';
  /** Absent for sparse indexes. */
  readonly dimension?: number;
  readonly metric: Metric;
  /** The metadata field whose text the service embeds. Only in indexes of the kind `records`. */
  readonly textField?: string;
  /** The model with which the service embeds it. */
  readonly textModel?: string;
  /** Only in indexes of the kind `documents`. */
  readonly documents?: DocumentSchema;
  readonly isReady: boolean;
  /** State as named by the service: `Ready`, `Initializing`, … */
  readonly state: string;
  readonly cloud?: string;
  readonly region?: string;
  readonly isProtected: boolean;
  /** The nodes that serve its reads alone; absent: on demand. */
  readonly dedicated?: DedicatedNodes;
  /** Whether the index runs on pods, which the service does not back up. */
  readonly isPod?: true;
  readonly tags: Readonly<Record<string, string>>;
};

export const metrics = ['cosine', 'dotproduct', 'euclidean'] as const;

/** Metric of scores: cosine and dot product rank from high to low, (squared) Euclidean distance from low to high. */
export type Metric = (typeof metrics)[number];

/** The namespace that every index has. */
export const defaultNamespace = '__default__';

/** Returns the name of a namespace with its index: `docs / tickets`, or `docs` for the default namespace. */
export function placeName({ index, namespace }: NamespaceOfIndex): string {
  return namespace === defaultNamespace ? index : `${index} / ${namespace}`;
}

export type NamespaceOfIndex = { readonly index: string; readonly namespace: string };

export const maxIndexNameLength = 45;

/** Lowercase letters, digits and hyphens; no hyphen at either end. */
export const indexNamePattern = /^[a-z0-9](?:[a-z0-9-]{0,43}[a-z0-9])?$/;

/** The API that serves the index: see the routing rule of Pinecone's schemas. */
export type IndexKind = 'vectors' | 'records' | 'documents';

/** The fields of documents that an index searches. Fields beside them are metadata. */
export type DocumentSchema = {
  readonly textFields: readonly string[];
  /** The field of the dense vector. Absent also where the service embeds a text. */
  readonly denseField?: string;
  readonly sparseField?: string;
  /** The fields as the service describes them, by name. */
  readonly fields: Readonly<Record<string, unknown>>;
};

/** Whether the index failed for good; requests for its records return the reason. */
export function hasFailed({ state }: Pick<VectorIndex, 'state'>): boolean {
  return state.endsWith('Failed');
}

/** Tag of an index whose record ids are texts of a local embedder's vocabulary. The tag's value is the model's name. */
export const embedderTag = 'vectorscope-embedder';

/** Tag of an index that is a sample of the engine. The tag's value is the sample's name. */
export const sampleTag = 'vectorscope-sample';

export type NamespaceSummary = { readonly name: string; readonly recordCount: number };

export type IndexStats = {
  readonly dimension?: number;
  readonly totalRecordCount: number;
  /** Sorted by name, the default namespace first. */
  readonly namespaces: readonly NamespaceSummary[];
};

/** Whether two places are the same namespace. */
export function isSameNamespace(one: NamespacePlace, other: NamespacePlace): boolean {
  return (
    one.environment === other.environment &&
    one.index === other.index &&
    one.namespace === other.namespace
  );
}

type NamespacePlace = {
  readonly environment: string;
  readonly index: string;
  readonly namespace: string;
};
