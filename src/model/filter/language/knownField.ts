/** A metadata field as learned from records. */
export type KnownField = {
  readonly name: string;
  /** The share of the records that have it, 0 to 1. */
  readonly share: number;
  /** Types of its values, the most frequent first. */
  readonly types: readonly ('string' | 'number' | 'boolean' | 'list')[];
  /** Values as text. */
  readonly examples: readonly string[];
};
