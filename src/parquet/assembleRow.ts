import type { ColumnReader } from './columnReader.ts';
import { parquetError } from './parquetError.ts';
import type { ListNode, MapNode, Node, StructNode } from './schema.ts';
import { UnreadableValue } from './jsonValues.ts';

/**
 * Assembles the value of a column in one row. The readers of its columns must be at the row's first entries.
 * Undefined for null.
 */
export function assembleColumn(
  node: Node,
  readers: readonly (ColumnReader | undefined)[],
  info: RowInfo,
): unknown {
  const reader = readerOf(readers, node.columns[0]);
  if (node.kind === 'leaf') return checked(reader.take(), node.path, info);
  if (reader.definition < node.definition) return skipNull(node, readers);
  if (node.kind === 'struct') return assembleStruct(node, readers, info);
  const items = assembleItems(node, readers, info);
  return node.kind === 'list' ? items : mapOf(items as readonly Entry[], info, node);
}

/** Facts about a row besides its values. */
export type RowInfo = {
  /** Why the row cannot be a record. */
  problem?: string;
  /** The approximate size of the row. */
  sizeBytes: number;
};

function assembleStruct(
  { fields }: StructNode,
  readers: readonly (ColumnReader | undefined)[],
  info: RowInfo,
): unknown {
  const entries: [string, unknown][] = [];
  for (const field of fields) {
    const value = assembleColumn(field, readers, info);
    if (value !== undefined) entries.push([field.name, value]);
  }
  // `Object.fromEntries` keeps names such as `__proto__` as plain keys.
  return Object.fromEntries(entries);
}

function assembleItems(
  node: ListNode | MapNode,
  readers: readonly (ColumnReader | undefined)[],
  info: RowInfo,
): ArrayLike<unknown> {
  const reader = readerOf(readers, node.columns[0]);
  if (reader.definition < node.elementDefinition) {
    skipNull(node, readers, node.elementDefinition);
    return [];
  }
  const part = node.kind === 'list' ? node.element : node.entry;
  if (part.kind === 'leaf') {
    const list = reader.takeList(node.repetition);
    if (list !== undefined) {
      info.sizeBytes += sizeOfList(list);
      return list;
    }
  }
  const items: unknown[] = [];
  do items.push(assembleColumn(part, readers, info) ?? null);
  while (goesOn(node, readers));
  return items;
}

/** Whether the list has another element. Throws `badInput` if its columns disagree. */
function goesOn(node: ListNode | MapNode, readers: readonly (ColumnReader | undefined)[]): boolean {
  const isNext = (column: number | undefined): boolean => {
    const { repetition } = readerOf(readers, column);
    if (repetition > node.repetition)
      throw parquetError(`the column “${node.name}” has torn lists`);
    return repetition === node.repetition;
  };
  const [first, ...others] = node.columns;
  const goes = isNext(first);
  if (others.some((column) => isNext(column) !== goes)) throw disagreement(node);
  return goes;
}

/** Skips the one entry that represents a null node in each of its columns. */
function skipNull(
  node: Node,
  readers: readonly (ColumnReader | undefined)[],
  present = node.definition,
): undefined {
  for (const column of node.columns) {
    const reader = readerOf(readers, column);
    if (reader.definition >= present) throw disagreement(node);
    reader.take();
  }
}

type Entry = Readonly<Record<string, unknown>>;

/** Builds a map from its entries: the first field is the key, the second the value. */
function mapOf(entries: readonly Entry[], info: RowInfo, { entry, name }: MapNode): unknown {
  const [key, value] = entry.fields;
  const pairs = entries.map((one): [string, unknown] => {
    const text = one[key?.name ?? ''];
    if (typeof text !== 'string') info.problem ??= `its “${name}” has keys that are not text`;
    return [String(text), one[value?.name ?? ''] ?? null];
  });
  return Object.fromEntries(pairs);
}

function checked(value: unknown, path: readonly string[], info: RowInfo): unknown {
  if (value instanceof UnreadableValue) {
    info.problem ??= `the column “${path[0]}” ${value.reason}`;
    return undefined;
  }
  info.sizeBytes += typeof value === 'string' ? value.length : 8;
  return value;
}

function sizeOfList(list: ArrayLike<unknown>): number {
  if (!Array.isArray(list)) return 8 * list.length;
  return list.reduce<number>((sum, one) => sum + (typeof one === 'string' ? one.length : 8), 0);
}

function readerOf(
  readers: readonly (ColumnReader | undefined)[],
  column: number | undefined,
): ColumnReader {
  const reader = column === undefined ? undefined : readers[column];
  if (reader === undefined) throw parquetError('a column is not there');
  return reader;
}

function disagreement({ name }: Node): Error {
  return parquetError(`the columns of “${name}” do not agree`);
}
