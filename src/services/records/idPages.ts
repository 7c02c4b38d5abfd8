import { throwIfAborted } from '../../common/async.ts';
import type { Disposable } from '../../common/disposables.ts';
import { listPages, type Page } from '../../common/listPages.ts';
import { IdList } from './idList.ts';

/**
 * The ids of a listing, read page by page as far as they are needed. Each id has one row, however pages overlap. After
 * a failure the next call repeats the failed page.
 */
export class IdPages implements Disposable {
  readonly ids = new IdList();
  readonly #ask: AskPage;
  readonly #onPage: () => void;
  readonly #disposal = new AbortController();
  #pages: AsyncGenerator<Page<string>, void> | undefined;
  #next: string | undefined;
  #reading: Promise<void> | undefined;
  #isDone = false;

  /** `onPage` is called after each page. */
  constructor(ask: AskPage, onPage: () => void) {
    this.#ask = ask;
    this.#onPage = onPage;
  }

  /** Whether all ids are listed. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Lists until there are `count` ids or no more. A cancelled caller does not cancel a page that others wait for. */
  async readTo(count: number, signal: AbortSignal): Promise<void> {
    while (!this.#isDone && this.ids.length < count) {
      throwIfAborted(signal);
      this.#reading ??= this.#readPage().finally(() => (this.#reading = undefined));
      await this.#reading;
    }
    throwIfAborted(signal);
  }

  dispose(): void {
    this.#disposal.abort();
  }

  async #readPage(): Promise<void> {
    this.#pages ??= listPages(
      {
        purpose: 'list the records',
        ask: this.#ask,
        maxPages,
        ...(this.#next !== undefined && { from: this.#next }),
      },
      this.#disposal.signal,
    );
    try {
      const page = await this.#pages.next();
      if (page.done === true) return this.#end();
      for (const id of page.value.items) this.ids.add(id);
      this.#next = page.value.next;
      if (this.#next === undefined) this.#end();
    } catch (error) {
      // A generator that threw has ended.
      this.#pages = undefined;
      throw error;
    }
    this.#onPage();
  }

  #end(): void {
    this.#isDone = true;
    this.#pages = undefined;
  }
}

/** A billion ids in pages of a hundred. */
const maxPages = 10_000_000;

export type AskPage = (next: string | undefined, signal: AbortSignal) => Promise<Page<string>>;
