import { parquetError } from './parquetError.ts';
import type { SchemaElement } from './footer.ts';
import { maxSchemaDepth } from './limits.ts';
import { valueTypeOf, type ValueType } from './valueType.ts';

/** Converts the footer's flat schema into a tree whose root is a struct. Throws `badInput`. */
export function schemaOf(elements: readonly SchemaElement[]): StructNode {
  const tree = treeOf(elements);
  const fields = fieldsOf(tree, { definition: 0, repetition: 0, path: [] });
  return { kind: 'struct', name: '', definition: 0, columns: fields.flatMap(columnsOf), fields };
}

type Common = {
  readonly name: string;
  /** The definition level at which the node is not null. */
  readonly definition: number;
  /** The numbers of its columns, in the order of the file. */
  readonly columns: readonly number[];
};

/** A node whose values have a column of their own. */
export type LeafNode = Common & {
  readonly kind: 'leaf';
  readonly path: readonly string[];
  readonly valueType: ValueType;
  /** Its repetition level. */
  readonly repetition: number;
};
export type StructNode = Common & { readonly kind: 'struct'; readonly fields: readonly Node[] };

type Repeated = {
  /** The definition level at which it has an element. */
  readonly elementDefinition: number;
  /** The repetition level of its second and later elements. */
  readonly repetition: number;
};
export type ListNode = Common & Repeated & { readonly kind: 'list'; readonly element: Node };
export type MapNode = Common & Repeated & { readonly kind: 'map'; readonly entry: StructNode };

/** A node of the schema tree: a column, or a part of one. */
export type Node = LeafNode | StructNode | ListNode | MapNode;

/** Returns the leaves of a node in the order of the file. */
export function leavesOf(node: Node): readonly LeafNode[] {
  if (node.kind === 'leaf') return [node];
  if (node.kind === 'struct') return node.fields.flatMap(leavesOf);
  return leavesOf(node.kind === 'list' ? node.element : node.entry);
}

type Tree = {
  readonly element: SchemaElement;
  readonly children: readonly Tree[];
  /** The column number of a leaf. */
  readonly column: number;
};

type Levels = {
  readonly definition: number;
  readonly repetition: number;
  readonly path: readonly string[];
};

/** Converts the flat list, in which children follow their group, into a tree. */
function treeOf(elements: readonly SchemaElement[]): Tree {
  let next = 0;
  let column = 0;
  const take = (depth: number): Tree => {
    const element = elements[next++];
    if (element === undefined || depth > maxSchemaDepth)
      throw parquetError('its schema is damaged');
    if (element.type === undefined && element.childCount === 0)
      throw parquetError(`its group “${element.name}” has no columns`);
    if (element.type !== undefined) return { element, children: [], column: column++ };
    const children: Tree[] = [];
    while (children.length < element.childCount) children.push(take(depth + 1));
    return { element, children, column: -1 };
  };
  return take(0);
}

function fieldsOf({ children }: Tree, levels: Levels): readonly Node[] {
  return children.map((child) => nodeOf(child, levels));
}

function nodeOf(tree: Tree, outer: Levels): Node {
  const { element } = tree;
  if (element.repetition === 'REPEATED') {
    // A repeated field without annotation is a required list.
    const inner = within(outer, element);
    const part = contentOf(tree, inner);
    return repeated({ kind: 'list', name: element.name, element: part }, outer.definition, inner);
  }
  return contentOf(tree, within(outer, element));
}

/** Returns the node without its own repetition. */
function contentOf(tree: Tree, levels: Levels): Node {
  const { element, children } = tree;
  const { definition, repetition, path } = levels;
  const { name } = element;
  if (element.type !== undefined) {
    const valueType = valueTypeOf(element);
    const columns = [tree.column];
    return { kind: 'leaf', name, definition, repetition, path, columns, valueType };
  }
  const [only] = children;
  if (only !== undefined && children.length === 1 && only.element.repetition === 'REPEATED') {
    const inner = within(levels, only.element);
    if (isMap(element) && only.children.length === 2) {
      const entry = contentOf(only, inner);
      if (entry.kind === 'struct') return repeated({ kind: 'map', name, entry }, definition, inner);
    }
    if (isList(element)) {
      const part = elementOf(tree, only, inner);
      return repeated({ kind: 'list', name, element: part }, definition, inner);
    }
  }
  const fields = fieldsOf(tree, levels);
  return { kind: 'struct', name, definition, columns: fields.flatMap(columnsOf), fields };
}

/** Returns the element node of a list. Older writers omit the group in the middle. */
function elementOf(listTree: Tree, middle: Tree, inner: Levels): Node {
  const [only] = middle.children;
  const { name } = middle.element;
  const isElement =
    only === undefined ||
    middle.children.length > 1 ||
    name === 'array' ||
    name === `${listTree.element.name}_tuple`;
  return isElement ? contentOf(middle, inner) : nodeOf(only, inner);
}

function repeated(
  node: Pick<ListNode, 'kind' | 'name' | 'element'> | Pick<MapNode, 'kind' | 'name' | 'entry'>,
  definition: number,
  inner: Levels,
): Node {
  const columns = columnsOf(node.kind === 'list' ? node.element : node.entry);
  const { definition: elementDefinition, repetition } = inner;
  return { ...node, definition, elementDefinition, repetition, columns };
}

function within({ definition, repetition, path }: Levels, element: SchemaElement): Levels {
  return {
    definition: definition + (element.repetition === 'REQUIRED' ? 0 : 1),
    repetition: repetition + (element.repetition === 'REPEATED' ? 1 : 0),
    path: [...path, element.name],
  };
}

function columnsOf({ columns }: Node): readonly number[] {
  return columns;
}

function isList({ converted, logical }: SchemaElement): boolean {
  return converted === 'LIST' || logical?.['field_3'] !== undefined;
}

function isMap({ converted, logical }: SchemaElement): boolean {
  return converted === 'MAP' || converted === 'MAP_KEY_VALUE' || logical?.['field_2'] !== undefined;
}
