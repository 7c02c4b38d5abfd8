import { Failure } from '../../../common/failure.ts';
import type { Filter } from '../../../model/filter/filter.ts';
import type { NamespaceTable } from '../../storage/namespaceTable.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';

/** The fields by which records may be filtered: those of a namespace's own schema, else of the index'; all without one. */
export class FilterableFields {
  readonly #index: StoredIndex;
  readonly #namespaces: NamespaceTable;

  constructor(index: StoredIndex, namespaces: NamespaceTable) {
    this.#index = index;
    this.#namespaces = namespaces;
  }

  /** Throws `badInput` where the filter names a field that is not declared. */
  check(namespace: string, filter: Filter): void {
    const declared = this.#namespaces.filterable(namespace) ?? this.#index.filterable;
    if (declared === undefined) return;
    const undeclared = fieldsOf(filter).find((field) => !declared.includes(field));
    if (undeclared === undefined) return;
    const message = `The field “${undeclared}” is not declared filterable here: filter by ${declared.join(', ') || 'none'}`;
    throw new Failure('badInput', message);
  }
}

/** But for those that hold the outcome of a condition on text, whose names begin with NUL. */
function fieldsOf(filter: Filter): readonly string[] {
  if ('operands' in filter) return filter.operands.flatMap(fieldsOf);
  return filter.field.startsWith('\0') ? [] : [filter.field];
}
