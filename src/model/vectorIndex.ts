export const metrics = ['cosine', 'dotproduct', 'euclidean'] as const;

/** How scores are made: cosine and dot product rank high to low, (squared) Euclidean low to high. */
export type Metric = (typeof metrics)[number];

/** The namespace that every index has. */
export const defaultNamespace = '__default__';

export const maxIndexNameLength = 45;

/** Small letters, digits and hyphens, with no hyphen at either end. */
export const indexNamePattern = /^[a-z0-9](?:[a-z0-9-]{0,43}[a-z0-9])?$/;

/** Which API serves the index: see the routing rule of Pinecone's schemas. */
export type IndexKind = 'vectors' | 'records' | 'documents';

export type VectorIndex = {
  readonly name: string;
  /** Base URL of the data plane, scheme included. */
  readonly host: string;
  readonly kind: IndexKind;
  readonly vectorType: 'dense' | 'sparse';
  /** Absent for sparse indexes. */
  readonly dimension?: number;
  readonly metric: Metric;
  readonly isReady: boolean;
  /** The service's own word: `Ready`, `Initializing`, ... */
  readonly state: string;
  readonly cloud?: string;
  readonly region?: string;
  readonly isProtected: boolean;
  /** Whether it runs on pods, of which the service makes no backups. */
  readonly isPod?: true;
  readonly tags: Readonly<Record<string, string>>;
};

/** Whether it will not become ready by itself: asked for its records, the service says why. */
export function hasFailed({ state }: Pick<VectorIndex, 'state'>): boolean {
  return state.endsWith('Failed');
}

/** Tag of an index whose records' ids are the texts that a local embedder knows; its value is the model's name. */
export const embedderTag = 'vectorscope-embedder';

export type NewIndex = {
  readonly name: string;
  readonly dimension: number;
  readonly metric: Metric;
  readonly cloud: string;
  readonly region: string;
  readonly tags?: Readonly<Record<string, string>>;
};

export type NamespaceSummary = { readonly name: string; readonly recordCount: number };

export type IndexStats = {
  readonly dimension?: number;
  readonly totalRecordCount: number;
  /** Sorted by name, the default namespace first. */
  readonly namespaces: readonly NamespaceSummary[];
};
