import type { MetadataValue } from '../record.ts';

export type Comparison = '$eq' | '$ne' | '$gt' | '$gte' | '$lt' | '$lte';

/** A metadata filter as a tree. An `and` without operands matches every record. */
export type Filter =
  | { readonly op: 'and' | 'or'; readonly operands: readonly Filter[] }
  | {
      readonly op: 'compare';
      readonly field: string;
      readonly comparison: Comparison;
      readonly value: MetadataValue;
    }
  | {
      readonly op: 'in';
      readonly field: string;
      readonly isNegated: boolean;
      readonly values: readonly (string | number | boolean)[];
    }
  | { readonly op: 'exists'; readonly field: string; readonly isExpected: boolean };
