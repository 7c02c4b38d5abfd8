import type { KnownField } from '../../model/filter/language/knownField.ts';
import type { Hit } from '../../model/hit.ts';
import type { Binding } from '../../model/notebook/cell.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import { MetadataSchema } from '../records/metadataSchema.ts';
import type { IndexWorkDeps } from '../queries/indexWork.ts';

/**
 * Knows the metadata fields of namespaces: from hits, and on this machine from a sample, which costs nothing. Nothing is
 * read from a cloud.
 */
export class FieldKnowledge {
  readonly #deps: FieldDeps;
  readonly #schemas = new Map<string, MetadataSchema>();
  readonly #sampled = new Set<string>();

  constructor(deps: FieldDeps) {
    this.#deps = deps;
  }

  /** Learns from the hits of a namespace. */
  learn(binding: Binding, hits: readonly Hit[]): void {
    const schema = this.#schemaOf(binding);
    for (const { id, metadata } of hits) schema.learn(id, metadata);
  }

  /** Returns the fields, the most frequent first. A sample that cannot be read is left out. */
  async fields(binding: Binding, signal: AbortSignal): Promise<readonly KnownField[]> {
    const key = keyOf(binding);
    if (!this.#sampled.has(key)) {
      this.#sampled.add(key);
      try {
        await this.#sample(binding, signal);
      } catch {
        // Hints are an offer: the run of the cell tells what is wrong with the index.
        this.#sampled.delete(key);
      }
    }
    return this.#schemaOf(binding).fields();
  }

  async #sample(binding: Binding, signal: AbortSignal): Promise<void> {
    const { environments, connections } = this.#deps;
    const environment = environments.byName(binding.environment);
    if (environment?.kind !== 'local' || binding.index === '') return;
    const client = await connections.open(environment, signal);
    const index = await client.describeIndex(binding.index, signal);
    const records = client.index(index.host);
    const namespace = binding.namespace || defaultNamespace;
    const { value: page } = await records.list(namespace, { limit: sampled }, signal);
    const { value } = await records.fetch(namespace, page.items, signal);
    const schema = this.#schemaOf(binding);
    for (const { id, metadata } of value) schema.learn(id, metadata);
  }

  #schemaOf(binding: Binding): MetadataSchema {
    const key = keyOf(binding);
    const schema = this.#schemas.get(key) ?? new MetadataSchema();
    this.#schemas.set(key, schema);
    return schema;
  }
}

export type FieldDeps = Pick<IndexWorkDeps, 'environments' | 'connections'>;

/** Records that are read of a local namespace: one page of ids. */
const sampled = 100;

function keyOf({ environment, index, namespace }: Binding): string {
  return JSON.stringify([environment, index, namespace || defaultNamespace]);
}
