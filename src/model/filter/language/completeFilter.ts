import { isFieldOperator } from '../operators.ts';
import { filterCaretAt } from './filterCaret.ts';
import type { KnownField } from './knownField.ts';

/** Returns what can stand at the caret: fields by their share, operators that fit the field's type, known values. */
export function completeFilter(
  text: string,
  caret: number,
  fields: readonly KnownField[],
): FilterCompletions | undefined {
  const place = filterCaretAt(text, caret);
  const { from, to } = place;
  // Behind the range a colon may be there already.
  const hasColon = /^\s*:/.test(text.slice(to));
  switch (place.expects) {
    case 'field':
      return {
        from,
        to,
        options: [...fields.map((field) => fieldOption(field, hasColon)), ...joins],
      };
    case 'operator': {
      const field = fields.find(({ name }) => name === place.field);
      return { from, to, options: operatorOptions(field, hasColon) };
    }
    case 'value': {
      const field = fields.find(({ name }) => name === place.field);
      return { from, to, options: valueOptions(field, place.operator) };
    }
    case 'nothing':
      return undefined;
  }
}

/** A completion of a filter: `insert` replaces the range of its list. */
export type FilterCompletion = {
  readonly label: string;
  readonly kind: 'field' | 'operator' | 'value';
  /** A few words beside the label. */
  readonly detail: string;
  readonly insert: string;
};

export type FilterCompletions = {
  readonly from: number;
  readonly to: number;
  readonly options: readonly FilterCompletion[];
};

const operatorMeanings: Readonly<Record<string, string>> = {
  $eq: 'equal',
  $ne: 'not equal, and present',
  $gt: 'greater',
  $gte: 'greater or equal',
  $lt: 'less',
  $lte: 'less or equal',
  $in: 'one of a list',
  $nin: 'none of a list, and present',
  $exists: 'whether the record has the field',
};

/** Returns a field's types, share and examples in words. */
export function describeField({ types, share, examples }: KnownField): string {
  const parts = [types.join(' or '), `in ${Math.round(share * 100)}% of the records seen`];
  return [...parts, ...(examples.length > 0 ? [`such as ${examples.join(', ')}`] : [])].join(' · ');
}

const joins: readonly FilterCompletion[] = [
  { label: '$and', kind: 'operator', detail: 'all conditions', insert: '"$and": []' },
  { label: '$or', kind: 'operator', detail: 'one of the conditions', insert: '"$or": []' },
];

function fieldOption(field: KnownField, hasColon: boolean): FilterCompletion {
  const { name, types, share } = field;
  return {
    label: name,
    kind: 'field',
    detail: `${types.join(' or ')} · ${Math.round(share * 100)}%`,
    insert: JSON.stringify(name) + (hasColon ? '' : ': '),
  };
}

function operatorOptions(
  field: KnownField | undefined,
  hasColon: boolean,
): readonly FilterCompletion[] {
  const isOrdered = field === undefined || field.types.includes('number');
  return Object.entries(operatorMeanings)
    .filter(([name]) => isFieldOperator(name) && (isOrdered || !/^\$[gl]te?$/.test(name)))
    .map(([name, detail]) => ({
      label: name,
      kind: 'operator',
      detail,
      insert: JSON.stringify(name) + (hasColon ? '' : ': '),
    }));
}

function valueOptions(
  field: KnownField | undefined,
  operator: string,
): readonly FilterCompletion[] {
  const values =
    operator === '$exists' || field?.types[0] === 'boolean'
      ? ['true', 'false']
      : (field?.examples ?? []).map((example) => valueText(example, field));
  return [...new Set(values)].map((insert) => ({
    label: insert,
    kind: 'value',
    detail: '',
    insert,
  }));
}

/** Examples are texts: numbers stay numbers only where the field holds numbers. */
function valueText(example: string, field: KnownField | undefined): string {
  const isNumber = field?.types[0] === 'number' && Number.isFinite(Number(example));
  return isNumber ? example : JSON.stringify(example);
}
