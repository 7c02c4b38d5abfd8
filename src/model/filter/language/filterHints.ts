import { editDistance } from '../../editDistance.ts';
import { parseJsonTree, type JsonEntry, type JsonNode } from '../jsonTree.ts';
import { isFieldOperator } from '../operators.ts';
import { describeField } from './completeFilter.ts';
import type { KnownField } from './knownField.ts';

/** Returns the hints of a filter by the fields that records are known to have; none while it does not parse. */
export function filterHints(text: string, fields: readonly KnownField[]): readonly FilterHint[] {
  const tree = parseJsonTree(text);
  if (!tree.isValid || fields.length === 0) return [];
  return hintsIn(tree.root, text, fields);
}

/** A change of a filter's text that follows a hint. */
export type FilterFix = {
  readonly title: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
};

/** A valid filter that may not mean what its author thinks: a place, a message, and fixes. */
export type FilterHint = {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly fixes: readonly FilterFix[];
};

/** Longer names are no slip of the keyboard. */
const longestName = 100;

/** Smaller shares of records without a field are not worth a hint. */
const leastMissing = 0.005;

/** Returns the field whose name is at an offset of the text, with its description. */
export function hoverFilter(
  text: string,
  offset: number,
  fields: readonly KnownField[],
): { readonly start: number; readonly end: number; readonly text: string } | undefined {
  const tree = parseJsonTree(text);
  if (!tree.isValid) return undefined;
  const entry = entriesOf(tree.root).find(
    ({ keyStart, keyEnd }) => offset >= keyStart && offset <= keyEnd,
  );
  const field = fields.find(({ name }) => name === entry?.key);
  if (!entry || !field) return undefined;
  return {
    start: entry.keyStart,
    end: entry.keyEnd,
    text: `${field.name}: ${describeField(field)}`,
  };
}

function hintsIn(node: JsonNode, text: string, fields: readonly KnownField[]): FilterHint[] {
  if (node.kind === 'list') return node.items.flatMap((item) => hintsIn(item, text, fields));
  if (node.kind === 'scalar') return [];
  return node.entries.flatMap((entry) =>
    entry.key === '$and' || entry.key === '$or'
      ? hintsIn(entry.value, text, fields)
      : conditionHints(entry, text, fields),
  );
}

function conditionHints(
  entry: JsonEntry,
  text: string,
  fields: readonly KnownField[],
): readonly FilterHint[] {
  const field = fields.find(({ name }) => name === entry.key);
  if (field === undefined) return unknownField(entry, fields);
  const operators = entry.value.kind === 'object' ? entry.value.entries : [];
  const compared = [
    ...(entry.value.kind === 'scalar' ? [entry.value] : []),
    ...operators.flatMap(({ key, value }) =>
      key === '$exists' ? [] : value.kind === 'list' ? value.items : [value],
    ),
  ];
  return [
    ...compared.flatMap((value) => typeHint(value, text, field)),
    ...operators.flatMap((operator) => absenceHint(entry, operator, text, field)),
  ];
}

function unknownField(
  { key, keyStart, keyEnd }: JsonEntry,
  fields: readonly KnownField[],
): readonly FilterHint[] {
  if (key.startsWith('$') || isFieldOperator(key)) return [];
  const [near] = (key.length > longestName ? [] : fields)
    .map(({ name }) => ({ name, slips: editDistance(key.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, slips }) => slips <= Math.max(1, Math.floor(name.length / 3)))
    .sort((one, other) => one.slips - other.slips);
  const none = `No record seen has the field “${key}”`;
  if (near === undefined) return [{ start: keyStart, end: keyEnd, message: none, fixes: [] }];
  const replacement = JSON.stringify(near.name);
  const fix = { title: `Use “${near.name}”`, start: keyStart, end: keyEnd, replacement };
  const message = `${none}; did you mean “${near.name}”?`;
  return [{ start: keyStart, end: keyEnd, message, fixes: [fix] }];
}

function typeHint(value: JsonNode, text: string, field: KnownField): readonly FilterHint[] {
  if (value.kind !== 'scalar') return [];
  const { start, end } = value;
  const typed: unknown = JSON.parse(text.slice(start, end));
  const type = typeof typed;
  if (type !== 'string' && type !== 'number' && type !== 'boolean') return [];
  const isFitting = field.types.some(
    (one) => one === type || (one === 'list' && type === 'string'),
  );
  if (isFitting) return [];
  const message = `“${field.name}” is a ${field.types.join(' or a ')} in the records seen; you wrote a ${type}`;
  return [{ start, end, message, fixes: typeFixes(typed, field, start, end) }];
}

function typeFixes(
  typed: unknown,
  { types }: KnownField,
  start: number,
  end: number,
): readonly FilterFix[] {
  const replacement =
    types[0] === 'number' && String(typed).trim() !== '' && Number.isFinite(Number(typed))
      ? String(Number(typed))
      : types[0] === 'string' || types[0] === 'list'
        ? JSON.stringify(String(typed))
        : types[0] === 'boolean' && /^(?:true|false)$/.test(String(typed))
          ? String(typed)
          : undefined;
  if (replacement === undefined) return [];
  return [{ title: `Write ${replacement}`, start, end, replacement }];
}

/** Unlike in MongoDB, `$ne` and `$nin` leave out records without the field. */
function absenceHint(
  entry: JsonEntry,
  { key, keyStart, keyEnd }: JsonEntry,
  text: string,
  { name, share }: KnownField,
): readonly FilterHint[] {
  const missing = 1 - share;
  if ((key !== '$ne' && key !== '$nin') || missing < leastMissing) return [];
  const message = `“${key}” leaves out the ${Math.round(missing * 100)}% of records seen that lack “${name}”`;
  const condition = text.slice(entry.keyStart, entry.value.end);
  const replacement = `"$or": [{ ${condition} }, { ${JSON.stringify(name)}: { "$exists": false } }]`;
  const fix = {
    title: `Let records without “${name}” pass`,
    start: entry.keyStart,
    end: entry.value.end,
    replacement,
  };
  return [{ start: keyStart, end: keyEnd, message, fixes: [fix] }];
}

function entriesOf(node: JsonNode): readonly JsonEntry[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'list') return node.items.flatMap(entriesOf);
  return node.entries.flatMap((entry) => [entry, ...entriesOf(entry.value)]);
}
