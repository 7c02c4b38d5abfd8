import type { Metadata, MetadataValue } from '../../model/record.ts';
import type { FieldSummary, FieldType } from '../../protocol/records.ts';

/** The metadata fields of the records seen so far: how many records have each, of which types, with examples. */
export class MetadataSchema {
  readonly #fields = new Map<string, Field>();
  readonly #learned = new Set<string>();

  /** Learns from a record, once per id. Returns true if the summary changes. */
  learn(id: string, metadata: Metadata): boolean {
    if (this.#learned.size >= maxLearned || this.#learned.has(id)) return false;
    this.#learned.add(id);
    for (const [name, value] of Object.entries(metadata)) this.#add(name, value);
    return true;
  }

  /** Returns the fields, the most frequent first, equal ones in the order of appearance. */
  fields(): FieldSummary[] {
    const total = Math.max(1, this.#learned.size);
    return [...this.#fields]
      .map(([name, { count, types, examples }]) => ({
        name,
        share: count / total,
        types: [...types],
        examples: [...examples],
      }))
      .sort((one, other) => other.share - one.share);
  }

  #add(name: string, value: MetadataValue): void {
    let field = this.#fields.get(name);
    if (field === undefined) {
      if (this.#fields.size >= maxFields) return;
      field = { count: 0, types: new Set(), examples: new Set() };
      this.#fields.set(name, field);
    }
    field.count++;
    field.types.add(typeOf(value));
    if (field.examples.size < maxExamples) field.examples.add(exampleOf(value));
  }
}

const maxExamples = 3;
const maxExampleLength = 60;
/** More records change the shares little and would make the learned ids grow with the namespace. */
const maxLearned = 5000;
const maxFields = 500;

type Field = { count: number; readonly types: Set<FieldType>; readonly examples: Set<string> };

function typeOf(value: MetadataValue): FieldType {
  if (typeof value === 'object') return 'list';
  return typeof value as FieldType;
}

function exampleOf(value: MetadataValue): string {
  const text = typeof value === 'object' ? value.join(', ') : String(value);
  return text.length > maxExampleLength ? `${text.slice(0, maxExampleLength)}…` : text;
}
