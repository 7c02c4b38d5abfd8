import * as vscode from 'vscode';
import { sleep } from '../../common/async.ts';
import { Disposables } from '../../common/disposables.ts';
import { Failure, isCancelled } from '../../common/failure.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { FoundNamespaces } from '../../services/catalog/namespaceSearch.ts';
import { formatCount } from '../formatNumbers.ts';

/**
 * Shows a quick pick whose text is the prefix that `search` gets. Each change aborts the earlier search. Returns
 * `undefined` when the user closes it.
 */
export async function pickNamespaceByPrefix(
  index: string,
  search: PrefixSearch,
): Promise<string | undefined> {
  const resources = new Disposables();
  try {
    const box = resources.own(vscode.window.createQuickPick<Item>());
    box.title = vscode.l10n.t('Go to Namespace of “{0}”', escapeInvisible(index));
    box.placeholder = vscode.l10n.t('Type how the name starts');
    const list = resources.own(new PrefixList(box, search));
    return await new Promise((resolve) => {
      resources.own(box.onDidChangeValue((prefix) => void list.show(prefix, typingPauseMs)));
      resources.own(
        // A message in the list cannot be chosen.
        box.onDidAccept(() => {
          const namespace = box.selectedItems[0]?.namespace;
          if (namespace !== undefined) resolve(namespace);
        }),
      );
      resources.own(box.onDidHide(() => resolve(undefined)));
      box.show();
      void list.show('', 0);
    });
  } finally {
    resources.dispose();
  }
}

export type PrefixSearch = (prefix: string, signal: AbortSignal) => Promise<FoundNamespaces>;

type Item = vscode.QuickPickItem & { readonly namespace?: string };

/** Pause after a key before the service is asked. */
const typingPauseMs = 150;

/** Fills a quick pick with what the newest search finds. */
class PrefixList {
  readonly #box: vscode.QuickPick<Item>;
  readonly #search: PrefixSearch;
  #running = new AbortController();

  constructor(box: vscode.QuickPick<Item>, search: PrefixSearch) {
    this.#box = box;
    this.#search = search;
  }

  async show(prefix: string, delayMs: number): Promise<void> {
    this.#running.abort();
    const running = new AbortController();
    this.#running = running;
    this.#box.busy = true;
    try {
      await sleep(delayMs, running.signal);
      const found = await this.#search(prefix, running.signal);
      if (running === this.#running) this.#box.items = itemsOf(found, prefix);
    } catch (error) {
      if (running === this.#running && !isCancelled(error))
        this.#box.items = [messageItem(`$(error) ${Failure.from(error).message}`)];
    } finally {
      if (running === this.#running) this.#box.busy = false;
    }
  }

  dispose(): void {
    this.#running.abort();
  }
}

function itemsOf({ namespaces, hasMore }: FoundNamespaces, prefix: string): readonly Item[] {
  if (namespaces.length === 0)
    return [messageItem(vscode.l10n.t('No namespace starts with “{0}”', prefix))];
  const items = namespaces.map(({ name, recordCount }): Item => ({
    label: escapeInvisible(name),
    description: formatCount(recordCount),
    namespace: name,
    // The service has filtered them already.
    alwaysShow: true,
  }));
  if (!hasMore) return items;
  return [...items, messageItem(vscode.l10n.t('There are more: type more of the name'))];
}

function messageItem(label: string): Item {
  return { label, alwaysShow: true };
}
