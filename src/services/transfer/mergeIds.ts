import { Failure } from '../../common/failure.ts';
import type { Page } from '../../common/listPages.ts';
import { compareIds } from '../../model/idOrder.ts';

/**
 * Yields the ids of two listings once each, in order, with one page of each in memory. Throws `unavailable` if a listing is
 * not in the service's order.
 */
export async function* mergeIds(source: Pages, target: Pages): AsyncGenerator<MergedId, void> {
  const [left, right] = [new Cursor(source), new Cursor(target)];
  try {
    for (;;) {
      const [one, other] = [await left.peek(), await right.peek()];
      if (one === undefined && other === undefined) return;
      const order = orderOf(one, other);
      const id = (order <= 0 ? one : other) ?? '';
      yield { id, isInSource: order <= 0, isInTarget: order >= 0 };
      if (order <= 0) left.move();
      if (order >= 0) right.move();
    }
  } finally {
    await left.close();
    await right.close();
  }
}

/** An id and the sides that have it. */
export type MergedId = {
  readonly id: string;
  readonly isInSource: boolean;
  readonly isInTarget: boolean;
};

type Pages = AsyncIterable<Pick<Page<string>, 'items'>>;

function orderOf(one: string | undefined, other: string | undefined): number {
  if (one === undefined) return 1;
  return other === undefined ? -1 : compareIds(one, other);
}

/** The next id of a listing. */
class Cursor {
  readonly #pages: AsyncIterator<Pick<Page<string>, 'items'>>;
  #items: readonly string[] = [];
  #at = 0;
  #last: string | undefined;

  constructor(pages: Pages) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  async peek(): Promise<string | undefined> {
    while (this.#at >= this.#items.length) {
      const page = await this.#pages.next();
      if (page.done === true) return undefined;
      this.#items = page.value.items;
      this.#at = 0;
    }
    const id = this.#items[this.#at] ?? '';
    if (this.#last !== undefined && compareIds(this.#last, id) >= 0)
      throw new Failure('unavailable', 'Could not compare the ids: they are not listed in order');
    return id;
  }

  move(): void {
    this.#last = this.#items[this.#at];
    this.#at++;
  }

  async close(): Promise<void> {
    await this.#pages.return?.();
  }
}
