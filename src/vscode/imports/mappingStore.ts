import * as v from 'valibot';
import { digestOf } from '../../model/idDigest.ts';
import type { StateStore } from '../../services/catalog/catalog.ts';
import type { ColumnMapping } from '../../services/imports/columnMapping.ts';

const names = v.array(v.string());
const name = v.exactOptional(v.string());
const mappingSchema = v.object({
  id: name,
  vector: names,
  sparse: v.exactOptional(names),
  text: name,
  namespace: name,
  metadata: name,
  fields: v.record(v.string(), v.picklist(['value', 'text', 'number', 'boolean', 'list'])),
});

/** Stores how the columns of files were mapped last, for files with the same columns. */
export class MappingStore {
  readonly #state: StateStore;

  constructor(state: StateStore) {
    this.#state = state;
  }

  /** Returns the mapping of the last file with these columns into an index that takes the same kind of records. */
  get(columns: readonly string[], kind: string): ColumnMapping | undefined {
    const stored = v.safeParse(mappingSchema, this.#state.get(keyOf(columns, kind)));
    return stored.success ? stored.output : undefined;
  }

  keep(columns: readonly string[], kind: string, mapping: ColumnMapping): void {
    this.#state.set(keyOf(columns, kind), mapping);
  }
}

function keyOf(columns: readonly string[], kind: string): string {
  return `import-mapping/${kind}/${digestOf(columns).hash}`;
}
