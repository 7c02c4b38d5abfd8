/**
 * Remembers the rows that VS Code has received. A refresh replaces every row, and a click on a row that is being replaced
 * loses its target; comparing avoids refreshes that change nothing.
 */
export class RenderedTree<T extends { readonly id: string }> {
  readonly #children = new Map<string, string>();
  readonly #texts = new Map<string, string>();

  keepText(node: T, text: string): void {
    this.#texts.set(node.id, text);
  }

  keepChildren(node: T | undefined, children: readonly T[]): void {
    this.#children.set(keyOf(node), idsOf(children));
  }

  /** Call it when VS Code is about to request all rows again. */
  clear(): void {
    this.#children.clear();
    this.#texts.clear();
  }

  /** Whether the rows that VS Code requested look the same now. */
  async isCurrent(rows: TreeRows<T>, node?: T): Promise<boolean> {
    const known = this.#children.get(keyOf(node));
    if (known === undefined) return true;
    const children = await rows.childrenOf(node);
    if (idsOf(children) !== known) return false;
    for (const child of children) {
      const text = this.#texts.get(child.id);
      if (text !== undefined && text !== rows.textOf(child)) return false;
      if (!(await this.isCurrent(rows, child))) return false;
    }
    return true;
  }
}

/** Calls that return the rows of a tree as they are now. */
export type TreeRows<T> = {
  childrenOf(node: T | undefined): Promise<readonly T[]>;
  /** Returns everything that is visible of a row, as text. */
  textOf(node: T): string;
};

function keyOf(node: { readonly id: string } | undefined): string {
  return node?.id ?? '';
}

function idsOf(nodes: readonly { readonly id: string }[]): string {
  return nodes.map(({ id }) => id).join('\n');
}
