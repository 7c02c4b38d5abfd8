import type { ColumnKind, ColumnDescription } from './parquetCalls.ts';
import type { LeafNode, Node } from './schema.ts';

/** Describes a column for error messages, with the length of its first list. */
export function describeColumn(node: Node, firstValue: unknown): ColumnDescription {
  const { name } = node;
  switch (node.kind) {
    case 'leaf':
      return { name, ...describeLeaf(node) };
    case 'struct':
      return {
        name,
        kind: 'object',
        type: `fields ${node.fields.map((one) => one.name).join(', ')}`,
      };
    case 'map':
      return { name, kind: 'object', type: 'map' };
    case 'list': {
      const { kind, type } = describeColumn(node.element, undefined);
      if (kind !== 'number') return { name, kind: 'other', type: `list of ${type}` };
      const length = lengthOf(firstValue);
      return {
        name,
        kind: 'numbers',
        type: length === 0 ? 'list of numbers' : `list of ${length} numbers`,
      };
    }
  }
}

function describeLeaf({ valueType: { physical, logicalType } }: LeafNode): {
  kind: ColumnKind;
  type: string;
} {
  if (physical === 'BOOLEAN') return { kind: 'other', type: 'true or false' };
  if (logicalType.kind === 'text' || logicalType.kind === 'uuid')
    return { kind: 'text', type: 'text' };
  if (logicalType.kind === 'date' || logicalType.kind === 'time')
    return { kind: 'other', type: logicalType.kind };
  if (logicalType.kind === 'timestamp') return { kind: 'other', type: 'date and time' };
  if (physical === 'BYTE_ARRAY' && logicalType.kind === 'plain')
    return { kind: 'other', type: 'bytes' };
  if (physical === 'FIXED_LEN_BYTE_ARRAY' && logicalType.kind === 'plain')
    return { kind: 'other', type: 'bytes' };
  return { kind: 'number', type: 'number' };
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) || ArrayBuffer.isView(value)
    ? (value as ArrayLike<unknown>).length
    : 0;
}
