import type { TreeView } from 'vscode';
import { sleep } from '../../common/async.ts';
import type { TreeNode } from './nodes.ts';

/**
 * Selects the node of an index in the tree. Gives up when another node is selected meanwhile: the next key press belongs
 * to what the user selected. Ignores failures, because the action that led here has succeeded.
 */
export async function revealIndex({ view, find, pauseMs = 200 }: IndexRevealDeps): Promise<void> {
  let wanted: TreeNode | undefined;
  const selectedElse = new AbortController();
  const listener = view.onDidChangeSelection(({ selection }) => {
    if (selection.length > 0 && selection.every(({ id }) => id !== wanted?.id))
      selectedElse.abort();
  });
  try {
    for (let tries = 0; tries < revealTries; tries++) {
      wanted = await find();
      if (selectedElse.signal.aborted) return;
      if (wanted !== undefined)
        await view.reveal(wanted, { select: true, focus: false }).then(undefined, () => undefined);
      await sleep(pauseMs, new AbortController().signal);
      if (view.selection.some(({ id }) => id === wanted?.id)) return;
    }
  } finally {
    listener.dispose();
  }
}

/** Attempts to reveal a node: VS Code fails while the tree reloads, or drops the selection at once. */
const revealTries = 10;

export type IndexRevealDeps = {
  readonly view: Pick<TreeView<TreeNode>, 'reveal' | 'selection' | 'onDidChangeSelection'>;
  /** Returns the node of an index; `undefined` while a list that was requested before the index existed is replaced. */
  readonly find: () => Promise<TreeNode | undefined>;
  readonly pauseMs?: number;
};
