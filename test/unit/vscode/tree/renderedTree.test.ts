import { describe, expect, it } from 'vitest';
import { RenderedTree, type TreeRows } from '../../../../src/vscode/tree/renderedTree.ts';

type Row = { readonly id: string; readonly text: string; readonly children?: readonly Row[] };

const rowsOf = (roots: readonly Row[]): TreeRows<Row> => ({
  childrenOf: async (node) => (node === undefined ? roots : (node.children ?? [])),
  textOf: ({ text }) => text,
});

const local = (...children: readonly Row[]): Row => ({ id: 'local', text: 'local', children });
const docs: Row = { id: 'docs', text: 'docs · 778' };
const words: Row = { id: 'words', text: 'words · 12' };

/** A tree of which VS Code has received the roots and the children of the expanded rows. */
const rendered = (roots: readonly Row[], expanded: readonly Row[]): RenderedTree<Row> => {
  const tree = new RenderedTree<Row>();
  tree.keepChildren(undefined, roots);
  for (const node of expanded) tree.keepChildren(node, node.children ?? []);
  for (const node of [...roots, ...expanded.flatMap(({ children = [] }) => children)])
    tree.keepText(node, node.text);
  return tree;
};

describe('a rendered tree', () => {
  const root = local(docs, words);
  const tree = rendered([root], [root]);

  it.each<[string, readonly Row[], boolean]>([
    ['the same rows', [local(docs, words)], true],
    ['another text', [local({ ...docs, text: 'docs · 779' }, words)], false],
    ['one row less', [local(docs)], false],
    ['another order', [local(words, docs)], false],
    ['another root', [root, { id: 'cloud', text: 'cloud' }], false],
    ['rows below one that is not expanded', [local({ ...docs, children: [words] }, words)], true],
  ])('compares %s', async (_, roots, isCurrent) => {
    expect(await tree.isCurrent(rowsOf(roots))).toBe(isCurrent);
  });

  it('knows nothing before the first request and after a refresh', async () => {
    const other = rendered([root], [root]);
    other.clear();
    expect(await other.isCurrent(rowsOf([]))).toBe(true);
  });

  it('passes on why rows cannot be read', async () => {
    const failing: TreeRows<Row> = {
      childrenOf: () => Promise.reject(new Error('no network')),
      textOf: () => '',
    };
    await expect(tree.isCurrent(failing)).rejects.toThrow('no network');
  });
});
