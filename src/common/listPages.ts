import { throwIfAborted } from './async.ts';
import { Failure } from './failure.ts';

/**
 * Yields all pages of a list. Throws `cancelled` when the signal aborts, `unavailable` if the service repeats a token
 * or returns more than `maxPages`: an endless list would cost requests forever.
 */
export async function* listPages<P extends Page<unknown>>(
  { purpose, ask, from, maxPages }: Paging<P>,
  signal: AbortSignal,
): AsyncGenerator<P, void> {
  let next = from;
  // Brent's algorithm: one remembered token, updated at powers of two, detects every cycle.
  let remembered = next;
  let movesAt = 1;
  for (let count = 1; ; count++) {
    throwIfAborted(signal);
    const page = await ask(next, signal);
    yield page;
    ({ next } = page);
    if (next === undefined) return;
    if (next === remembered)
      throw endless(purpose, 'the service returned the same page token twice');
    if (count >= maxPages)
      throw endless(purpose, `the service returned more than ${maxPages} pages`);
    if (count === movesAt) {
      remembered = next;
      movesAt *= 2;
    }
  }
}

/** A page of a list; without `next` it is the last. */
export type Page<T> = { readonly items: readonly T[]; readonly next?: string };

export type Paging<P extends Page<unknown>> = {
  /** Completes “Could not …”. */
  readonly purpose: string;
  /** Requests the page that `next` names, or the first one. */
  readonly ask: (next: string | undefined, signal: AbortSignal) => Promise<P>;
  /** Where to start. */
  readonly from?: string;
  /** Upper bound for the pages of such a list. */
  readonly maxPages: number;
};

function endless(purpose: string, why: string): Failure {
  return new Failure('unavailable', `Could not ${purpose}: ${why}`);
}

/** Returns a page of a list; the last one if there is no token. */
export function toPage<T>(items: readonly T[], next: string | null | undefined): Page<T> {
  return next ? { items, next } : { items };
}
